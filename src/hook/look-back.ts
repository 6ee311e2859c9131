import { addDays, type Instant, toInstant } from '../base/time.ts'
import { indexDateOf } from '../clinical/assessment/assessment-basis.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
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

/** Whether a prefetch template asks only whether imaging exists, which no answer depends on. */
export const tellsOfImaging = (template: string | undefined): boolean =>
  /^(?:DiagnosticReport|ImagingStudy)\?/.test(template ?? '')
