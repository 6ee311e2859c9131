import type { AppContext } from '../../hook/cards/app-link.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'

interface InputDifference {
  readonly predictor: string
  /** Absent where the card had no value of the input. */
  readonly then: number | undefined
  readonly now: number | undefined
}

/** How the record differs from what a card was made from. */
export type Difference =
  | { readonly kind: 'no-card' }
  | { readonly kind: 'same' }
  | { readonly kind: 'other-situation' }
  | { readonly kind: 'other-inputs'; readonly inputs: readonly InputDifference[] }

function numbersOf(assessment: Assessment): Readonly<Record<string, number>> {
  if (!('inputs' in assessment)) return {}
  return Object.fromEntries(
    Object.entries(assessment.inputs).flatMap(([id, reading]) =>
      reading.kind === 'found' ? [[id, reading.value.number] as const] : [],
    ),
  )
}

/** Compares what a card was made from, as its `appContext` says, with the record now. */
export function differencesFrom(
  context: AppContext | undefined,
  assessment: Assessment,
  situation: string,
): Difference {
  if (context === undefined) return { kind: 'no-card' }
  const then = context.inputs ?? {}
  const now = numbersOf(assessment)
  const inputs = [...new Set([...Object.keys(then), ...Object.keys(now)])]
    .map((predictor) => ({ predictor, then: then[predictor], now: now[predictor] }))
    .filter(({ then, now: current }) => then !== current)
  if (inputs.length > 0 && context.inputs !== undefined && 'inputs' in assessment)
    return { kind: 'other-inputs', inputs }
  return { kind: context.situation === situation ? 'same' : 'other-situation' }
}
