import type { z } from 'zod'
import { examplesSchema, modelCardSchema, studySchema } from './evidence-schemas.ts'
import type { Folder } from './folder.ts'

/** The files that say where a model comes from and how it did, as far as each could be read. */
export interface EvidenceFiles {
  readonly study: z.output<typeof studySchema> | undefined
  readonly modelCard: z.output<typeof modelCardSchema> | undefined
  readonly examples: z.output<typeof examplesSchema> | undefined
  readonly modelCardTemplate: string
}

export const loadEvidence = (folder: Folder): EvidenceFiles => ({
  study: folder.readJson('study.json', studySchema),
  modelCard: folder.readJson('model-card.json', modelCardSchema),
  examples: folder.readJson('reference-cases.json', examplesSchema),
  modelCardTemplate: folder.readText('model-card.md'),
})
