import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { en as words } from '../../src/pages/ehr/words/en.ts'
import { en } from '../../src/pages/language/en.ts'
import { eachMalformation, WHOLE_RESPONSE } from '../support/malformed.ts'
import { findAccessibilityFaults, order, type ServiceInBrowser, startBrowser } from './support.ts'

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
const servers: Server[] = []
afterAll(async () => {
  servers.forEach((server) => server.close().closeAllConnections())
  await browser.close()
}, 30_000)

interface Called {
  readonly path: string
  readonly body: Record<string, unknown>
}

interface OtherService {
  readonly url: string
  readonly called: readonly Called[]
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization,content-type',
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response
    .writeHead(status, { 'content-type': 'application/json', ...CORS })
    .end(JSON.stringify(body))

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

/** A CDS Service of somebody else: how it answers calls, or that it answers nothing. */
async function openService(
  answer: (response: ServerResponse, call: number) => void,
  {
    id = 'other',
    hook = 'order-select',
    prefetch = {},
  }: { id?: string; hook?: string; prefetch?: object } = {},
): Promise<OtherService> {
  const called: Called[] = []
  const services = [{ id, hook, title: `Service ${id}`, description: 'd', prefetch }]
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204, CORS).end()
    else if (request.method === 'GET') json(response, { services })
    else
      void bodyOf(request).then((body) => {
        called.push({ path: request.url ?? '', body })
        answer(response, called.length)
      })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${String(port)}/cds-services`, called }
}

/** The mock EHR with these services alone. */
const withServices = (...services: readonly OtherService[]) =>
  `${browser.url}/?${services.map(({ url }) => `services=${encodeURIComponent(url)}`).join('&')}`

const card = (more: object = {}) => ({
  summary: 'A card of somebody else',
  indicator: 'info',
  source: { label: 'elsewhere' },
  ...more,
})

async function orderAt(page: Page, ...services: readonly OtherService[]): Promise<void> {
  await page.goto(withServices(...services))
  await order(page, 'high-risk')
}

describe('a card of another service', () => {
  test('is shown with its HTML as text, and the drawer names the rules that it breaks', async () => {
    const hostile = card({
      summary: 'x'.repeat(150),
      source: { label: 'elsewhere', url: 'javascript:alert(1)' },
      detail:
        '<img src=x onerror="document.title=\'taken\'"> [click](javascript:alert(1)) **bold**',
    })
    const other = await openService((response) => json(response, { cards: [hostile] }))
    const { page } = await browser.visit()
    await orderAt(page, other)
    const shown = page.locator('.card')
    await shown.locator('strong', { hasText: 'bold' }).waitFor()
    expect(await shown.locator('img, a').count()).toBe(0)
    expect(await shown.textContent()).toContain('onerror')
    expect(await page.title()).toBe(en.ehr.title)
    await page.getByRole('button', { name: en.developer.open }).click()
    const call = page.locator('.exchanges li', { hasText: 'hook order-select' })
    await call.locator('.bad').waitFor()
    await call.locator('summary').click()
    await call.locator('.faults', { hasText: 'card.summary' }).waitFor()
  }, 30_000)

  test.each<[string, unknown]>([
    ['a detail of null', { cards: [card({ detail: null })] }],
    ['no source', { cards: [{ summary: 'A card of somebody else', indicator: 'info' }] }],
    ['links of null', { cards: [card({ links: null })] }],
    ['override reasons of null', { cards: [card({ overrideReasons: null })] }],
    [
      'nulls in every list',
      { cards: [null, card({ links: [null], suggestions: [null], overrideReasons: [null] })] },
    ],
    ['one uuid for two cards', { cards: [card({ uuid: 'u' }), card({ uuid: 'u' })] }],
    ['numbers for texts', { cards: [card({ detail: 7, indicator: 7, uuid: 7, source: 7 })] }],
    ['suggestions that are an object', { cards: [card({ suggestions: {}, links: 'none' })] }],
  ])(
    'with %s is drawn, and the drawer stays',
    async (_, answer) => {
      const other = await openService((response) => json(response, answer))
      const { page, errors } = await browser.visit()
      await orderAt(page, other)
      await page.locator('.card h3', { hasText: 'A card of somebody else' }).first().waitFor()
      await page.getByRole('button', { name: en.developer.open }).click()
      await page.locator('.exchanges .bad', { hasText: 'breaks' }).first().waitFor()
      await page.locator('.card').first().getByRole('button', { name: en.cards.override }).click()
      await page.locator('.override').waitFor()
      expect(errors).toEqual([])
    },
    30_000,
  )

  test('that was pasted never leaves the page blank, whatever is wrong with it', async () => {
    const { page, errors } = await browser.visit()
    await page.goto(`${browser.url}/?view=paste`)
    const box = page.getByLabel(words.pasting.json)
    const verdict = page.locator('.judged [role=status]')
    for (const response of eachMalformation().filter((_, i) => i % 19 === 0)) {
      await box.fill(JSON.stringify(response))
      await verdict.waitFor()
      expect(await page.locator('.broken').count()).toBe(0)
    }
    await box.fill(JSON.stringify(WHOLE_RESPONSE))
    await page.getByText(words.pasting.conforms).waitFor()
    expect(await page.locator('.card').count()).toBe(2)
    expect(errors).toEqual([])
    // Reloading loses nothing of what was pasted.
    await page.reload()
    await page.getByText(words.pasting.conforms).waitFor()
  }, 60_000)

  test('pasted as no JSON, or as a card alone, is told or taken', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await page.getByRole('button', { name: words.paste }).click()
    await page.getByLabel(words.pasting.json).fill('{"cards": [')
    await page.getByRole('alert').waitFor()
    await page.getByLabel(words.pasting.json).fill(JSON.stringify(card({ summary: 'Alone' })))
    await page.locator('.card h3', { hasText: 'Alone' }).waitFor()
    expect(await findAccessibilityFaults(page)).toEqual([])
  }, 30_000)
})

describe('a service that fails', () => {
  test.each<[string, (response: ServerResponse) => void, string]>([
    [
      'with a status and a text',
      (r) => json(r, { error: 'no such hook' }, 422),
      'it answered 422: {"error":"no such hook"}',
    ],
    [
      'with a page',
      (r) => r.writeHead(500, CORS).end('<h1>Boom</h1>'),
      'it answered 500: <h1>Boom</h1>',
    ],
    ['with something that is no JSON', (r) => r.writeHead(200, CORS).end('fine'), 'no JSON: fine'],
    ['with other JSON', (r) => json(r, []), 'not with what was asked for: []'],
    [
      'without CORS headers',
      (r) => r.writeHead(200).end('{"cards":[]}'),
      words.failures.silences.blocked,
    ],
    ['by hanging up', (r) => r.destroy(), words.failures.silences.blocked],
  ])(
    '%s is named with what it said',
    async (_, answer, said) => {
      const other = await openService(answer)
      const { page } = await browser.visit()
      await orderAt(page, other)
      const alert = page.getByRole('alert').filter({ hasText: 'Service other' })
      await alert.waitFor()
      expect(await alert.textContent()).toContain(said)
    },
    30_000,
  )

  test('does not take the answers of the others with it', async () => {
    const broken = await openService((response) => json(response, {}, 500), { id: 'broken' })
    const good = await openService((response) => json(response, { cards: [card()] }), {
      id: 'good',
    })
    const { page } = await browser.visit()
    await orderAt(page, broken, good)
    await page.locator('.card', { hasText: 'A card of somebody else' }).waitFor()
    await page.getByRole('alert').filter({ hasText: 'Service broken' }).waitFor()
  }, 30_000)

  test('at discovery is told in the drawer, and the rest of the page works', async () => {
    const { page } = await browser.visit()
    await page.goto(
      `${browser.url}/?services=${encodeURIComponent('http://127.0.0.1:1/cds-services')}`,
    )
    await page.getByRole('button', { name: en.developer.open }).click()
    await page
      .locator('.bases [role=alert]', { hasText: words.failures.silences.unreachable })
      .waitFor()
    await order(page, 'high-risk')
    await page.getByText(en.cards.nothing).waitFor()
  }, 30_000)
})

describe('the mock EHR breaks nothing of what it checks', () => {
  test('it sends no empty prefetch, and no feedback on a card without a uuid', async () => {
    const other = await openService((response) => json(response, { cards: [card()] }))
    const { page } = await browser.visit()
    await orderAt(page, other)
    const shown = page.locator('.card')
    await shown.getByRole('button', { name: en.cards.override }).click()
    await shown.getByRole('button', { name: en.cards.sendOverride }).click()
    await shown.getByText(words.card.notSent['no-card-uuid']).waitFor()
    expect(other.called).toHaveLength(1)
    expect(Object.keys(other.called[0]!.body)).not.toContain('prefetch')
  }, 30_000)

  test('a prefetch whose reads all fail is omitted too', async () => {
    const prefetch = { none: 'NoSuchType/{{context.patientId}}', token: 'X/{{context.nothing}}' }
    const other = await openService((response) => json(response, { cards: [card()] }), { prefetch })
    const { page } = await browser.visit()
    await orderAt(page, other)
    await page.locator('.card').waitFor()
    expect(Object.keys(other.called[0]!.body)).not.toContain('prefetch')
  }, 30_000)

  test('what was accepted is named by id, and several where the card takes several', async () => {
    const suggestions = [
      { label: 'First', uuid: 'one' },
      { label: 'Second', uuid: 'two' },
      { label: 'Third' },
    ]
    const answer = { cards: [card({ uuid: 'c', suggestions, selectionBehavior: 'any' })] }
    const other = await openService((response) => json(response, answer))
    const { page } = await browser.visit()
    await orderAt(page, other)
    const apply = (label: string) => page.getByRole('button', { name: `Apply: ${label}` }).click()
    await apply('First')
    await page.locator('.outcome', { hasText: '200' }).waitFor()
    const second = page.waitForResponse((response) => response.url().endsWith('/feedback'))
    await apply('Second')
    await second
    const feedbackOf = ({ body }: Called) =>
      (body['feedback'] as readonly { readonly acceptedSuggestions: unknown }[])[0]
    expect(other.called.slice(1).map(feedbackOf)).toMatchObject([
      { card: 'c', outcome: 'accepted', acceptedSuggestions: [{ id: 'one' }] },
      { card: 'c', outcome: 'accepted', acceptedSuggestions: [{ id: 'one' }, { id: 'two' }] },
    ])
    await apply('Third')
    await page.getByText(words.card.notSent['no-suggestion-uuid']).waitFor()
    expect(other.called).toHaveLength(3)
  }, 30_000)

  test('a service is called at the URL that told of it alone, also while another is searched', async () => {
    const first = await openService((response) => json(response, { cards: [card()] }), { id: 'a' })
    const second = await openService((response) => json(response, { cards: [card()] }), { id: 'b' })
    const { page } = await browser.visit()
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/cds-services'))
        posts.push(request.url())
    })
    await orderAt(page, first)
    await page.locator('.card').waitFor()
    // The second discovery does not answer before somebody orders.
    const { promise: isOrdered, resolve: ordered } = Promise.withResolvers<undefined>()
    await page.route(second.url, (route) => isOrdered.then(() => route.continue()))
    await page.goto(withServices(second))
    await order(page, 'high-risk')
    await page.getByText(en.cards.nothing).waitFor()
    ordered(undefined)
    await page.locator('.card').waitFor()
    expect([...new Set(posts)]).toEqual([`${first.url}/a`, `${second.url}/b`])
  }, 30_000)
})

describe('system actions', () => {
  const created = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    code: { text: 'Added by the service' },
  }

  test('are carried out on the drafts, and shown', async () => {
    const systemActions = [{ type: 'create', description: 'For safety', resource: created }]
    const other = await openService((response, call) =>
      json(response, call === 1 ? { cards: [], systemActions } : { cards: [] }),
    )
    const { page } = await browser.visit()
    await orderAt(page, other)
    const change = page.locator('.system-change')
    await change.waitFor()
    expect(await change.textContent()).toContain('Service other')
    expect(await change.textContent()).toContain('For safety')
    expect(await page.locator('.drafts li', { hasText: 'Added by the service' }).count()).toBe(1)
    expect(await findAccessibilityFaults(page)).toEqual([])
  }, 30_000)
})

describe('several discovery URLs', () => {
  test('are called together, each service is switched by itself, and the URL keeps it', async () => {
    const first = await openService((r) => json(r, { cards: [card({ summary: 'From a' })] }), {
      id: 'a',
    })
    const second = await openService((r) => json(r, { cards: [card({ summary: 'From b' })] }), {
      id: 'b',
    })
    const { page } = await browser.visit()
    await page.goto(withServices(first))
    await page.getByRole('button', { name: en.developer.open }).click()
    await page.getByLabel(words.connections.add).fill('nonsense')
    await page.getByRole('button', { name: words.connections.addButton, exact: true }).click()
    await page.getByText(words.connections.notUrl).waitFor()
    await page.getByLabel(words.connections.add).fill(`${second.url}/`)
    await page.getByRole('button', { name: words.connections.addButton, exact: true }).click()
    await page.getByLabel('Service b').waitFor()
    await order(page, 'high-risk')
    await page.locator('.card', { hasText: 'From a' }).waitFor()
    await page.locator('.card', { hasText: 'From b' }).waitFor()

    await page.getByLabel('Service a').uncheck()
    await page.reload()
    await page.locator('.card', { hasText: 'From b' }).waitFor()
    expect(await page.locator('.card', { hasText: 'From a' }).count()).toBe(0)
    expect(await findAccessibilityFaults(page)).toEqual([])
  }, 30_000)
})

describe('any order', () => {
  test('a medication by its code reaches the service as a MedicationRequest of the open patient', async () => {
    const other = await openService((response) => json(response, { cards: [card()] }))
    const { page } = await browser.visit()
    await page.goto(`${withServices(other)}&patient=high-risk`)
    const form = page.locator('.order-form')
    await form.locator('select').first().selectOption({ label: words.order.other })
    await form.getByLabel(words.order.kind).selectOption('MedicationRequest')
    await form.getByLabel(words.order.display).fill('Sorafenib')
    await form.getByLabel(words.order.system).fill('http://www.whocc.no/atc')
    await form.getByLabel(words.order.code, { exact: true }).fill('L01EX02')
    await form.getByRole('button', { name: en.ehr.add }).click()
    await page.locator('.card').waitFor()
    const medication = {
      resourceType: 'MedicationRequest',
      status: 'draft',
      intent: 'order',
      subject: { reference: 'Patient/high-risk' },
      requester: { reference: 'Practitioner/example' },
      authoredOn: '2026-11-20T09:00:00.000Z',
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.whocc.no/atc', code: 'L01EX02', display: 'Sorafenib' }],
        text: 'Sorafenib',
      },
    }
    expect(other.called[0]?.body).toMatchObject({
      context: { draftOrders: { entry: [{ resource: medication }] } },
    })
    // What was ordered is in the URL.
    await page.reload()
    await page.locator('.drafts li', { hasText: 'Sorafenib' }).waitFor()
  }, 30_000)

  test('an order as JSON is of the open patient whoever it was of, and what is none is refused', async () => {
    const other = await openService((response) => json(response, { cards: [card()] }))
    const { page } = await browser.visit()
    await page.goto(`${withServices(other)}&patient=high-risk`)
    const form = page.locator('.order-form')
    await form.locator('select').first().selectOption({ label: words.order.json })
    const box = form.getByLabel(words.order.resource)
    await box.fill('{"no": "resource"}')
    await form.getByText(words.order.notFhir).waitFor()
    await form.getByRole('button', { name: en.ehr.add }).click()
    expect(await page.locator('.drafts li').count()).toBe(0)
    const nutrition = {
      resourceType: 'NutritionOrder',
      id: 'from-elsewhere',
      patient: { reference: 'Patient/somebody-else' },
      oralDiet: { type: [{ text: 'Low salt' }] },
    }
    await box.fill(JSON.stringify(nutrition))
    await form.getByRole('button', { name: en.ehr.add }).click()
    await page.locator('.card').waitFor()
    expect(JSON.stringify(other.called)).not.toMatch(/somebody-else|from-elsewhere/)
    expect(other.called[0]?.body).toMatchObject({
      context: {
        draftOrders: { entry: [{ resource: { patient: { reference: 'Patient/high-risk' } } }] },
      },
    })
  }, 30_000)
})
