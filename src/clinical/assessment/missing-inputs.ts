import type { Assessment } from './assess.ts'
import { whyNoNumber, type WhyNoNumber } from './input-reading.ts'

/** An input that could not be used, and why: words of this engine, nothing of the patient. */
export interface MissingInput {
  readonly predictor: string
  readonly why: WhyNoNumber
}

/** The inputs that an assessment went without. */
export function missingInputsOf(assessment: Assessment): readonly MissingInput[] {
  if (!('inputs' in assessment)) return []
  return Object.entries(assessment.inputs).flatMap(([predictor, reading]) => {
    const why = whyNoNumber(reading)
    return why === undefined ? [] : [{ predictor, why }]
  })
}
