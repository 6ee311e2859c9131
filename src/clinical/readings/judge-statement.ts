import { nameOf } from '../fhir/concept.ts'
import type { ObservationValue, QuantityAsSent } from '../fhir/value.ts'
import type { Statement } from '../fhir/statements.ts'
import { daysBetween, addDays, type Instant } from '../../base/time.ts'
import type { Provenance, Unusable } from './reading.ts'
import { isInFuture, type TimeSpan } from '../fhir/date-time.ts'

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
function objectionToTime(
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

const USED_STATUS = ['final', 'amended', 'corrected']

function describeQuantity({ comparator = '', value, unit, code }: QuantityAsSent): string {
  return `${comparator}${String(value)} ${unit ?? code ?? ''}`.trim()
}

function describe(value: ObservationValue | undefined): string {
  switch (value?.kind) {
    case undefined:
      return ''
    case 'quantity':
      return describeQuantity(value.quantity)
    case 'range': {
      const [low, high] = [value.low, value.high].map((limit) =>
        limit === undefined ? '…' : describeQuantity(limit),
      )
      return `${String(low)} – ${String(high)}`
    }
    case 'ratio':
      return `${describeQuantity(value.numerator)} : ${describeQuantity(value.denominator)}`
    case 'concept':
      return nameOf(value.concept)
    case 'text':
      return value.text
    case 'boolean':
      return String(value.boolean)
  }
}

const codesOf = ({ code }: Statement): readonly string[] =>
  code.codings.flatMap(({ system, code: value }) =>
    system === undefined || value === undefined ? [] : [`${system}|${value}`],
  )

/** The provenance of an Observation at the index date. */
export function provenanceOf(observation: Statement, { indexDate }: ReadingTime): Provenance {
  const { reference, value, time, study } = observation
  return {
    reference,
    asSent: describe(value),
    written: time?.written,
    ageDays: time === undefined ? undefined : daysBetween(time.earliest, indexDate),
    codes: codesOf(observation),
    study,
  }
}

/** Why an Observation cannot be used whatever its value: status, meaning, time. */
export function objectionTo(
  observation: Statement,
  rule: TimingRule,
  time: ReadingTime,
): Unusable | undefined {
  if (!USED_STATUS.includes(observation.status ?? '')) return 'not-final'
  if (observation.hasModifier) return 'unknown-modifier'
  // A value beside the reason for its absence contradicts itself (FHIR invariant obs-6).
  if (observation.value === undefined || observation.dataAbsentReason !== undefined)
    return 'no-value'
  return objectionToTime(observation, rule, time)
}
