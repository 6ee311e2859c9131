import { hash } from 'node:crypto'
import type { ResourceWithId } from './collected.ts'
import type { Hl7Map } from './hl7-map.ts'
import type { Message, Segment } from './message.ts'
import { withoutUndefined } from './empty-values.ts'
import { MessageProblem } from './problem.ts'
import { toFhirDateTime } from './timestamp.ts'
import { toLookup } from '../../base/lookup.ts'

const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/

/** The same for the same parts. */
export function idOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 40)
}

/** A text that cannot be a FHIR id becomes a hash of itself. */
export const toFhirId = (value: string) => (FHIR_ID.test(value) ? value : idOf(value))

/** HL7 table 0001 in the terms of FHIR. */
const GENDERS = toLookup<string>({
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  N: 'other',
  U: 'unknown',
})

function numberIn(
  pid: Segment,
  { type, authority }: Hl7Map['patientIdentifier'],
): string | undefined {
  for (let repetition = 1; repetition <= pid.repetitions(3); repetition += 1) {
    const componentAt = (component: number) => pid.value(3, { component, repetition })
    const isOfKind =
      (type === undefined || componentAt(5) === type) &&
      (authority === undefined || componentAt(4) === authority)
    if (isOfKind && componentAt(1) !== '') return componentAt(1)
  }
  return undefined
}

/**
 * The patient of a message: id, birth date and sex; no name is kept.
 *
 * @throws {MessageProblem} When it does not say whose it is, or is of two.
 */
export function toPatient({ segments }: Message, map: Hl7Map): ResourceWithId {
  const [pid, second] = segments.filter(({ name }) => name === 'PID')
  if (pid === undefined) throw new MessageProblem('AR', '100', 'it has no PID segment')
  if (second !== undefined)
    throw new MessageProblem('AR', '100', 'it has more than one PID segment')
  const number = numberIn(pid, map.patientIdentifier)
  if (number === undefined)
    throw new MessageProblem('AR', '101', 'PID-3 has no identifier of the kind that the map names')
  const birthDate = toFhirDateTime(pid.value(7), map.timeZone)?.slice(0, 10)
  const gender = GENDERS[pid.value(8).toUpperCase()]
  return {
    resourceType: 'Patient',
    id: toFhirId(number),
    ...withoutUndefined({ birthDate, gender }),
  }
}
