import { toLookup } from '../../base/lookup.ts'
import {
  type ConditionView,
  type ProcedureView,
  readBirthDate,
  readCondition,
  readProcedure,
} from '../fhir/clinical-record.ts'
import { readConcepts } from '../fhir/concept.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import { type ImagingView, readImaging } from '../fhir/imaging.ts'
import { isMasked } from '../fhir/masked.ts'
import { identityOf, isAboutPatient, type PatientIdentity } from '../fhir/patient-identity.ts'
import { type FhirResource, referenceTo } from '../fhir/resource.ts'
import { hasReadableShape } from '../fhir/shape.ts'
import { type Statement, readStatements } from '../fhir/statements.ts'
import { saysMoreThanRead, tellsMoreThanRead } from '../readings/read-whole.ts'
import type { ModelInService } from './model-in-service.ts'
import { type PartialReason, type PrefetchSlot, type PrefetchSlots, withUnread } from './slots.ts'

/** The patient's record, as far as the prefetch slots hold it. */
export interface PatientRecord {
  readonly birthDate: TimeSpan | undefined
  readonly conditions: readonly ConditionView[]
  readonly procedures: readonly ProcedureView[]
  /** Everything that Observations and reports say, under whatever key they came. */
  readonly statements: readonly Statement[]
  /** Imaging that is known to exist, under whatever key it came. */
  readonly images: readonly ImagingView[]
  readonly counts: RecordCounts
  /** The slots with what of them was not read: what was not read is not absent. */
  readonly slots: PrefetchSlots
}

/** What was not read, for the log. */
export interface RecordCounts {
  /** Resources without what is needed to read them. */
  readonly passedOver: number
  /** Resources that name another patient, or one who cannot be told. */
  readonly ofOthers: number
}

type Resources = readonly FhirResource[]

const NO_RESOURCES: Resources = []

const resourcesOf = (slot: PrefetchSlot | undefined): Resources =>
  slot?.kind === 'supplied' ? slot.resources : NO_RESOURCES

function readAll<View>(
  resources: readonly FhirResource[],
  read: (resource: FhirResource) => View | undefined,
): readonly View[] {
  return resources.map(read).filter((view): view is View & {} => view !== undefined)
}

const PATIENT: readonly string[] = ['Patient']
const OBSERVED: readonly string[] = ['Observation', 'DiagnosticReport']

/** The reasons that are seen in the resources themselves. */
const PARTIAL_REASONS: readonly PartialReason[] = [
  'dropped',
  'unreadable-resource',
  'masked',
  'entry-without-resource',
]

/** The types that a prefetch key is asked for; others that come with them are no part of it. */
function typesOf({ keys }: ModelInService): (key: string) => readonly string[] {
  const types = toLookup<readonly string[]>({
    [keys.patient]: PATIENT,
    [keys.diagnoses]: ['Condition'],
    [keys.procedures]: ['Procedure'],
  })
  return (key) => types[key] ?? OBSERVED
}

/** Whether a resource came without what it says, or says that something of it was left out. */
function isHidden(resource: FhirResource): boolean {
  const { resourceType, code, component } = resource
  // A Patient's marks are about names and numbers: what is read of it is the birth date alone.
  if (resourceType === 'Patient') return readBirthDate(resource) === undefined && isMasked(resource)
  const isUnnamed = component === undefined && readConcepts(code).length === 0
  return isUnnamed || isMasked(resource)
}

/** What of one key is the patient's and can be read, and why the rest is not. */
function sortKey(slot: PrefetchSlot, types: readonly string[], patient: PatientIdentity) {
  const all = resourcesOf(slot)
  const ofPatient = all.filter((resource) => isAboutPatient(resource, patient))
  const own = ofPatient.filter(hasReadableShape)
  const asked = own.filter(({ resourceType }) => types.includes(resourceType))
  const isAskedFor = ({ resourceType }: FhirResource) => types.includes(resourceType)
  // Of everybody there is a Patient: an empty answer is none.
  const isWithoutPatient = types === PATIENT && asked.length === 0
  const has: Readonly<Partial<Record<PartialReason, boolean>>> = {
    dropped: all.filter(isAskedFor).length > ofPatient.filter(isAskedFor).length,
    'unreadable-resource': own.length < ofPatient.length,
    masked: asked.some(isHidden),
    'entry-without-resource': isWithoutPatient && all.length === 0,
  }
  const reasons = PARTIAL_REASONS.filter((reason) => has[reason] === true)
  return { own, total: all.length, ofPatient: ofPatient.length, slot: withUnread(slot, reasons) }
}

type SortedKey = ReturnType<typeof sortKey>

/** The resources, by reference, that say more than is read of them. */
function longOnes(
  statements: readonly Statement[],
  conditions: readonly ConditionView[],
): ReadonlySet<string> {
  const long = [...statements.filter(saysMoreThanRead), ...conditions.filter(tellsMoreThanRead)]
  return new Set(long.map(({ reference }) => reference))
}

/** The slot of a key, not whole where a resource under it says more than is read of it. */
function slotOf({ own, slot }: SortedKey, long: ReadonlySet<string>): PrefetchSlot {
  const isWhole = long.size === 0 || !own.some((resource) => long.has(referenceTo(resource)))
  return isWhole ? slot : withUnread(slot, ['more-than-read'])
}

const countOf = (sorted: readonly SortedKey[], count: (key: SortedKey) => number) =>
  sorted.reduce((sum, key) => sum + count(key), 0)

/** The record in the slots; a resource that names another patient never enters it. */
export function readPatientRecord(
  slots: PrefetchSlots,
  model: ModelInService,
  patientId: string,
): PatientRecord {
  const { keys } = model
  const typesFor = typesOf(model)
  const patient = identityOf(patientId, resourcesOf(slots[keys.patient]))
  const sorted = new Map(
    Object.entries(slots).map(([key, slot]) => [key, sortKey(slot, typesFor(key), patient)]),
  )
  const under = (key: string): Resources => sorted.get(key)?.own ?? NO_RESOURCES
  const roles = Object.values(keys)
  const observed = [...sorted].flatMap(([key, { own }]) => (roles.includes(key) ? [] : own))
  const [diagnoses, done] = [under(keys.diagnoses), under(keys.procedures)]
  const { statements, passedOver } = readStatements(observed, diagnoses)
  const conditions = readAll(diagnoses, readCondition)
  const procedures = readAll(done, readProcedure)
  const unread = diagnoses.length - conditions.length + done.length - procedures.length
  const all = [...sorted.values()]
  const long = longOnes(statements, conditions)
  const misshapen = countOf(all, ({ own, ofPatient }) => ofPatient - own.length)
  return {
    birthDate: readAll(under(keys.patient), readBirthDate)[0],
    conditions,
    procedures,
    statements,
    images: readAll(observed, readImaging),
    counts: {
      passedOver: misshapen + unread + passedOver,
      ofOthers: countOf(all, ({ total, ofPatient }) => total - ofPatient),
    },
    slots: Object.fromEntries([...sorted].map(([key, of]) => [key, slotOf(of, long)])),
  }
}
