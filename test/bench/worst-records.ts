/** Records of one call whose work is that of one of their dimensions times another. */
import { prefetched, serviceFor } from '../support/requests.ts'
import type { WorstRequest } from './worst-requests.ts'

type Resource = Readonly<Record<string, unknown>>

const many = <Made>(length: number, make: (i: number) => Made) =>
  Array.from({ length }, (_, i) => make(i))

const ofPatient = (resourceType: string, id: string, more: Resource): Resource => ({
  resourceType,
  id,
  status: resourceType === 'Procedure' ? 'completed' : 'final',
  subject: { reference: 'Patient/high-risk' },
  ...more,
})

/** So many seconds after the beginning of a day. */
const second = (i: number) => new Date(Date.UTC(2026, 10, 19) + i * 1_000).toISOString()

const observed = (
  id: string,
  code: object,
  [value, unit]: readonly [number, string],
  more: Resource,
) =>
  ofPatient('Observation', id, {
    code: { coding: [code] },
    effectiveDateTime: '2026-11-18T10:00:00Z',
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code: unit },
    ...more,
  })

const LOINC = 'http://loinc.org'
const ADC = { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '113041' }

const counts = (length: number, more: Resource = {}) =>
  ['751-8', '731-0'].flatMap((code) =>
    many(length, (i) =>
      observed(`${code}-${String(i)}`, { system: LOINC, code }, [4, '10*9/L'], {
        effectiveDateTime: second(i),
        ...more,
      }),
    ),
  )

const adc = (i: number, more: Resource = {}) =>
  observed(`adc-${String(i)}`, ADC, [1 + (i % 7) / 100, 'um2/ms'], more)

const reports = (length: number, parts: readonly string[]) =>
  many(length, (i) =>
    ofPatient('DiagnosticReport', `report-${String(i)}`, {
      code: { text: 'liver' },
      result: parts.map((id) => ({ reference: `Observation/${id}` })),
    }),
  )

const procedures = (length: number, more: (i: number) => Resource) =>
  many(length, (i) => ofPatient('Procedure', `procedure-${String(i)}`, more(i)))

const bundle = (resources: readonly Resource[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})

const words = (length: number) => 'liver chemo (TACE) (HCC) '.repeat(length / 25)

/** The call with other records in place of some of its own. */
function recordOf(
  kind: string,
  records: Readonly<Record<string, readonly Resource[]>>,
): WorstRequest {
  const body = prefetched('high-risk', 'order-sign')
  const others = Object.entries(records).map(([key, resources]) => [key, bundle(resources)])
  const prefetch = { ...body.prefetch, ...(Object.fromEntries(others) as object) }
  return { kind, path: serviceFor('order-sign'), body: JSON.stringify({ ...body, prefetch }) }
}

/** The call with its order changed. */
function orderOf(kind: string, more: Resource): WorstRequest {
  const body = prefetched('high-risk', 'order-sign')
  const { entry } = body.context['draftOrders'] as {
    readonly entry: readonly [{ resource: object }]
  }
  const draftOrders = bundle([{ ...entry[0].resource, ...more }])
  const context = { ...body.context, draftOrders }
  return { kind, path: serviceFor('order-sign'), body: JSON.stringify({ ...body, context }) }
}

const CPT = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] }

export const WORST_RECORDS: readonly WorstRequest[] = [
  recordOf('4 000 counts of each kind, each of its second', { bloodCounts: counts(4_000) }),
  recordOf('1 500 counts of each kind in one specimen', {
    bloodCounts: counts(1_500, { specimen: { reference: 'Specimen/one' } }),
  }),
  recordOf('7 000 ADCs of as many lesions', {
    imaging: many(7_000, (i) => adc(i, { focus: [{ reference: `BodyStructure/${String(i)}` }] })),
  }),
  recordOf('an ADC with 11 900 components in words', {
    imaging: [
      adc(0, {
        component: many(11_900, (i) => ({ code: { coding: [ADC] }, valueString: String(i) })),
      }),
    ],
  }),
  recordOf('an ADC in 10 reports, 11 900 times in each', {
    imaging: [
      adc(0),
      ...reports(
        10,
        many(11_900, () => 'adc-0'),
      ),
    ],
  }),
  recordOf('4 ADCs with 11 900 foci among 11 900 contained', {
    imaging: many(4, (i) =>
      adc(i, {
        focus: many(11_900, () => ({ reference: '#none' })),
        contained: many(11_900, (j) => ({ resourceType: 'BodyStructure', id: String(j) })),
      }),
    ),
  }),
  recordOf('400 ADCs with 10 KB of sentences each', {
    imaging: many(400, (i) =>
      adc(i, { note: [{ text: `site: segment ${String(i)}. `.repeat(500) }] }),
    ),
  }),
  recordOf('5 000 earlier TACE x 6 000 counts', {
    bloodCounts: counts(3_000),
    procedures: procedures(5_000, () => ({
      code: { text: 'TACE' },
      performedDateTime: '2026-10-01',
    })),
  }),
  recordOf('100 Conditions with 1 000 stages each', {
    diagnoses: many(100, (i) =>
      ofPatient('Condition', String(i), {
        code: { text: 'disease' },
        stage: many(1_000, () => ({ summary: { text: 'IIIa' } })),
      }),
    ),
  }),
  recordOf('8 procedures with 11 900 reasons x 5 000 Conditions', {
    diagnoses: many(5_000, (i) => ofPatient('Condition', String(i), { code: { text: 'disease' } })),
    procedures: procedures(8, () => ({
      code: { text: 'a procedure' },
      reasonReference: many(11_900, (i) => ({ reference: `Condition/${String(i % 5_000)}` })),
    })),
  }),
  recordOf('430 procedures named by 10 KB of words', {
    procedures: procedures(430, (i) => ({ code: { text: `${words(9_900)}${String(i)}` } })),
  }),
  orderOf('an order with 450 reasons of 10 KB', {
    code: CPT,
    reasonCode: many(450, () => ({ text: words(9_900) })),
  }),
  orderOf('an order with 5 900 reasons among 11 900 contained', {
    code: CPT,
    contained: many(11_900, (i) => ({ resourceType: 'Condition', id: String(i) })),
    reasonReference: many(5_900, () => ({ reference: '#none' })),
  }),
]
