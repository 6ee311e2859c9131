import type { PrefetchSlot, PrefetchSlots } from '../cds-hooks/index.ts'
import {
  type ConditionView,
  type FhirResource,
  isAbout,
  type ObservationView,
  type ProcedureView,
  readBirthDate,
  readCondition,
  readProcedure,
  readStatements,
  type TimeSpan,
} from '../fhir/index.ts'
import type { GuidanceDefinition } from './service-definition.ts'

/** What is known of the patient, as far as the slots tell. */
export interface PatientRecord {
  readonly birthDate: TimeSpan | undefined
  readonly conditions: readonly ConditionView[]
  readonly procedures: readonly ProcedureView[]
  /** Everything that Observations and reports say, under whatever key they came. */
  readonly statements: readonly ObservationView[]
  readonly counts: RecordCounts
}

/** What was not read, for the log. */
export interface RecordCounts {
  /** Resources without what is needed to read them. */
  readonly passedOver: number
  /** Resources that name another patient. */
  readonly ofOthers: number
}

const resourcesOf = (slot: PrefetchSlot | undefined): readonly FhirResource[] =>
  slot?.kind === 'supplied' ? slot.resources : []

/** Whether everything that a key asks for was obtained. */
export function isComplete(slot: PrefetchSlot | undefined): boolean {
  return slot?.kind === 'supplied' && !slot.isPartial
}

function readAll<View>(
  resources: readonly FhirResource[],
  read: (resource: FhirResource) => View | undefined,
): readonly View[] {
  return resources.map(read).filter((view): view is View & {} => view !== undefined)
}

/** The record in the slots; a resource that names another patient never enters it. */
export function readPatientRecord(
  slots: PrefetchSlots,
  { keys }: GuidanceDefinition,
  patientId: string,
): PatientRecord {
  const own = Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => [
      key,
      resourcesOf(slot).filter((resource) => isAbout(resource, patientId)),
    ]),
  )
  const observed = Object.entries(own).flatMap(([key, resources]) =>
    Object.values(keys).includes(key) ? [] : resources,
  )
  const { statements, passedOver } = readStatements(observed)
  const conditions = readAll(own[keys.diagnoses] ?? [], readCondition)
  const procedures = readAll(own[keys.procedures] ?? [], readProcedure)
  const birthDates = readAll(own[keys.patient] ?? [], readBirthDate)
  const sizes = (lists: readonly (readonly unknown[])[]) =>
    lists.reduce((sum, list) => sum + list.length, 0)
  const kept = sizes(Object.values(own))
  const asked = sizes([own[keys.diagnoses] ?? [], own[keys.procedures] ?? []])
  return {
    birthDate: birthDates[0],
    conditions,
    procedures,
    statements,
    counts: {
      passedOver: asked - conditions.length - procedures.length + passedOver,
      ofOthers: sizes(Object.values(slots).map(resourcesOf)) - kept,
    },
  }
}
