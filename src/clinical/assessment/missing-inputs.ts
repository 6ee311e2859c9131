import type { Assessment } from './assess.ts'

/** An input that could not be used, and why: words of this engine, nothing of the patient. */
export interface MissingInput {
  readonly predictor: string
  readonly why: string
}

/** The inputs of an assessment that it went without. */
export function missingInputsOf(assessment: Assessment): readonly MissingInput[] {
  if (!('inputs' in assessment)) return []
  return Object.entries(assessment.inputs).flatMap(([predictor, reading]) => {
    if (reading.kind === 'found') return []
    return [{ predictor, why: 'why' in reading ? reading.why : reading.kind }]
  })
}
