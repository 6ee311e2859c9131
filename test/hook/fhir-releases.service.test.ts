import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { releasesOf } from '../../src/clinical/fhir/release.ts'
import type { FhirResource } from '../../src/clinical/fhir/resource.ts'
import { sendJson, startFhirStub } from '../support/fhir-stub.ts'
import { cardsOf, expressionsOf } from '../support/cards.ts'
import { fc } from '../support/property.ts'
import { orderToR5 } from '../support/r5.ts'
import { type HookBody, prefetched, serviceFor, unprefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const EMBOLIZATION = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] }

const order = (resourceType: string, more: object): FhirResource => ({
  resourceType,
  id: 'o1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/high-risk' },
  ...more,
})

const serviceRequest = (more: object) => order('ServiceRequest', more)

const plan = (detail: object, more: object = {}) =>
  order('CarePlan', { activity: [{ detail: { status: 'not-started', ...detail } }], ...more })

/** Orders of R4, each of which says something where R5 says it elsewhere. */
const ORDERS: Readonly<Record<string, FhirResource>> = {
  'by its text': serviceRequest({ code: { text: 'TACE' } }),
  'by its display': serviceRequest({
    code: { coding: [{ system: 'urn:local', code: '1', display: 'Chemoembolization of liver' }] },
  }),
  'by a code that needs a reason, without one': serviceRequest({ code: EMBOLIZATION }),
  'with the diagnosis as reason': serviceRequest({
    code: EMBOLIZATION,
    reasonCode: [{ text: 'Hepatocellular carcinoma' }],
  }),
  'with another reason': serviceRequest({
    code: EMBOLIZATION,
    reasonCode: [{ text: 'Uterine fibroids' }],
  }),
  'with a reason that it refers to': serviceRequest({
    code: EMBOLIZATION,
    reasonReference: [{ reference: 'Condition/high-risk-hcc' }],
  }),
  'with a reason that it only displays': serviceRequest({
    code: { text: 'TACE' },
    reasonReference: [{ display: 'Uterine fibroids' }],
  }),
  'with a reason that it contains': serviceRequest({
    code: EMBOLIZATION,
    contained: [{ resourceType: 'Condition', id: 'c', code: { text: 'Hepatocellular carcinoma' } }],
    reasonReference: [{ reference: '#c' }],
  }),
  'told in a detail': serviceRequest({ code: EMBOLIZATION, orderDetail: [{ text: 'TACE' }] }),
  'of another organ by a detail': serviceRequest({
    code: { ...EMBOLIZATION, text: 'Embolization hepatic' },
    orderDetail: [{ text: 'uterine artery' }],
  }),
  'for an emergency by an instruction': serviceRequest({
    code: { text: 'TACE' },
    patientInstruction: 'emergency: ruptured HCC',
  }),
  'for an emergency by a note': serviceRequest({
    code: { text: 'TACE' },
    note: [{ text: 'emergency: ruptured HCC' }],
  }),
  'as a bridge, in Chinese': serviceRequest({
    code: { text: '经动脉化疗栓塞' },
    patientInstruction: '肝移植前桥接',
  }),
  'by its drug': order('MedicationRequest', {
    medicationCodeableConcept: { text: 'Epirubicin for TACE' },
  }),
  'by a drug that it contains': order('MedicationRequest', {
    contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'Lipiodol for TACE' } }],
    medicationReference: { reference: '#m' },
  }),
  'by its beads': order('DeviceRequest', { codeCodeableConcept: { text: 'DEB-TACE beads' } }),
  'by beads that it contains': order('DeviceRequest', {
    contained: [{ resourceType: 'Device', id: 'd', type: { text: 'DEB-TACE beads' } }],
    codeReference: { reference: '#d' },
  }),
  'by beads that it only displays': order('DeviceRequest', {
    codeReference: { reference: 'Device/9', display: 'DEB-TACE beads' },
  }),
  'for an emergency by its dosage': order('MedicationRequest', {
    medicationCodeableConcept: { text: 'Epirubicin for TACE' },
    dosageInstruction: [{ text: '50 mg, emergency: ruptured HCC' }],
  }),
  'in an order set': order('RequestGroup', { action: [{ code: [{ text: 'TACE' }] }] }),
  'in an action of an action': order('RequestGroup', {
    action: [{ title: 'Liver', action: [{ code: [{ text: 'TACE' }] }] }],
  }),
  'in the title of an action': order('RequestGroup', { action: [{ title: 'TACE' }] }),
  'in a plan': order('CarePlan', {
    activity: [{ detail: { status: 'not-started', code: { text: 'TACE' } } }],
  }),
  'in a plan, for an emergency': plan({
    code: { text: 'TACE' },
    description: 'emergency: ruptured HCC',
  }),
  'in a plan, for another reason': plan({
    code: { text: 'TACE' },
    reasonCode: [{ text: 'Uterine fibroids' }],
  }),
  'in a plan, for a reason that it contains': plan(
    { code: EMBOLIZATION, reasonReference: [{ reference: '#c' }] },
    {
      contained: [
        { resourceType: 'Condition', id: 'c', code: { text: 'Hepatocellular carcinoma' } },
      ],
    },
  ),
  'in a plan that addresses the diagnosis': plan(
    { code: EMBOLIZATION },
    { addresses: [{ reference: 'Condition/high-risk-hcc' }] },
  ),
  'in a plan, in words': plan({ description: 'TACE' }),
  'in a plan, by beads': plan({ productReference: { display: 'DEB-TACE beads' } }),
  'in a plan, not to be done': plan({ code: { text: 'TACE' }, doNotPerform: true }),
  'in a plan, cancelled': plan({ code: { text: 'TACE' }, status: 'cancelled' }),
  'in an order set, for an emergency by the priority of its action': order('RequestGroup', {
    priority: 'routine',
    action: [{ code: [{ text: 'TACE' }], priority: 'stat' }],
  }),
  'of something else': serviceRequest({ code: { text: 'MRI of the liver' } }),
  cancelled: { ...serviceRequest({ code: { text: 'TACE' } }), status: 'revoked' },
}

