import { nonBlank } from '../kernel/index.ts'
import { type Concept, readConcept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { type FhirResource, referenceTo } from './resource.ts'

/** What is read of a Condition. */
export interface ConditionView {
  readonly reference: string
  readonly code: Concept
  /** Not refuted, not entered in error, not resolved or in remission. */
  readonly holds: boolean
}

/** What is read of a Procedure. */
export interface ProcedureView {
  readonly reference: string
  readonly codes: readonly Concept[]
  readonly bodySites: readonly Concept[]
  readonly wasDone: boolean
  readonly time: TimeSpan | undefined
}

const NOT_HELD_VERIFICATION = ['refuted', 'entered-in-error']
const NOT_HELD_CLINICAL = ['resolved', 'inactive', 'remission']
const NOT_DONE = ['not-done', 'entered-in-error', 'preparation']

const hasCode = (value: unknown, codes: readonly string[]) =>
  readConcept(value)?.codings.some(({ code }) => code !== undefined && codes.includes(code)) ??
  false

/** A Condition as this project reads it; nothing when it has no code. */
export function readCondition(resource: FhirResource): ConditionView | undefined {
  const code = readConcept(resource['code'])
  if (resource.resourceType !== 'Condition' || code === undefined) return undefined
  return {
    reference: referenceTo(resource),
    code,
    holds:
      !hasCode(resource['verificationStatus'], NOT_HELD_VERIFICATION) &&
      !hasCode(resource['clinicalStatus'], NOT_HELD_CLINICAL),
  }
}

/** A Procedure as this project reads it; nothing when it has no code. */
export function readProcedure(resource: FhirResource): ProcedureView | undefined {
  const codes = readConcepts(resource['code'])
  if (resource.resourceType !== 'Procedure' || codes.length === 0) return undefined
  return {
    reference: referenceTo(resource),
    codes,
    bodySites: readConcepts(resource['bodySite']),
    wasDone: !NOT_DONE.includes(nonBlank(resource['status']) ?? ''),
    time: readTime(resource, 'performed'),
  }
}

/** The birth date in a Patient. */
export function readBirthDate(resource: FhirResource): TimeSpan | undefined {
  const written = nonBlank(resource['birthDate'])
  return resource.resourceType === 'Patient' && written !== undefined
    ? parseDateTime(written)
    : undefined
}
