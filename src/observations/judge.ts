import { isInFuture, nameOf, type ObservationValue, type ObservationView } from '../fhir/index.ts'
import { daysBetween, type Instant } from '../kernel/index.ts'
import type { Provenance, Unusable } from './reading.ts'

/** The time against which readings are judged. */
export interface ReadingTime {
  /** Day 0 of the prediction. */
  readonly indexDate: Instant
  readonly now: Instant
}

const USED_STATUS = ['final', 'amended', 'corrected']

function describe(value: ObservationValue | undefined): string {
  switch (value?.kind) {
    case undefined:
      return ''
    case 'quantity': {
      const { comparator = '', value: number, unit, code } = value.quantity
      return `${comparator}${String(number)} ${unit ?? code ?? ''}`.trim()
    }
    case 'concept':
      return nameOf(value.concept)
    case 'text':
      return value.text
    case 'boolean':
      return String(value.boolean)
  }
}

/** The provenance of an Observation at the index date. */
export function provenanceOf(observation: ObservationView, { indexDate }: ReadingTime): Provenance {
  const { reference, value, time, lesion } = observation
  return {
    reference,
    asSent: describe(value),
    written: time?.written,
    ageDays: time === undefined ? undefined : daysBetween(time.earliest, indexDate),
    lesion,
  }
}

function judgeTime(
  { time }: ObservationView,
  { indexDate, now }: ReadingTime,
  lookbackDays: number,
): Unusable | undefined {
  if (time === undefined) return 'no-date'
  if (isInFuture(time, now)) return 'in-the-future'
  return daysBetween(time.earliest, indexDate) > lookbackDays ? 'too-old' : undefined
}

/** Why an Observation cannot be used whatever its value: status, meaning, time. */
export function objectionTo(
  observation: ObservationView,
  time: ReadingTime,
  lookbackDays: number,
): Unusable | undefined {
  if (!USED_STATUS.includes(observation.status ?? '')) return 'not-final'
  if (observation.hasModifier) return 'unknown-modifier'
  if (observation.value === undefined) return 'no-value'
  return judgeTime(observation, time, lookbackDays)
}
