import type { IncomingMessage, ServerResponse } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { toClientAuthentication } from '../../../src/server/access/client-authentication.ts'
import { memoryReplayStore } from '../../../src/server/access/replay-store.ts'
import type { SmartClient } from '../../../src/server/access/smart-clients.ts'
import { frozenClock, NOW } from '../../support/clock.ts'
import { type FhirStub, sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'

export const LAB = 'urn:oid:1.2.3.4.5'
export const IMAGING = 'http://hospital.example/imaging'
export const ORDERS = 'http://hospital.example/orders'
const DIAGNOSES = 'http://hospital.example/diagnoses'

type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string }

const DAY_MS = 86_400_000
const LAST_WEEK = new Date(NOW - 5 * DAY_MS).toISOString()

const local = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
})

const quantity = (value: number, unit?: string) => ({
  valueQuantity: { value, ...(unit === undefined ? {} : { unit }) },
})

function recordOf(patientId: string, i: number): readonly Resource[] {
  const subject = { reference: `Patient/${patientId}` }
  const observed = (id: string, code: object, value: object): Resource => ({
    resourceType: 'Observation',
    id: `${id}-${patientId}`,
    status: 'final',
    code,
    subject,
    effectiveDateTime: LAST_WEEK,
    ...value,
  })
  return [
    { resourceType: 'Patient', id: patientId, birthDate: '1970-01-01' },
    {
      resourceType: 'Condition',
      id: `c-${patientId}`,
      subject,
      code: local(DIAGNOSES, 'D-77', 'Hepatocellular carcinoma'),
    },
    observed('n', local(LAB, 'NEUT#', 'Neutrophils absolute'), quantity(4.4)),
    observed('l', local(LAB, 'LYMPH#', 'Lymphocytes absolute'), quantity(1.6)),
    observed('a', local(IMAGING, 'ADC-MEAN', 'ADC mean'), quantity(1.05, '10*-3.mm2/s')),
    observed('d', local(IMAGING, 'DSTAR', 'D* (IVIM)'), quantity(40, '10*-3.mm2/s')),
    observed('h', local(LAB, 'HB', 'Haemoglobin'), quantity(130, 'g/L')),
    {
      resourceType: 'ServiceRequest',
      id: `o-${patientId}`,
      subject,
      status: 'completed',
      intent: 'order',
      code: local(ORDERS, i % 2 === 0 ? 'IR-TACE' : 'CT-1', i % 2 === 0 ? 'Angio room 2' : 'CT'),
    },
  ]
}

const tokensOf = ({ code }: Resource) =>
  ((code as ReturnType<typeof local> | undefined)?.coding ?? []).map(
    (coding) => `${coding.system}|${coding.code}`,
  )

function answer(records: readonly Resource[], request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
  const [type = '', id] = pathname.replace(/^\/fhir\//, '').split('/')
  const ofType = records.filter(({ resourceType }) => resourceType === type)
  if (id !== undefined) {
    const found = ofType.find((resource) => resource['id'] === id)
    sendJson(response, found ?? { resourceType: 'OperationOutcome' }, found ? 200 : 404)
    return
  }
  const patient = searchParams.get('patient')?.replace('Patient/', '')
  const codes = searchParams.get('code')?.split(',')
  const found = ofType
    .filter(
      ({ subject }) => (subject as { reference: string }).reference === `Patient/${patient ?? ''}`,
    )
    .filter(
      (resource) =>
        codes === undefined || tokensOf(resource).some((token) => codes.includes(token)),
    )
  sendJson(response, searchset(found))
}

/** A FHIR server of a hospital that knows no standard code. */
export async function startLocalHospital(patientIds: readonly string[]): Promise<FhirStub> {
  const records = patientIds.flatMap(recordOf)
  return startFhirStub((request, response) => answer(records, request, response))
}

/** A hospital whose FHIR server is read with tokens of its authorization server alone. */
export interface GuardedHospital extends FhirStub {
  /** The form of each token request. */
  readonly asked: readonly URLSearchParams[]
  /** How it refuses token requests from now on, whoever asks; not at all where nothing is said. */
  refuseAs: { readonly status: number; readonly body: string } | undefined
  /** What its configuration says instead. */
  configuration: object
}

/** Such a hospital, which knows these clients. */
export async function startGuardedHospital(
  patientIds: readonly string[],
  clients: readonly SmartClient[],
): Promise<GuardedHospital> {
  const records = patientIds.flatMap(recordOf)
  const live = new Set<string>(['static-token'])
  const asked: URLSearchParams[] = []

  async function grant(request: IncomingMessage, response: ServerResponse, origin: string) {
    const form = new URLSearchParams(await readText(request))
    asked.push(form)
    if (hospital.refuseAs !== undefined) {
      const { status, body } = hospital.refuseAs
      response.writeHead(status).end(body)
      return
    }
    const replays = memoryReplayStore(frozenClock)
    const urls = [`${origin}/token`]
    const clientOf = toClientAuthentication({ clients, urls, replays, clock: frozenClock })
    const { authorization } = request.headers
    const id = await clientOf({ authorization, body: Object.fromEntries(form) })
    if (id === undefined || id === '') {
      sendJson(response, { error: 'invalid_client', error_description: 'who is this?' }, 401)
      return
    }
    const token = `granted-${String(asked.length)}`
    live.add(token)
    sendJson(response, { access_token: token, token_type: 'bearer', expires_in: 300 })
  }

  const stub = await startFhirStub((request, response) => {
    const origin = `http://${request.headers.host ?? ''}`
    if (request.url === '/fhir/.well-known/smart-configuration')
      sendJson(response, { token_endpoint: `${origin}/token`, ...hospital.configuration })
    else if (request.url === '/token') void grant(request, response, origin)
    else if (live.has(request.headers.authorization?.replace('Bearer ', '') ?? ''))
      answer(records, request, response)
    else {
      const why = 'Bearer error="invalid_token", error_description="The access token expired"'
      response.setHeader('www-authenticate', why)
      sendJson(response, { resourceType: 'OperationOutcome' }, 401)
    }
  })
  const hospital: GuardedHospital = {
    ...stub,
    asked,
    refuseAs: undefined,
    configuration: {},
  }
  return hospital
}
