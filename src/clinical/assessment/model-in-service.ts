import type { ApplicabilityRule } from '../readings/applicability.ts'
import type { PredictorSet } from '../readings/input-definition.ts'
import type { UnitReading } from '../readings/quantity.ts'
import type { DiagnosisRecognition, OrderRecognition } from '../recognition/definition.ts'
import type { RiskModel } from '../models/estimate.ts'
import type { ReviewPlan } from './model-card.ts'

/** What an assessment needs of a service folder, its references resolved. */
export interface ModelInService {
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
  readonly review: ReviewPlan
}
