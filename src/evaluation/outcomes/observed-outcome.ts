import type { Concept } from '../../clinical/fhir/concept.ts'
import type { ObservationValue, QuantityAsSent } from '../../clinical/fhir/value.ts'
import {
  type Coding,
  hasMember,
  toValueSet,
  type ValueSet,
} from '../../clinical/terminology/value-set.ts'
import type { Horizon, Look } from './outcome-in-time.ts'

/** What the value of an outcome's Observation can mean. */
const OUTCOME_VALUES = ['present', 'absent', 'death', 'transplant'] as const

export type OutcomeMeaning = (typeof OUTCOME_VALUES)[number]

/** The Observation by which a site states the outcome, in its own codes. */
export interface OutcomeObservation {
  readonly code: Coding
  readonly codes: ValueSet
  readonly values: Readonly<Record<OutcomeMeaning, ValueSet>>
}

/** What of an outcome definition a machine follows. */
export interface OutcomeRule extends Horizon {
  /** The Observation that states it, when the record does. */
  readonly observation: OutcomeObservation | undefined
}

/** @param values - The codes of each meaning; none where the site has none. */
export function toOutcomeObservation(
  code: Coding,
  values: Readonly<Partial<Record<OutcomeMeaning, readonly Coding[] | undefined>>>,
): OutcomeObservation {
  const setOf = (meaning: OutcomeMeaning) =>
    toValueSet(`outcome-${meaning}`, meaning, values[meaning] ?? [])
  return {
    code,
    codes: toValueSet('outcome', 'outcome', [code]),
    values: {
      present: setOf('present'),
      absent: setOf('absent'),
      death: setOf('death'),
      transplant: setOf('transplant'),
    },
  }
}

const LOOKS: Readonly<Record<OutcomeMeaning, Look['value']>> = {
  present: 1,
  absent: 0,
  death: 'death',
  transplant: 'transplant',
}

function meantBy({ codings }: Concept, { values }: OutcomeObservation) {
  const [meaning, ...others] = OUTCOME_VALUES.filter((each) => hasMember(codings, values[each]))
  return meaning === undefined || others.length > 0 ? undefined : LOOKS[meaning]
}

const zeroOrOne = ({ value, unit }: QuantityAsSent) =>
  unit === undefined ? ([0, 1] as const).find((number) => number === value) : undefined

/** What a value says of the outcome; nothing where it has no meaning, or by mistake several. */
export function outcomeOf(
  value: ObservationValue | undefined,
  observation: OutcomeObservation,
): Look['value'] | undefined {
  switch (value?.kind) {
    case 'boolean':
      return value.boolean ? 1 : 0
    case 'quantity':
      return zeroOrOne(value.quantity)
    case 'concept':
      return meantBy(value.concept, observation)
    case 'range':
    case 'ratio':
    case 'text':
    case undefined:
      return undefined
  }
}
