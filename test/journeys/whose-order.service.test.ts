import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ SITE_FILE: repositoryPath('fixtures/site-file/example.json') })
})
afterAll(() => service.stop())

/** How many cards a patient's own data and this order get. */
async function cardsFor(patient: string, order: object): Promise<number> {
  const body = prefetched(patient, 'order-sign')
  const resource = {
    resourceType: 'ServiceRequest',
    id: 'order',
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patient}` },
    ...order,
  }
  body.context['draftOrders'] = { resourceType: 'Bundle', entry: [{ resource }] }
  const response = await service.http.post(serviceFor('order-sign')).send(body).expect(200)
  return cardsOf(response).length
}

const CODE = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] }
const LIVER = [{ text: 'Liver' }]

describe('an embolization that could be of any organ', () => {
  test('with a hint of the liver gets a card where HCC is recorded', async () => {
    expect(await cardsFor('high-risk', { code: CODE, bodySite: LIVER })).toBe(1)
  })

  test('with a hint of the liver gets no card where HCC is not', async () => {
    expect(await cardsFor('no-hcc', { code: CODE, bodySite: LIVER })).toBe(0)
  })

  test('without a hint gets no card even where HCC is recorded', async () => {
    expect(await cardsFor('high-risk', { code: CODE })).toBe(0)
  })

  test('of another organ gets no card even where HCC is recorded', async () => {
    expect(await cardsFor('high-risk', { code: CODE, bodySite: [{ text: 'Uterus' }] })).toBe(0)
  })
})

describe('a hospital with a site file', () => {
  const ordered = { coding: [{ system: 'http://hospital.example/orders', code: 'IR-TACE-01' }] }

  test('gets a card for its own order code', async () => {
    expect(await cardsFor('high-risk', { code: ordered })).toBe(1)
  })

  test('gets none for an order that is cancelled, completed or to be abstained from', async () => {
    for (const more of [{ status: 'revoked' }, { status: 'completed' }, { doNotPerform: true }])
      expect(await cardsFor('high-risk', { code: ordered, ...more })).toBe(0)
  })
})
