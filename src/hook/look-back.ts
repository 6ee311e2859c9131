import { addDays, type Instant, toInstant } from '../base/time.ts'
import { indexDateOf } from '../clinical/assessment/assessment-basis.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import { daysBeforeOrder } from '../clinical/scores/days-before.ts'
import type { BoardDefinition } from './board.ts'
import type { SinceByKey } from './call.ts'

/** An input, as far as it says where and when it is looked for. */
export interface LookedFor {
  readonly prefetchKey: string
  readonly lookbackDays: number
}

/** A date without its zone begins up to a day before or after that of the order. */
const GRACE_DAYS = 1

/**
 * By prefetch key, before when nothing that its inputs read can be of use for any of the orders. A
 * key that brings no input has no such time.
 */
export function sinceByKey(
  inputs: readonly LookedFor[],
  orders: readonly RelevantOrder[],
  now: Instant,
): SinceByKey {
  const indexDates = orders.map((order) => indexDateOf(order, now).indexDate)
  const earliest = toInstant(Math.min(now, ...indexDates))
  const longest = new Map<string, number>()
  for (const { prefetchKey, lookbackDays } of inputs)
    longest.set(prefetchKey, Math.max(lookbackDays, longest.get(prefetchKey) ?? 0))
  return Object.fromEntries(
    [...longest].map(([key, days]) => [key, addDays(earliest, -days - GRACE_DAYS)]),
  )
}

/**
 * What the scores of a board are made from.
 *
 * @param mayFollow - Whether another procedure may have been before the order: what a score looks
 *   for as of that one is looked for behind the earliest that the score is for.
 */
export function lookedForOf(
  { readings, base, scores }: BoardDefinition,
  mayFollow: boolean,
): readonly LookedFor[] {
  const before = daysBeforeOrder(mayFollow ? scores : [])
  const { predictors, auxiliaries } = base.inputs
  return [...readings, ...predictors, ...auxiliaries].map(({ id, prefetchKey, lookbackDays }) => ({
    prefetchKey,
    lookbackDays: lookbackDays + (before.get(id) ?? 0),
  }))
}

/** Whether a prefetch template asks only whether imaging exists, which no answer depends on. */
export const tellsOfImaging = (template: string | undefined): boolean =>
  /^(?:DiagnosticReport|ImagingStudy)\?/.test(template ?? '')
