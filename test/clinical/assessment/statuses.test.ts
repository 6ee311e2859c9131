import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { assessRecord } from '../../../src/clinical/assessment/assess-record.ts'
import type { PrefetchSlot } from '../../../src/clinical/assessment/slots.ts'
import { readImaging } from '../../../src/clinical/fhir/imaging.ts'
import { readOrder } from '../../../src/clinical/fhir/order.ts'
import {
  type FhirResource,
  isFhirResource,
  readBundle,
} from '../../../src/clinical/fhir/resource.ts'
import { NOW } from '../../support/clock.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import type { Resource } from '../../support/readings.ts'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const definition = definitions[0]!

const bundle = readRepositoryJson('fixtures/patients/high-risk/bundle.json')
const record = isFhirResource(bundle) ? readBundle(bundle).resources : []

const SUBJECT = { subject: { reference: 'Patient/high-risk' } }

/** What is told of a patient with a high risk, with more or other resources. */
function told(more: readonly Resource[], change: (one: FhirResource) => Resource = (one) => one) {
  const all = [...record.map(change), ...more.map((one) => ({ ...one, ...SUBJECT }))].filter(
    isFhirResource,
  )
  const slot = (...types: readonly string[]): PrefetchSlot => ({
    kind: 'supplied',
    by: 'client',
    resources: all.filter(({ resourceType }) => types.includes(resourceType)),
    unread: [],
  })
  return assessRecord(definition, {
    slots: {
      patient: slot('Patient'),
      diagnoses: slot('Condition'),
      procedures: slot('Procedure'),
      bloodCounts: slot('Observation'),
      imaging: slot(),
      staging: slot(),
      liverFunction: slot(),
    },
    patientId: 'high-risk',
    order: undefined,
    now: NOW,
  })
}

const cautionsOf = (assessment: ReturnType<typeof told>) =>
  'cautions' in assessment ? assessment.cautions : []

/** Whether a status lets a resource be taken: every code of its value set in FHIR R4. */
const is = (taken: readonly string[], away: readonly string[]) => [
  ...taken.map((status) => [status, true] as const),
  ...away.map((status) => [status, false] as const),
]

// https://hl7.org/fhir/R4/valueset-observation-status.html
const OBSERVATION = is(
  ['final', 'amended', 'corrected'],
  ['registered', 'preliminary', 'cancelled', 'entered-in-error', 'unknown'],
)
// https://hl7.org/fhir/R4/valueset-event-status.html
const EVENT = is(
  ['in-progress', 'on-hold', 'stopped', 'completed', 'unknown'],
  ['preparation', 'not-done', 'entered-in-error'],
)
// https://hl7.org/fhir/R4/valueset-condition-ver-status.html
const VERIFICATION = is(
  ['unconfirmed', 'provisional', 'differential', 'confirmed'],
  ['refuted', 'entered-in-error'],
)
// https://hl7.org/fhir/R4/valueset-condition-clinical.html
const CLINICAL = is(['active', 'recurrence', 'relapse'], ['inactive', 'remission', 'resolved'])
// https://hl7.org/fhir/R4/valueset-request-status.html
const REQUEST = is(
  ['draft', 'active', 'on-hold', 'unknown'],
  ['revoked', 'completed', 'entered-in-error'],
)
// https://hl7.org/fhir/R4/valueset-diagnostic-report-status.html
const REPORT = is(
  ['partial', 'preliminary', 'final', 'amended', 'corrected', 'appended', 'unknown'],
  ['registered', 'cancelled', 'entered-in-error'],
)
// https://hl7.org/fhir/R4/valueset-imagingstudy-status.html
const STUDY = is(['available', 'unknown'], ['registered', 'cancelled', 'entered-in-error'])

describe('of every status in FHIR it is said whether it is taken', () => {
  test.each(OBSERVATION)('an Observation that is %s: %s', (status, taken) => {
    const assessment = told([], (one) =>
      one.resourceType === 'Observation' ? { ...one, status } : one,
    )
    expect(assessment.kind === 'estimated').toBe(taken)
  })

  test.each(EVENT)('a Procedure that is %s: %s', (status, taken) => {
    const done = (text: string) => ({
      resourceType: 'Procedure',
      id: 'done',
      status,
      code: { text },
      performedDateTime: '2026-09-01',
    })
    expect(cautionsOf(told([done('Splenectomy')])).includes('splenectomy')).toBe(taken)
    expect(cautionsOf(told([done('Drainage of liver abscess')])).includes('infection')).toBe(taken)
    expect(told([done('TACE')]).kind === 'not-applicable').toBe(taken)
  })

  const pneumonia = (more: Resource) => ({
    resourceType: 'Condition',
    id: 'pneumonia',
    code: { text: 'Pneumonia' },
    ...more,
  })
  const coded = (code: string) => ({ coding: [{ code }] })

  test.each(VERIFICATION)('a Condition that is %s: %s', (status, taken) => {
    const assessment = told([pneumonia({ verificationStatus: coded(status) })])
    expect(cautionsOf(assessment).includes('infection')).toBe(taken)
    const diagnosed = told([], (one) =>
      one.resourceType === 'Condition' ? { ...one, verificationStatus: coded(status) } : one,
    )
    expect(diagnosed.kind === 'estimated').toBe(taken)
  })

  test.each(CLINICAL)('a Condition that is %s: %s', (status, taken) => {
    const assessment = told([pneumonia({ clinicalStatus: coded(status) })])
    expect(cautionsOf(assessment).includes('infection')).toBe(taken)
    const diagnosed = told([], (one) =>
      one.resourceType === 'Condition' ? { ...one, clinicalStatus: coded(status) } : one,
    )
    expect(diagnosed.kind === 'estimated').toBe(taken)
  })

  test.each(REQUEST)('an order that is %s: %s', (status, taken) => {
    const order = { resourceType: 'ServiceRequest', id: 'o', status, code: { text: 'TACE' } }
    expect(readOrder(order)?.isLive === true).toBe(taken)
  })

  test.each([
    ...REPORT.map(([status, taken]) => ['DiagnosticReport', status, taken] as const),
    ...STUDY.map(([status, taken]) => ['ImagingStudy', status, taken] as const),
  ])('a %s that is %s: %s', (resourceType, status, taken) => {
    expect(readImaging({ resourceType, id: 'i', status }) !== undefined).toBe(taken)
  })
})
