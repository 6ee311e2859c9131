import { isInFuture, type TimeSpan } from '../fhir/date-time.ts'
import type { Statement } from '../fhir/observation.ts'
import { addDays, daysBetween, type Instant } from '../../base/time.ts'
import type { Unusable } from './reading.ts'

/** The times against which readings are judged. */
export interface ReadingTime {
  /** Day 0 of the prediction. */
  readonly indexDate: Instant
  readonly now: Instant
  /** The earlier procedures of the kind that is ordered; nothing for one without a date. */
  readonly earlierProcedures: readonly (TimeSpan | undefined)[]
}

/** When a value may have been observed. */
export interface TimingRule {
  /** How old it may be at the index date, in days. */
  readonly lookbackDays: number
  /**
   * What an earlier procedure does to it: nothing, a wash-out of so many days, or that what is
   * observed after it is another quantity.
   */
  readonly afterProcedure?: number | 'never-used' | undefined
}

/** Whether an Observation may lie in the days after a procedure. One without a date spoils all. */
function isSpoiled(
  observed: TimeSpan,
  procedure: TimeSpan | undefined,
  after: number | 'never-used',
): boolean {
  if (procedure === undefined) return true
  if (observed.latest < procedure.earliest) return false
  return after === 'never-used' || observed.earliest < addDays(procedure.latest, after)
}

/** Why an Observation was not made at a usable time. A partial date counts as its first day. */
export function objectionToTime(
  { time }: Statement,
  { lookbackDays, afterProcedure }: TimingRule,
  { indexDate, now, earlierProcedures }: ReadingTime,
): Unusable | undefined {
  if (time === undefined) return 'no-date'
  if (isInFuture(time, now)) return 'in-the-future'
  if (daysBetween(time.earliest, indexDate) > lookbackDays) return 'too-old'
  if (afterProcedure === undefined) return undefined
  if (!earlierProcedures.some((procedure) => isSpoiled(time, procedure, afterProcedure)))
    return undefined
  return afterProcedure === 'never-used' ? 'after-procedure' : 'in-wash-out'
}
