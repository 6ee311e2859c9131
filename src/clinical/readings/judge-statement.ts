import { nameOf } from '../fhir/concept.ts'
import type { ObservationValue, QuantityAsSent } from '../fhir/value.ts'
import type { Statement } from '../fhir/observation.ts'
import { daysBetween } from '../../base/time.ts'
import type { Provenance, Unusable } from './reading.ts'
import { objectionToTime, type ReadingTime, type TimingRule } from './timing.ts'

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
