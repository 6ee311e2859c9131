import type { Dossier } from '../evidence/index.ts'
import { examplesSchema, modelCardSchema, studySchema } from './dossier-schemas.ts'
import type { Folder } from './folder.ts'
import type { Problems } from './problems.ts'

/** What a service folder tells of its model, without the model itself. */
export function loadDossier(
  folder: Folder,
  problems: Problems,
): Omit<Dossier, 'definition'> | undefined {
  const read = <Schema extends Parameters<typeof problems.parse>[1]>(
    file: string,
    schema: Schema,
  ) => problems.parse(file, schema, folder.readJson(file, problems))
  const study = read('study.json', studySchema)
  const modelCard = read('model-card.json', modelCardSchema)
  const examples = read('reference-cases.json', examplesSchema)
  const modelCardTemplate = folder.readText('model-card.md', problems)
  if (!study || !modelCard || !examples) return undefined
  return {
    study,
    modelCard,
    modelCardTemplate,
    examples: examples.cases.map(({ name, values }) => ({ name, values })),
  }
}