function bodyWith(orders: readonly FhirResource[]): HookBody {
  const body = prefetched('high-risk', 'order-sign')
  body.context['draftOrders'] = {
    resourceType: 'Bundle',
    entry: orders.map((resource) => ({ resource })),
  }
  return body
}

const post = (body: HookBody, type = 'application/json') =>
  service.http.post(serviceFor('order-sign')).set('Content-Type', type).send(JSON.stringify(body))

/** The cards of an answer, without what differs from one call to the next. */
async function said(orders: readonly FhirResource[]) {
  const response = await post(bodyWith(orders)).expect(200)
  return cardsOf(response).map(({ summary, detail, indicator }) => ({ summary, detail, indicator }))
}

describe('an order of R5', () => {
  test.each(Object.entries(ORDERS))('%s is answered as that of R4', async (_what, r4) => {
    expect(await said([orderToR5(r4)])).toEqual(await said([r4]))
  })

  test('whatever it is made of, is answered as that of R4', async () => {
    const text = fc.constantFrom('TACE', 'Embolization hepatic', 'uterine artery', 'ruptured HCC')
    const concept = fc.oneof(
      text.map((words) => ({ text: words })),
      fc.constant(EMBOLIZATION),
      text.map((display) => ({ coding: [{ system: 'urn:x', code: 'y', display }] })),
    )
    const reference = fc.constantFrom(
      { reference: 'Condition/high-risk-hcc' },
      { reference: 'Condition/unknown', display: 'Uterine fibroids' },
      { display: 'Hepatocellular carcinoma' },
    )
    const made = fc.record(
      {
        code: concept,
        orderDetail: fc.array(concept, { minLength: 1, maxLength: 2 }),
        reasonCode: fc.array(concept, { minLength: 1, maxLength: 2 }),
        reasonReference: fc.array(reference, { minLength: 1, maxLength: 2 }),
        patientInstruction: text,
        note: fc.array(fc.record({ text }), { maxLength: 2 }),
        bodySite: fc.array(concept, { maxLength: 1 }),
      },
      { requiredKeys: ['code'] },
    )
    await fc.assert(
      fc.asyncProperty(made, async (more) => {
        const r4 = serviceRequest(more)
        expect(await said([orderToR5(r4)])).toEqual(await said([r4]))
      }),
      { numRuns: 60 },
    )
  })

  test.each(Object.entries(ORDERS))('(%s) is told from one of R4 by its shape', (_what, r4) => {
    expect(releasesOf(r4)).not.toContain('R5')
    expect(releasesOf(orderToR5(r4))).not.toContain('R4')
  })

  test.each([
    [
      'the definition of what is ordered',
      { code: { reference: { reference: 'ActivityDefinition/tace', display: 'TACE' } } },
      { code: { text: 'TACE' } },
    ],
    [
      'a definition that it contains',
      {
        code: { reference: { reference: '#a' } },
        contained: [{ resourceType: 'ActivityDefinition', id: 'a', title: 'TACE' }],
      },
      { code: { text: 'TACE' } },
    ],
    [
      'the BodyStructure that is meant',
      {
        code: { concept: { text: 'Chemoembolization' } },
        bodyStructure: { reference: '#b' },
        contained: [
          {
            resourceType: 'BodyStructure',
            id: 'b',
            includedStructure: [{ structure: { text: 'Kidney' } }],
          },
        ],
      },
      { code: { text: 'Chemoembolization' }, bodySite: [{ text: 'Kidney' }] },
    ],
    [
      'the orders of a plan with their priority',
      {
        resourceType: 'CarePlan',
        contained: [
          { ...serviceRequest({ code: { concept: { text: 'TACE' } } }), id: 's', priority: 'stat' },
        ],
        activity: [{ plannedActivityReference: { reference: '#s' } }],
      },
      { code: { text: 'TACE' }, priority: 'stat' },
    ],
    [
      'what is displayed of a BodyStructure',
      {
        code: { concept: { text: 'Chemoembolization' } },
        bodyStructure: { reference: 'BodyStructure/9', display: 'Kidney' },
      },
      { code: { text: 'Chemoembolization' }, bodySite: [{ text: 'Kidney' }] },
    ],
  ])('that names %s is answered as one of R4 that says it', async (_what, r5, r4) => {
    expect(await said([serviceRequest(r5)])).toEqual(await said([serviceRequest(r4)]))
  })

  test('gets suggestions as R5 writes them, and R4 as R4 does', async () => {
    const r4 = serviceRequest({ code: { text: 'TACE' } })
    const suggestionsFor = async (resource: FhirResource) =>
      cardsOf(await post(bodyWith([resource])).expect(200))
        .flatMap(({ suggestions = [] }) => suggestions)
        .flatMap(({ actions }) => actions.map((action) => action.resource))
    const [first] = await suggestionsFor(r4)
    const [second] = await suggestionsFor(orderToR5(r4))
    expect(first).toMatchObject({ code: { text: expect.any(String) as unknown }, reasonCode: [{}] })
    expect(second).toMatchObject({
      code: { concept: first?.['code'] },
      reason: [{ concept: (first?.['reasonCode'] as readonly unknown[])[0] }],
    })
    expect(Object.keys(second ?? {})).not.toContain('reasonCode')
  })
})

