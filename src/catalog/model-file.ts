import type { Service } from '../hook/service.ts'
import type { ModelCard } from '../clinical/assessment/model-card.ts'
import type { PredictorValues } from '../clinical/models/definition.ts'
import type { FirmShares } from './versions-schema.ts'
import type { Study } from './study.ts'

/** A patient whose estimate is worked out beside the engine. */
export interface ExamplePatient {
  readonly name: string
  readonly values: PredictorValues
}

/** A model with everything that those who decide on its use must know. */
export interface ModelFile {
  readonly definition: Service
  readonly study: Study
  readonly examples: readonly ExamplePatient[]
  /** What share of patients gets which statement; none of a model without versions. */
  readonly firmShares: FirmShares
  readonly modelCard: ModelCard
  /** The model card's Markdown with placeholders for what is data. */
  readonly modelCardTemplate: string
}
