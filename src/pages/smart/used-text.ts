import type { Wording } from '../../hook/cards/wording.ts'
import type { Reasoned } from './reading-reason.ts'

/** A value as it was read: two findings may mean the same number. */
export function usedText(
  { assessment }: Reasoned,
  wording: Wording,
  predictor: string,
  value: number,
): string {
  const reading = 'inputs' in assessment ? assessment.inputs[predictor] : undefined
  return reading?.kind === 'found'
    ? wording.value(predictor, reading.value)
    : wording.number(predictor, value)
}
