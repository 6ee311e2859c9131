import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import type { Statement } from './statements.ts'
import { type FhirResource, referenceTo } from './resource.ts'
import { NOWHERE } from './whereabouts.ts'

export interface ConditionView {
  readonly reference: string
  readonly code: Concept
  /** Not refuted, not entered in error, not resolved or in remission. */
  readonly holds: boolean
  /** Its stages, each as if it were an Observation of the staging system, made when recorded. */
  readonly stages: readonly Statement[]
}

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

/** Whether a status is one of `codes`; STU3 has it as a plain code. */
function hasCode(value: unknown, codes: readonly string[]): boolean {
  if (typeof value === 'string') return codes.includes(value)
  const codings = readConcept(value)?.codings ?? []
  return codings.some(({ code }) => code !== undefined && codes.includes(code))
}

function readStage(stage: JsonObject, condition: FhirResource): Statement | undefined {
  const summary = readConcept(stage['summary'])
  if (summary === undefined) return undefined
  const recorded = nonBlank(condition['recordedDate']) ?? nonBlank(condition['assertedDate'])
  return {
    reference: referenceTo(condition),
    status: 'final',
    code: readConcept(stage['type']) ?? { codings: [] },
    method: undefined,
    value: { kind: 'concept', concept: summary },
    time: recorded === undefined ? undefined : parseDateTime(recorded),
    dataAbsentReason: undefined,
    specimen: undefined,
    groups: [],
    lesion: undefined,
    where: NOWHERE,
    study: undefined,
    hasModifier: objects(stage['modifierExtension']).length > 0,
  }
}

/** The stages of a Condition; STU3 has one only. */
function readStages(condition: FhirResource): readonly Statement[] {
  const { stage } = condition
  if (stage === undefined) return []
  return objects(isJsonObject(stage) ? [stage] : stage)
    .map((element) => readStage(element, condition))
    .filter((statement) => statement !== undefined)
}

/** Nothing of a resource that is no Condition, or has no code. */
export function readCondition(resource: FhirResource): ConditionView | undefined {
  const code = readConcept(resource['code'])
  if (resource.resourceType !== 'Condition' || code === undefined) return undefined
  const holds =
    !hasCode(resource['verificationStatus'], NOT_HELD_VERIFICATION) &&
    !hasCode(resource['clinicalStatus'], NOT_HELD_CLINICAL)
  return {
    reference: referenceTo(resource),
    code,
    holds,
    stages: holds ? readStages(resource) : [],
  }
}

/**
 * Nothing of a resource that is no Procedure, or has no code. STU3 says `notDone`, R5
 * `occurrence[x]`.
 */
export function readProcedure(resource: FhirResource): ProcedureView | undefined {
  const codes = readConcepts(resource['code'])
  if (resource.resourceType !== 'Procedure' || codes.length === 0) return undefined
  return {
    reference: referenceTo(resource),
    codes,
    bodySites: readConcepts(resource['bodySite']),
    wasDone: !NOT_DONE.includes(nonBlank(resource['status']) ?? '') && resource['notDone'] !== true,
    time: readTime(resource, 'performed') ?? readTime(resource, 'occurrence'),
  }
}

export function readBirthDate(resource: FhirResource): TimeSpan | undefined {
  const written = nonBlank(resource['birthDate'])
  return resource.resourceType === 'Patient' && written !== undefined
    ? parseDateTime(written)
    : undefined
}
