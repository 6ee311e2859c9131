import request from 'supertest'
import { type FhirResource, readBundle } from '../../../src/clinical/fhir/resource.ts'
import { filesIn, readRepositoryJson } from '../../support/paths.ts'
import type { TestService } from '../../support/service.ts'

/** The synthetic patients, by the names of their folders. */
export const PATIENTS = filesIn('fixtures/patients')

export const LANGUAGES = ['en', 'zh-CN'] as const

/** The day of the fixtures' orders, as a loader is told. */
export { NOW } from '../../support/clock.ts'

/** The order of a synthetic patient, as it is drafted. */
function draftOf(patient: string): FhirResource {
  const bundle = readRepositoryJson(`fixtures/patients/${patient}/bundle.json`) as FhirResource
  const order = readBundle(bundle).resources.find(({ id }) => id === `${patient}-tace`)
  if (order === undefined) throw new Error(`${patient} has no order`)
  return { ...order, status: 'draft' }
}

const inBundle = (resource: FhirResource) => ({ resourceType: 'Bundle', entry: [{ resource }] })

/** What a client says to each hook about a patient and that patient's order. */
const CONTEXTS: Readonly<Record<string, (patient: string) => object>> = {
  'order-select': (patient) => ({
    selections: [`ServiceRequest/${patient}-tace`],
    draftOrders: inBundle(draftOf(patient)),
  }),
  'order-sign': (patient) => ({ draftOrders: inBundle(draftOf(patient)) }),
  'order-dispatch': (patient) => ({
    dispatchedOrders: [`ServiceRequest/${patient}-tace`],
    performer: 'Organization/radiology',
  }),
  'patient-view': () => ({}),
}

/** One call to a service for a patient, of whom nothing is prefetched. */
export interface Call {
  readonly service: string
  readonly hook: string
  readonly patient: string
  readonly language: string
}

/** Every service of a discovery, for every synthetic patient, in every language. */
export async function allCalls(service: TestService): Promise<readonly Call[]> {
  const { services } = (await service.http.get('/cds-services')).body as {
    readonly services: readonly { readonly id: string; readonly hook: string }[]
  }
  return services.flatMap(({ id, hook }) =>
    PATIENTS.flatMap((patient) =>
      LANGUAGES.map((language) => ({ service: id, hook, patient, language })),
    ),
  )
}

/** The body of a call that leaves all reading to the service. */
export function bodyOf({ hook, patient }: Pick<Call, 'hook' | 'patient'>, fhirServer: string) {
  const context = CONTEXTS[hook]?.(patient)
  if (context === undefined) throw new Error(`no context for ${hook}`)
  // Nobody is told at order-sign what order-select told him.
  const userId = `${hook === 'order-sign' ? 'PractitionerRole' : 'Practitioner'}/example`
  return {
    hook,
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    fhirServer,
    context: { userId, patientId: patient, ...context },
  }
}

/** Sends a call to a service whose data are on a FHIR server. */
export const send = (service: TestService, call: Call, fhirServer: string) =>
  request(service.socketUrl)
    .post(`/cds-services/${call.service}`)
    .set('accept-language', call.language)
    .send(bodyOf(call, fhirServer))

const FINGERPRINT = /"example\.cds-guidance\.fingerprint":"\w+"/g
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g

/**
 * An answer without what is another one each time (UUIDs) and what names the server that was read
 * (the fingerprint too).
 */
export function comparable({ status, text }: request.Response, fhirServer: string): object {
  const same = text
    .replaceAll(fhirServer, 'FHIR')
    .replaceAll(FINGERPRINT, '"fingerprint":""')
    .replaceAll(UUID, 'UUID')
  return { status, body: JSON.parse(same) as unknown }
}
