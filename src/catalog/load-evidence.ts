import type { z } from 'zod'
import { examplesSchema, modelCardSchema, studySchema } from './evidence-schemas.ts'
import type { Folder } from './folder.ts'
import type { Problems } from './problems.ts'

/** What a service folder tells of its model, as far as it could be read. */
export interface EvidenceFiles {
  readonly study: z.output<typeof studySchema> | undefined
  readonly modelCard: z.output<typeof modelCardSchema> | undefined
  readonly examples: z.output<typeof examplesSchema> | undefined
  readonly modelCardTemplate: string
}

/** What a service folder tells of its model, without the model itself. */
export function loadEvidence(folder: Folder, problems: Problems): EvidenceFiles {
  const read = <Schema extends Parameters<typeof problems.parse>[1]>(
    file: string,
    schema: Schema,
  ) => problems.parse(file, schema, folder.readJson(file, problems))
  return {
    study: read('study.json', studySchema),
    modelCard: read('model-card.json', modelCardSchema),
    examples: read('reference-cases.json', examplesSchema),
    modelCardTemplate: folder.readText('model-card.md', problems),
  }
}
