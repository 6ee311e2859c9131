import { observation, type Resource, ucum } from './readings.ts'
import type { HookBody } from './requests.ts'

const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'
const LOINC = 'http://loinc.org'

/** Codes of the board's own readings. */
const MORE = {
  afp: { system: LOINC, code: '1834-1' },
  crp: { system: LOINC, code: '1988-5' },
  ast: { system: LOINC, code: '1920-8' },
  response: { system: `${LOCAL}/observation`, code: 'tumour-response' },
  cause: { system: `${LOCAL}/observation`, code: 'liver-disease-cause' },
  growth: { system: `${LOCAL}/observation`, code: 'tumour-growth' },
} as const

/** A synthetic Observation of one of the board's own readings. */
export const marker = (code: keyof typeof MORE, ...more: readonly Resource[]): Resource => ({
  ...observation('albumin', ...more),
  code: { coding: [MORE[code]] },
})

const finding = (system: string, code: string) => ({
  valueCodeableConcept: { coding: [{ system: `${LOCAL}/${system}`, code }] },
})

/** A record that every score before a first TACE can be computed from: middling liver, large burden. */
export const FULL: Readonly<Record<string, Resource>> = {
  bilirubin: observation('bilirubin', ucum(20, 'umol/L')),
  albumin: observation('albumin', ucum(40, 'g/L')),
  inr: observation('inr', ucum(1.1, '1')),
  ascites: observation('ascites', finding('ascites', 'none')),
  encephalopathy: observation('encephalopathy', finding('encephalopathy', 'none')),
  ecog: observation('ecog', { valueInteger: 0 }),
  invasion: observation('invasion', { valueBoolean: false }),
  spread: observation('spread', { valueBoolean: false }),
  number: observation('number', ucum(3, '1')),
  size: observation('size', ucum(95, 'mm')),
  afp: marker('afp', ucum(250, 'ng/mL')),
  crp: marker('crp', ucum(0.4, 'mg/dL')),
  cause: marker('cause', finding('liver-disease-cause', 'hepatitis-b')),
  growth: marker('growth', finding('tumour-growth', 'nodular')),
}

/** The full record with some of it replaced, or left out. */
export const recordWith = (
  changes: Readonly<Record<string, Resource | undefined>> = {},
): readonly Resource[] =>
  Object.values({ ...FULL, ...changes }).filter((one): one is Resource => one !== undefined)

const bundle = (resources: readonly Resource[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})

const SUBJECT = { subject: { reference: 'Patient/board' } }

const HCC = {
  resourceType: 'Condition',
  id: 'hcc',
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C22.0' }] },
  ...SUBJECT,
}

/** An earlier TACE. */
export const earlierTace = (performedDateTime: string, id = 'earlier'): Resource => ({
  resourceType: 'Procedure',
  id,
  status: 'completed',
  code: { text: 'TACE' },
  performedDateTime,
  ...SUBJECT,
})

/** What a request to the board is made of. */
export interface Asked {
  readonly observations?: readonly Resource[]
  readonly procedures?: readonly Resource[]
  readonly conditions?: readonly Resource[]
  readonly order?: Resource
  readonly birthDate?: string
}

/** A request with everything prefetched. All of it is synthetic. */
export function askBoard(
  { observations = recordWith(), procedures = [], conditions, order, birthDate }: Asked = {},
  hook = 'order-select',
): HookBody {
  const tace = {
    resourceType: 'ServiceRequest',
    id: 'tace',
    status: 'draft',
    intent: 'order',
    code: { text: 'TACE' },
    authoredOn: '2026-11-20T08:00:00Z',
    ...SUBJECT,
    ...order,
  }
  const ordered = { selections: ['ServiceRequest/tace'], draftOrders: bundle([tace]) }
  const own = observations.map((one) => ({ ...one, ...SUBJECT }))
  return {
    hook,
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: {
      userId: 'Practitioner/example',
      patientId: 'board',
      ...(hook === 'patient-view' ? {} : ordered),
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'board', birthDate: birthDate ?? '1960-02-01' },
      diagnoses: bundle(conditions ?? [HCC]),
      procedures: bundle(procedures),
      liverFunction: bundle(own),
      imaging: bundle([]),
      staging: bundle([]),
      markers: bundle([]),
    },
  }
}
