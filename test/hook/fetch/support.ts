import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from '../../../src/hook/client-settings.ts'
import {
  type PatientDataOptions,
  toPatientData,
  type ClosablePatientData,
} from '../../../src/hook/fetch/patient-data.ts'
import type { FhirServerGrant } from '../../../src/hook/fetch/server-grant.ts'
import { parseHookRequest } from '../../../src/hook/protocol/hook-request.ts'
import type { PrefetchSlot, PrefetchSlots } from '../../../src/clinical/assessment/slots.ts'
import {
  type FhirStub,
  sendJson,
  startFhirStub,
  type StubHandler,
} from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { prefetched } from '../../support/requests.ts'

export const TEMPLATES = {
  patient: 'Patient/{{context.patientId}}',
  counts: 'Observation?patient={{context.patientId}}&code=x',
}

export const observation = (id: string) => ({ resourceType: 'Observation', id })

const opened: (() => Promise<void>)[] = []

/** Closes what a test opened; patient data first, or their sockets would keep the servers waiting. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close()
}

export function keep(close: () => Promise<void>): void {
  opened.push(close)
}

export async function stub(
  handler: StubHandler,
  statement?: Readonly<Record<string, unknown>>,
): Promise<FhirStub> {
  const server = await startFhirStub(handler, statement)
  keep(server.close)
  return server
}

/** A server that answers every search with one Observation. */
export const healthy: StubHandler = (_request, response) => {
  sendJson(response, searchset([observation('a')]))
}

/** More time than any read needs, however busy the machine. */
export const GRANT: FhirServerGrant = {
  budgetMs: 30_000,
  mayConnectTo: () => true,
  searchesComponents: false,
}

/**
 * A source whose clock, that of its circuit breakers, stands still unless a test moves it.
 *
 * @param grant - What differs from {@link GRANT}, for every server or by its URL.
 */
export function newPatientData(
  grant: Partial<FhirServerGrant> | ((url: string) => Partial<FhirServerGrant>) = {},
  options: PatientDataOptions = {},
): ClosablePatientData {
  const grantFor = typeof grant === 'function' ? grant : () => grant
  const policy = (url: string) => ({ ...GRANT, ...grantFor(url) })
  const patientData = toPatientData(policy, { now: () => 0, ...options })
  keep(patientData.close)
  return patientData
}

export const AUTHORIZATION = {
  access_token: 'secret',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.rs',
  subject: 'cds',
}

/** What a request says beside its context, which is of the patient `high-risk`. */
export interface Said {
  readonly prefetch?: Record<string, unknown>
  readonly fhirAuthorization?: Record<string, unknown> | undefined
}

/** A client of which all is registered: nothing is looked up. */
const KNOWN_CLIENT: ClientSettings = { ...DEFAULT_CLIENT_SETTINGS, fhirVersion: '4.0' }

/** The slots of a request. */
export function acquireFrom(
  patientData: ClosablePatientData,
  fhirServer: string | undefined,
  { prefetch = {}, ...said }: Said = {},
  templates: Readonly<Record<string, string>> = TEMPLATES,
  client: ClientSettings = KNOWN_CLIENT,
): Promise<PrefetchSlots> {
  const { prefetch: _prefetch, ...body } = prefetched('high-risk')
  const server =
    fhirServer === undefined ? {} : { fhirServer, fhirAuthorization: AUTHORIZATION, ...said }
  const request = parseHookRequest(
    { ...body, ...server, prefetch },
    'order-select',
    Object.keys(templates),
  )
  return patientData.acquire(request, templates, client)
}

/** The slot of the search, when the client prefetched the rest. */
export async function search(
  fhirServer: string,
  grant: Partial<FhirServerGrant> = {},
): Promise<PrefetchSlot | undefined> {
  const slots = await acquireFrom(newPatientData(grant), fhirServer, {
    prefetch: { patient: null },
  })
  return slots['counts']
}

export const countOf = (slot: unknown) =>
  (slot as { readonly resources: readonly unknown[] }).resources.length

/** The ids of the resources of a slot. */
export const idsOf = (slot: unknown) =>
  (slot as { readonly resources: readonly { readonly id: string }[] }).resources.map(({ id }) => id)
