import type { IncomingMessage, ServerResponse } from 'node:http'
import { NOW } from '../../support/clock.ts'
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
