import type { HookRequest } from '../../../hook/protocol/hook-request.ts'
import {
  isComplete,
  type PrefetchSlot,
  type PrefetchSlots,
} from '../../../clinical/assessment/slots.ts'
import {
  type FhirResource,
  localReference,
  readReference,
} from '../../../clinical/fhir/resource.ts'
import type { CdsService } from '../../../hook/service.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../../hook/client-settings.ts'
import type { PatientData } from '../../../hook/call.ts'
import { Fault } from '../../../base/fault.ts'
import type { ExtractionRun, SourceReport } from './cohort-extract-run.ts'
import { terminalGrant } from '../../../hook/doctor/terminal-grant.ts'
import type { Step } from '../../../base/terminal/with-progress.ts'

/** A FHIR server to extract from. */
export interface FhirExtraction {
  readonly service: CdsService
  readonly patientData: PatientData
  readonly fhirServer: string
  readonly accessToken: string | undefined
  /** Ids of the patients to look at; without them those whose diagnosis is coded. */
  readonly patients: readonly string[] | undefined
}

const ORDERS = 'orders'
const OUTCOME = 'statedOutcome'

function toRequest(patientId: string, { fhirServer, accessToken }: FhirExtraction): HookRequest {
  return {
    hook: 'patient-view',
    hookInstance: 'cohort-extract',
    fhirServer,
    fhirAuthorization: terminalGrant(accessToken, 'cohort-extract'),
    prefetch: {},
    context: { userId: 'Practitioner/cohort-extract', patientId },
  }
}

const resourcesOf = (slot: PrefetchSlot | undefined): readonly FhirResource[] =>
  slot?.kind === 'supplied' ? slot.resources : []

interface Found {
  readonly ids: readonly string[]
  readonly isPartial: boolean
}

/** The search of the service for the diagnosis, of everybody. */
async function findPatients(extraction: FhirExtraction): Promise<Found> {
  const { service, patientData, patients } = extraction
  if (patients !== undefined) return { ids: [...new Set(patients)], isPartial: false }
  const key = service.definition.keys.diagnoses
  const template = (service.entry.prefetch[key] ?? '').replace('patient={{context.patientId}}&', '')
  const asked = { [key]: template }
  const slots = await patientData.acquire(toRequest('', extraction), asked, DEFAULT_CLIENT_SETTINGS)
  const slot = slots[key]
  if (slot?.kind !== 'supplied') {
    const why = slot?.kind === 'failed' ? slot.why : 'omitted'
    throw new Fault('data-unavailable', `the server's Conditions could not be read: ${why}`)
  }
  const ids = slot.resources
    .map(({ subject }) => localReference(readReference(subject) ?? '').split('/'))
    .flatMap(([type, id]) => (type === 'Patient' && id !== undefined ? [id] : []))
  return { ids: [...new Set(ids)], isPartial: !isComplete(slot) }
}

function templatesOf(
  { service }: FhirExtraction,
  run: ExtractionRun,
): Readonly<Record<string, string>> {
  const codings = run.parts.outcomes?.rule.observation?.codes.codings ?? []
  const codes = codings.map(({ system, code }) => encodeURIComponent(`${system}|${code}`))
  const of = 'patient={{context.patientId}}'
  return {
    ...run.parts.board?.entry.prefetch,
    ...service.entry.prefetch,
    [ORDERS]: `ServiceRequest?${of}&_count=100`,
    ...(codes.length === 0
      ? {}
      : { [OUTCOME]: `Observation?${of}&code=${codes.join(',')}&_count=100` }),
  }
}

const isUnread = (slots: PrefetchSlots) =>
  Object.values(slots).every(({ kind }) => kind !== 'supplied')

/**
 * Extracts from a FHIR server, one patient after the other: the searches of the service itself and
 * the orders, all pages.
 */
export async function* extractFromFhir(
  run: ExtractionRun,
  extraction: FhirExtraction,
): AsyncGenerator<Step, SourceReport, void> {
  const { ids, isPartial } = await findPatients(extraction)
  const templates = templatesOf(extraction, run)
  let [done, untreated, unread] = [0, 0, 0]
  for (const patientId of ids.toSorted()) {
    const slots = await extraction.patientData.acquire(
      toRequest(patientId, extraction),
      templates,
      DEFAULT_CLIENT_SETTINGS,
    )
    const { [ORDERS]: orders, [OUTCOME]: stated, ...read } = slots
    const material = { patientId, slots: read, orders: resourcesOf(orders) }
    if (isUnread(slots)) unread += 1
    else if (!(await run.take(material, resourcesOf(stated), true))) untreated += 1
    done += 1
    yield { stage: 'reading patients', done, total: ids.length }
  }
  return {
    patients: undefined,
    untreatedWithDiagnosis: extraction.patients === undefined ? untreated : 0,
    warnings: [
      ...(isPartial
        ? [
            'The server cut its list of Conditions short: name the patients, or use a Bulk Data export.',
          ]
        : []),
      ...(unread === 0
        ? []
        : [`${String(unread)} patient(s) could not be read, and are in no count.`]),
    ],
    absentTypes: [],
    problems: { counts: {}, ofAnybody: {}, foundByIdentifier: 0, first: [] },
    seen: undefined,
  }
}
