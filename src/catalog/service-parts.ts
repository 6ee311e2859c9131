import type { CardsDefinition } from '../hook/cards/card-texts.ts'
import type { FactsFile, ListedSource } from './facts-schemas.ts'
import type { EvidenceFiles } from './load-evidence.ts'
import type { PredictorsFile } from './predictor-schemas.ts'
import type { VersionsFile } from './versions-schema.ts'
import type {
  ApplicabilityFile,
  CardsFile,
  OrdersFile,
  RiskModelFile,
  ServiceFile,
} from './schemas.ts'

/** The cards by language (BCP 47). */
export type Translations = Readonly<Record<string, CardsDefinition>>

/** The files of a model's folder, as far as each could be read. */
export interface ServiceParts {
  readonly service: ServiceFile | undefined
  readonly orders: OrdersFile | undefined
  readonly predictors: PredictorsFile | undefined
  readonly applicability: ApplicabilityFile | undefined
  readonly model: RiskModelFile | undefined
  /** Nothing where the model has no versions, too. */
  readonly versions: VersionsFile | undefined
  readonly cards: CardsFile | undefined
  readonly facts: FactsFile | undefined
  /** What this model rests on, beside what all of the folder do. */
  readonly sources: readonly ListedSource[]
  readonly translations: Translations
  readonly evidence: EvidenceFiles
}
