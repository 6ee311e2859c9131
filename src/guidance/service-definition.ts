import type { CardsDefinition } from '../cards/index.ts'
import type { DiscoveryEntry } from '../cds-hooks/index.ts'
import type { ApplicabilityRule, PredictorSet } from '../predictors/index.ts'
import type { UnitReading } from '../observations/index.ts'
import type { DiagnosisRecognition, OrderRecognition } from '../recognition/index.ts'
import type { RiskModel } from '../risk-model/index.ts'
import type { ReviewPlan } from './model-card.ts'

/** What a service folder says, with everything resolved that it refers to. Made by the catalog. */
export interface GuidanceDefinition {
  /** The folder's name. */
  readonly id: string
  readonly order: OrderRecognition
  readonly diagnosis: DiagnosisRecognition
  /** Prefetch keys of what is no Observation. */
  readonly keys: {
    readonly patient: string
    readonly diagnoses: string
    readonly procedures: string
  }
  readonly inputs: PredictorSet
  readonly applicability: readonly ApplicabilityRule[]
  readonly units: UnitReading
  readonly model: RiskModel
  /** 95 % interval of the c-statistic in the study's own training patients: apparent performance. */
  readonly publishedAuc?: readonly [number, number] | undefined
  readonly cards: CardsDefinition
  /** The cards by language (BCP 47); `cards` is one of them. */
  readonly translations: Readonly<Record<string, CardsDefinition>>
  readonly review: ReviewPlan
}

/** One CDS Service: a discovery entry and what stands behind it. */
export interface CdsService {
  readonly entry: DiscoveryEntry
  readonly definition: GuidanceDefinition
}

/** A service that speaks a language, if it has its texts in it. */
export function inLanguage(service: CdsService, language: string): CdsService {
  const cards = service.definition.translations[language]
  return cards === undefined
    ? service
    : { ...service, definition: { ...service.definition, cards } }
}
