import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sendJson, startFhirStub } from '../support/fhir-stub.ts'
import { cardsOf } from '../support/cards.ts'
import { type HookBody, prefetched, serviceFor, unprefetched } from '../support/requests.ts'
import { searchset } from '../support/searchset.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ ORDERS_PER_CALL: '3' })
})
afterAll(() => service.stop())

interface Draft {
  readonly resource: Readonly<Record<string, unknown>>
}

/** The fixture's call with its order so many times, each with its own id, and something before it. */
function withOrders(count: number, before: readonly Draft[] = [], hook = 'order-sign'): HookBody {
  const body = prefetched('high-risk', hook)
  const { entry } = body.context['draftOrders'] as { readonly entry: readonly [Draft] }
  const [{ resource }] = entry
  const orders = Array.from({ length: count }, (_, i) => ({
    resource: { ...resource, id: `order-${String(i)}` },
  }))
  body.context['draftOrders'] = { resourceType: 'Bundle', entry: [...before, ...orders] }
  if (hook === 'order-select')
    body.context['selections'] = orders.map(({ resource: { id } }) => `ServiceRequest/${id}`)
  return body
}

async function ask(body: HookBody, language = 'en', path = serviceFor(body.hook)) {
  service.log.splice(0)
  const response = await service.http.post(path).set('Accept-Language', language).send(body)
  expect(response.status).toBe(200)
  const answered = service.log.find((line) => line.includes('"answered"')) ?? '{}'
  const { ordersLeft } = JSON.parse(answered) as { readonly ordersLeft?: number }
  return { details: cardsOf(response).map(({ detail }) => detail), ordersLeft }
}

describe('one call is answered for a limited number of orders', () => {
  test.each([
    [1, 1, undefined],
    [3, 3, undefined],
    [4, 3, 1],
    [250, 3, 247],
  ])('of %i orders %i have a card, and %p are left', async (orders, cards, left) => {
    const { details, ordersLeft } = await ask(withOrders(orders))
    expect(details).toHaveLength(cards)
    expect(ordersLeft).toBe(left)
    const said = left === undefined ? [] : details.map(() => `${String(left)} more of these orders`)
    expect(details.flatMap((detail) => /\d+ more of these orders/.exec(detail) ?? [])).toEqual(said)
  })

  test.each([
    ['en', /7 more of these orders were not looked at/],
    ['zh-CN', /另有 7 条此类医嘱未作评估/],
  ])('every card says in %s how many were left', async (language, words) => {
    const { details } = await ask(withOrders(10), language)
    expect(details).toHaveLength(3)
    for (const detail of details) expect(detail).toMatch(words)
  })

  test('selected orders are counted, not drafts', async () => {
    const body = withOrders(10, [], 'order-select')
    body.context['selections'] = ['ServiceRequest/order-8', 'ServiceRequest/order-9']
    expect(await ask(body)).toMatchObject({ details: [/./, /./], ordersLeft: undefined })
  })

  test('orders that turn out to be none of the service take no place', async () => {
    const other = (i: number) => ({
      resource: {
        resourceType: 'ServiceRequest',
        id: `other-${String(i)}`,
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/high-risk' },
        code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] },
        reasonCode: [{ text: 'Uterine fibroids' }],
      },
    })
    const others = Array.from({ length: 50 }, (_, i) => other(i))
    const { details, ordersLeft } = await ask(withOrders(2, others))
    expect({ cards: details.length, ordersLeft }).toEqual({ cards: 2, ordersLeft: undefined })
  })

  test('the board has the same bound and the same words', async () => {
    const body = withOrders(5, [], 'order-select')
    const { details } = await ask(body, 'zh-CN', '/cds-services/pre-tace-board-order-select')
    expect(details).toHaveLength(3)
    for (const detail of details) expect(detail).toContain('另有 2 条')
  })

  test('dispatched orders, each of which is read, are refused beyond a hundred', async () => {
    const body = {
      hook: 'order-dispatch',
      hookInstance: 'x',
      context: {
        patientId: 'a',
        performer: 'Practitioner/1',
        dispatchedOrders: Array.from({ length: 101 }, (_, i) => `ServiceRequest/${String(i)}`),
      },
    }
    const response = await service.http
      .post('/cds-services/tace-resistance-order-dispatch')
      .send(body)
    expect([400, 404]).toContain(response.status)
  })
})

