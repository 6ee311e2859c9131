import type { PrefetchSlot, PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { AppContext } from '../../hook/cards/app-link.ts'
import {
  assessRecord,
  type RecordToAssess,
  toRelevantOrder,
} from '../../clinical/assessment/assess-record.ts'
import type { SinceByKey } from '../../hook/call.ts'
import { sinceByKey } from '../../hook/look-back.ts'
import type { Service } from '../../hook/service.ts'
import { type RelevantAssessment, situationOf } from '../../clinical/assessment/assess.ts'
import { fromServiceJson } from '../../hook/service-json.ts'
import type { Point } from '../figures/timeline.tsx'
import { now } from '../surroundings.ts'
import { type Difference, differencesFrom } from './difference.ts'
import { KnownFailure } from './failure.ts'
import { readOrder, readSlots } from './record.ts'
import type { Session } from './session.ts'
import type { AppSettings, StudyCohort } from './settings.ts'
import { trendsOf } from './trend.ts'

/** What the engine that made the card makes of the record as it is now. */
export interface Reasoned {
  readonly definition: Service
  readonly assessment: RelevantAssessment
  readonly situation: string
  /** The Patient, when it could be read. */
  readonly patient: FhirResource | undefined
  readonly trends: Readonly<Record<string, readonly Point[]>>
  readonly difference: Difference
  readonly study: readonly StudyCohort[]
  /** Whether sentences of a report are shown beside the form. */
  readonly hasReportSentences: boolean
  /** What the assessment was made from. */
  readonly record: RecordToAssess
  /** By key, before when nothing was looked for. */
  readonly since: SinceByKey
  /** What was written since the app was opened. */
  readonly written: readonly FhirResource[]
}

const patientIn = (slots: PrefetchSlots, { keys }: Service) => {
  const slot = slots[keys.patient]
  return slot?.kind === 'supplied' ? slot.resources[0] : undefined
}

const definitionsOf = ({ definitions }: AppSettings): readonly Service[] =>
  definitions.map(fromServiceJson)

function definitionFor(all: readonly Service[], wanted: string | undefined) {
  const definition = all.find(({ id }) => id === wanted) ?? all[0]
  if (definition === undefined) throw new KnownFailure('other', 'no service')
  return definition
}

function reasonWith(
  definition: Service,
  record: RecordToAssess,
  context: AppContext | undefined,
): Omit<Reasoned, 'study' | 'since' | 'written' | 'hasReportSentences'> {
  const assessment = assessRecord(definition, record)
  if (assessment.kind === 'not-relevant') throw new KnownFailure('other', assessment.kind)
  const situation = situationOf(assessment)
  return {
    definition,
    assessment,
    situation,
    patient: patientIn(record.slots, definition),
    trends: trendsOf(definition, record),
    record,
    difference: differencesFrom(context, assessment, situation),
  }
}

/** What the model would make of the record with more in it. Nothing is written. */
export const assessWith = (
  { definition, record }: Reasoned,
  more: readonly FhirResource[],
): RelevantAssessment | undefined => {
  const slots = withWritten(record.slots, more, definition)
  const assessment = assessRecord(definition, { ...record, slots })
  return assessment.kind === 'not-relevant' ? undefined : assessment
}

const OBSERVED = ['Observation', 'DiagnosticReport']

/** The key under which a resource of a type would come. */
function keyFor({ resourceType }: FhirResource, { keys, inputs }: Service): string | undefined {
  if (resourceType === 'Condition') return keys.diagnoses
  if (resourceType === 'Procedure') return keys.procedures
  return OBSERVED.includes(resourceType) ? inputs.predictors[0]?.prefetchKey : undefined
}

type Supplied = Extract<PrefetchSlot, { readonly kind: 'supplied' }>

/** A slot with a resource in the place of the version that it had, if it had one. */
function replacing(slot: Supplied, resource: FhirResource): Supplied | undefined {
  const isIt = ({ resourceType, id }: FhirResource) =>
    resourceType === resource.resourceType && id === resource['id']
  if (!slot.resources.some(isIt)) return undefined
  return { ...slot, resources: slot.resources.map((one) => (isIt(one) ? resource : one)) }
}

/**
 * The record with what was just written, from the answers to the writes: a server may take a while
 * until its searches find it. What was changed is in every slot as it is now.
 */
export function withWritten(
  slots: PrefetchSlots,
  written: readonly FhirResource[],
  definition: Service,
): PrefetchSlots {
  return written.reduce((sofar, resource) => {
    const found = Object.entries(sofar).flatMap(([key, slot]) => {
      const replaced = slot.kind === 'supplied' ? replacing(slot, resource) : undefined
      return replaced === undefined ? [] : [[key, replaced] as const]
    })
    if (found.length > 0) return { ...sofar, ...Object.fromEntries(found) }
    const key = keyFor(resource, definition)
    const slot = key === undefined ? undefined : sofar[key]
    if (key === undefined || slot?.kind !== 'supplied') return sofar
    return { ...sofar, [key]: { ...slot, resources: [...slot.resources, resource] } }
  }, slots)
}

/**
 * Reads the record with the app's token and assesses it by the same code as the card.
 *
 * @param written - What was written since the app was opened.
 */
export async function reasonAbout(
  session: Session,
  settings: AppSettings,
  written: readonly FhirResource[] = [],
): Promise<Reasoned> {
  const { context, patientId } = session
  const definition = definitionFor(definitionsOf(settings), context?.service)
  const { id, keys, inputs } = definition
  const [order, at] = [await readOrder(session), now()]
  const lookedFor = [...inputs.predictors, ...inputs.auxiliaries]
  const since = sinceByKey(lookedFor, [toRelevantOrder(order)], at)
  const read = await readSlots(session, settings.prefetch[id] ?? {}, keys.patient, since)
  const slots = withWritten(read, written, definition)
  const circumstances = { source: context?.source, moved: settings.movedOf(id) }
  const record = { slots, patientId, order, now: at, circumstances }
  return {
    ...reasonWith(definition, record, context),
    since,
    written,
    hasReportSentences: settings.hasReportSentences,
    study: settings.studies[definition.id] ?? [],
  }
}