describe('a call of one release', () => {
  const r4 = serviceRequest({ code: { text: 'TACE' } })
  const r5 = orderToR5(r4)

  test.each([
    ['one that is not served', r4, '3.0', 415],
    ['one that nobody knows', r4, 'x', 415],
    ['R4', r4, '4.0', 200],
    ['R4, in full', r4, '4.0.1', 200],
    ['R4B', r4, '4.3', 200],
    ['R5', r5, '5.0', 200],
    ['R5, and orders of R4', r4, '5.0', 400],
    ['R4, and orders of R5', r5, '4.0', 400],
  ])('by its content type: %s', async (_what, resource, version, status) => {
    for (const value of [version, `"${version}"`]) {
      const type = `application/json; fhirVersion=${value}`
      await post(bodyWith([resource]), type).expect(status)
    }
  })

  test('holds orders of one release, or is refused with the place', async () => {
    const response = await post(bodyWith([r4, { ...r5, id: 'o2' }])).expect(400)
    expect(expressionsOf(response)).toEqual(['context'])
    expect(response.text).toMatch(/FHIR R4 and of R5/)
    const within = serviceRequest({ code: { text: 'TACE' }, reason: [{ concept: { text: 'x' } }] })
    await post(bodyWith([within])).expect(400)
  })

  test.each([
    ['5.0.0', r4],
    ['3.0.2', r4],
    ['4.0.1', r5],
  ])('is not answered from a server of %s as if it were of another', async (fhirVersion, order) => {
    const statement = { resourceType: 'CapabilityStatement', fhirVersion }
    const stub = await startFhirStub((_request, response) => {
      sendJson(response, { resourceType: 'Bundle', type: 'searchset' })
    }, statement)
    try {
      const body = unprefetched('high-risk', stub.url, 'order-sign')
      body.context['draftOrders'] = { resourceType: 'Bundle', entry: [{ resource: order }] }
      const response = await post(body).expect(412)
      expect(response.text).toContain('another FHIR version')
      expect(stub.seen).toEqual([])
    } finally {
      await stub.close()
    }
  })

  test('whose orders would be the same in each is of its server', async () => {
    const statement = { resourceType: 'CapabilityStatement', fhirVersion: '5.0.0' }
    const patient = { resourceType: 'Patient', id: 'high-risk', birthDate: '1966-11-25' }
    const stub = await startFhirStub((request, response) => {
      const isPatient = request.url?.includes('/Patient/') === true
      sendJson(response, isPatient ? patient : { resourceType: 'Bundle', type: 'searchset' })
    }, statement)
    try {
      const body = prefetched('high-risk', 'order-sign')
      const { patient: _asked, ...prefetch } = body.prefetch ?? {}
      const plan = order('CarePlan', { category: [{ text: 'TACE' }] })
      const draftOrders = { resourceType: 'Bundle', entry: [{ resource: plan }] }
      const call = {
        ...body,
        prefetch,
        fhirServer: stub.url,
        context: { ...body.context, draftOrders },
      }
      const [card] = cardsOf(await post(call).expect(200))
      const [suggested] = card?.suggestions?.flatMap(({ actions }) => actions) ?? []
      expect(suggested?.resource).toMatchObject({ code: { concept: {} } })
    } finally {
      await stub.close()
    }
  })
})

describe('discovery', () => {
  test('says which releases are served', async () => {
    const response = await service.http.get('/cds-services').expect(200)
    const { services } = response.body as {
      readonly services: readonly { usageRequirements: string }[]
    }
    for (const { usageRequirements } of services)
      expect(usageRequirements).toContain('FHIR R4, R4B and R5')
  })
})
