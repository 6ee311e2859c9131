import type { PrefetchSlot, PrefetchSlots } from './slots.ts'
import {
  type ConditionView,
  type ProcedureView,
  readBirthDate,
  readCondition,
  readProcedure,
} from '../fhir/clinical-record.ts'
import { type FhirResource, isAbout } from '../fhir/resource.ts'
import { type Statement, readStatements } from '../fhir/statements.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import type { ModelInService } from './model-in-service.ts'

/** The patient's record, as far as the prefetch slots hold it. */
export interface PatientRecord {
  readonly birthDate: TimeSpan | undefined
  readonly conditions: readonly ConditionView[]
  readonly procedures: readonly ProcedureView[]
  /** Everything that Observations and reports say, under whatever key they came. */
  readonly statements: readonly Statement[]
  readonly counts: RecordCounts
}

/** What was not read, for the log. */
export interface RecordCounts {
  /** Resources without what is needed to read them. */
  readonly passedOver: number
  /** Resources that name another patient. */
  readonly ofOthers: number
}

type Resources = readonly FhirResource[]

const NO_RESOURCES: Resources = []

const resourcesOf = (slot: PrefetchSlot): Resources =>
  slot.kind === 'supplied' ? slot.resources : NO_RESOURCES

/** Whether everything that a prefetch key asks for was obtained. */
export function isComplete(slot: PrefetchSlot | undefined): boolean {
  return slot?.kind === 'supplied' && !slot.isPartial
}

function readAll<View>(
  resources: readonly FhirResource[],
  read: (resource: FhirResource) => View | undefined,
): readonly View[] {
  return resources.map(read).filter((view): view is View & {} => view !== undefined)
}

/**
 * The patient's own resources: by prefetch key those of the patient, diagnoses and procedures, all
 * others as observed.
 */
function ownResources(slots: PrefetchSlots, known: readonly string[], patientId: string) {
  const own = new Map<string, Resources>()
  const observed: Resources[] = []
  let ofOthers = 0
  for (const [key, slot] of Object.entries(slots)) {
    const resources = resourcesOf(slot)
    const ofPatient = resources.filter((resource) => isAbout(resource, patientId))
    ofOthers += resources.length - ofPatient.length
    if (known.includes(key)) own.set(key, ofPatient)
    else observed.push(ofPatient)
  }
  return { own, observed: observed.flat(), ofOthers }
}

/** The record in the slots; a resource that names another patient never enters it. */
export function readPatientRecord(
  slots: PrefetchSlots,
  { keys }: ModelInService,
  patientId: string,
): PatientRecord {
  const { own, observed, ofOthers } = ownResources(slots, Object.values(keys), patientId)
  const under = (key: string): Resources => own.get(key) ?? NO_RESOURCES
  const [diagnoses, done] = [under(keys.diagnoses), under(keys.procedures)]
  const { statements, passedOver } = readStatements(observed, diagnoses)
  const conditions = readAll(diagnoses, readCondition)
  const procedures = readAll(done, readProcedure)
  const unread = diagnoses.length - conditions.length + done.length - procedures.length
  return {
    birthDate: readAll(under(keys.patient), readBirthDate)[0],
    conditions,
    procedures,
    statements,
    counts: { passedOver: unread + passedOver, ofOthers },
  }
}
