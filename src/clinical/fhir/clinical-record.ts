import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { onceCarried } from '../../base/once-of.ts'
import { type Concept, readConcept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { readOrigin } from './origin.ts'
import type { Statement } from './statements.ts'
import { type Resolve, toResolve } from './bundle-entries.ts'
import { type FhirResource, localReference, readReference, referenceTo } from './resource.ts'
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
  readonly notes: readonly string[]
  readonly reasons: Reasons
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
    origin: readOrigin(condition),
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

/** A reason that stands elsewhere: in the record, or nowhere that can be read. */
export interface ReasonReference {
  /** `Type/id`; nothing of a reference by identifier or display alone. */
  readonly reference: string | undefined
  readonly display: string | undefined
}

/** Why something is ordered or was done. */
export interface Reasons {
  readonly concepts: readonly Concept[]
  /** Those that are not among the concepts. */
  readonly references: readonly ReasonReference[]
}

/** The reference in R5's CodeableReference, or the one that R4 has in its place. */
export const referenceIn = (sent: JsonObject): JsonObject =>
  isJsonObject(sent['reference']) ? sent['reference'] : sent

/** R4 has concepts and references apart, R5 both in one element; a plan says what it addresses. */
const referencesIn = ({
  reasonReference,
  addresses,
  reason,
}: JsonObject): readonly JsonObject[] => [
  ...objects(reasonReference),
  ...objects(addresses).map(referenceIn),
  ...objects(reason)
    .map(({ reference }) => reference)
    .filter(isJsonObject),
]

const asConcepts = (display: string | undefined): readonly Concept[] =>
  display === undefined ? [] : [{ codings: [], text: display }]

/** The references, each once: those by identifier or display alone as they come. */
function eachOnce(references: readonly JsonObject[]): readonly JsonObject[] {
  const named = new Set<string>()
  return references.filter((sent) => {
    const reference = readReference(sent)
    if (reference === undefined) return true
    if (named.has(reference)) return false
    named.add(reference)
    return true
  })
}

/** The reasons of an order or a procedure; a Condition at hand is read, a refuted one is no reason. */
export function readReasons(resource: FhirResource, resolve: Resolve): Reasons {
  const { reasonCode, reason, addresses } = resource
  const concepts = [reasonCode, reason, addresses].flatMap(readConcepts)
  const references: ReasonReference[] = []
  for (const sent of eachOnce(referencesIn(resource))) {
    const reference = readReference(sent)
    const target = reference === undefined ? undefined : resolve(reference, resource)
    const condition = target === undefined ? undefined : readCondition(target)
    if (condition?.holds === true) concepts.push(condition.code)
    if (condition === undefined)
      references.push({
        reference: reference === undefined ? undefined : localReference(reference),
        display: nonBlank(sent['display']),
      })
  }
  return { concepts, references }
}

const byReference = onceCarried((conditions: readonly ConditionView[]) =>
  Map.groupBy(conditions, ({ reference }) => reference),
)

/** All reasons as concepts: the Conditions of a record that are referred to, else what is displayed. */
export function resolveReasons(
  { concepts, references }: Reasons,
  conditions: readonly ConditionView[],
): readonly Concept[] {
  return [
    ...concepts,
    ...references.flatMap(({ reference, display }) => {
      const found = byReference(conditions).get(reference ?? '') ?? []
      if (found.length === 0) return asConcepts(display)
      return found.filter(({ holds }) => holds).map(({ code }) => code)
    }),
  ]
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
    notes: objects(resource['note'])
      .map(({ text }) => nonBlank(text))
      .filter((text) => text !== undefined),
    reasons: readReasons(resource, toResolve([])),
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
