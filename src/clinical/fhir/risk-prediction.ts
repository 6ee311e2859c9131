import type { CodeableConcept, Quantity, RiskAssessmentPrediction } from 'fhir/r4.js'
import type { RiskRange } from '../models/uncertainty.ts'
import { UCUM_SYSTEM } from '../terminology/convert.ts'

/**
 * A probability in percent, to a tenth: `RiskAssessment.prediction.probability` is a percentage,
 * and a Quantity says so. https://hl7.org/fhir/R4/riskassessment-definitions.html
 */
const toPercent = (probability: number): Quantity => ({
  value: Math.round(probability * 1000) / 10,
  unit: '%',
  system: UCUM_SYSTEM,
  code: '%',
})

/** What was predicted. */
export interface Predicted {
  readonly outcome: CodeableConcept
  /** Between what probabilities the risk lies, 0 to 1. */
  readonly range: RiskRange
  readonly category: CodeableConcept | undefined
  /** The figure in words. */
  readonly words: string
}

/** A predicted risk as FHIR R4 to R5 have it: a range of percentages, and the figure in words. */
export const toPrediction = ({
  outcome,
  range: { low, high },
  category,
  words,
}: Predicted): RiskAssessmentPrediction => ({
  outcome,
  probabilityRange: { low: toPercent(low), high: toPercent(high) },
  ...(category === undefined ? {} : { qualitativeRisk: category }),
  rationale: words,
})