const nested = (depth: number): unknown => (depth === 0 ? 1 : { x: nested(depth - 1) })
const match = (more: object = {}) => ({
  resourceType: 'Observation',
  id: 'a',
  code: { text: 'Something' },
  ...more,
})
const manyEntries = (count: number) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: Array.from({ length: count }, () => null),
})

describe('the answers of a FHIR server have the bounds of a request', () => {
  test.each<readonly [string, unknown, string]>([
    ['entries up to the limit', searchset([match()]), 'fhir-server:1'],
    ['a resource that is nested too deep', searchset([match({ x: nested(70) })]), 'too-large'],
    ['more entries than are read', manyEntries(12_001), 'too-large'],
    ['a list that is too long', searchset([match({ x: Array(12_001).fill(0) })]), 'too-large'],
    [
      'entries that are no list',
      { resourceType: 'Bundle', entry: { resource: match() } },
      'unreadable',
    ],
    ['entries that are a text', { resourceType: 'Bundle', entry: 'none' }, 'unreadable'],
  ])('%s', async (_what, body, slot) => {
    expect(await slotsOf(() => body)).toMatchObject({ bloodCounts: slot })
  })

  test('the answers of one call are counted together', async () => {
    const slots = await slotsOf(() => manyEntries(5_000))
    const tooLarge = Object.values(slots).filter((slot) => slot === 'too-large')
    expect(tooLarge.length).toBeGreaterThan(2)
    const other = await slotsOf(() => manyEntries(900))
    expect(Object.values(other)).not.toContain('too-large')
  })

  test('their bytes are counted together too: each within its own bound, all beyond that of a call', async () => {
    const large = searchset([match({ text: { div: 'x'.repeat(4_500_000) } })])
    const kinds = Object.values(await slotsOf(() => large))
    // As many as come first of the searches and the Patient.
    expect(kinds.toSorted()).toEqual([
      ...Array<string>(5).fill('fhir-server:1'),
      ...Array<string>(4).fill('too-large'),
    ])
    const small = searchset([match({ text: { div: 'x'.repeat(2_000_000) } })])
    expect(Object.values(await slotsOf(() => small))).not.toContain('too-large')
  })

  test('a further page beyond the bounds leaves what came before, and is not passed for the end', async () => {
    const slots = await slotsOf((url) =>
      url.includes('page=2')
        ? manyEntries(12_001)
        : searchset([match()], `${url.replace('/fhir/', '')}&page=2`),
    )
    expect(slots).toMatchObject({ bloodCounts: 'fhir-server:1+more-than-read' })
  })
})

/** What became of each key of a call that reads a server which answers every search so. */
async function slotsOf(answer: (url: string) => unknown): Promise<Record<string, string>> {
  const stub = await startFhirStub((request, response) => {
    const url = request.url ?? ''
    const patient = { resourceType: 'Patient', id: 'high-risk', birthDate: '1966-11-25' }
    sendJson(response, url.includes('/Patient/') ? patient : answer(url))
  })
  try {
    service.log.splice(0)
    await service.http
      .post(serviceFor('order-sign'))
      .send(unprefetched('high-risk', stub.url, 'order-sign'))
      .expect(200)
    const line = service.log.find((text) => text.includes('"slots"')) ?? '{}'
    return (JSON.parse(line) as { readonly slots: Record<string, string> }).slots
  } finally {
    await stub.close()
  }
}
