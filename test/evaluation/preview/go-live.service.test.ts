import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ClientSettings } from '../../../src/hook/client-settings.ts'
import { define as preview } from '../../../src/evaluation/preview/commands/preview.ts'
import type { ServicePreview } from '../../../src/evaluation/preview/describe-preview.ts'
import type { ChoiceRow, Chosen } from '../../../src/evaluation/preview/go-live.ts'
import { cardsOf } from '../../support/cards.ts'
import { type HookBody, prefetched } from '../../support/requests.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService } from '../../support/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'go-live-'))
const inFolder = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const KINDS = ['high-risk', 'low-risk', 'intermediate-risk', 'missing-nlr', 'no-hcc'] as const
/** Of each kind as many patients as a count may tell. */
const OF_EACH = 5
const ORDERS = KINDS.length * OF_EACH

const HOOKS = ['order-select', 'order-sign'] as const
const BOARD = 'pre-tace-board-order-select'

/** What is asked at a hook: the board, which is offered at selection alone, too. */
const servicesAt = (hook: string, withBoard = true) => [
  `tace-resistance-${hook}`,
  ...(withBoard && hook === 'order-select' ? [BOARD] : []),
]

/** The hooks of all orders: each is selected and then signed, and every service is asked. */
function callsOf(): readonly { readonly service: string; readonly body: HookBody }[] {
  return KINDS.flatMap((kind) =>
    Array.from({ length: OF_EACH }, (_, n) => `${kind}-${String(n)}`).flatMap((patient) =>
      HOOKS.flatMap((hook) => {
        const text = JSON.stringify(prefetched(kind, hook)).replaceAll(kind, patient)
        const body = { ...(JSON.parse(text) as HookBody), hookInstance: `${patient} ${hook}` }
        return servicesAt(hook).map((service) => ({ service, body }))
      }),
    ),
  )
}

/** Calls a service with these settings of its client; how many cards of which service came. */
async function cardsUnder(settings: Partial<ClientSettings>, file = ':memory:') {
  writeFileSync(inFolder('clients.json'), JSON.stringify({ clients: [], anonymous: settings }))
  const service = await startTestService(
    {
      CLIENTS_FILE: inFolder('clients.json'),
      RECORDS_FILE: file,
      SITE_KEY: 'a key for tests, of nobody',
    },
    ['--no-sandbox'],
  )
  try {
    const came: { readonly service: string; readonly cards: number }[] = []
    for (const { service: id, body } of callsOf()) {
      const answer = await service.http.post(`/cds-services/${id}`).send(body)
      came.push({ service: id, cards: answer.status === 200 ? cardsOf(answer).length : 0 })
    }
    return came
  } finally {
    await service.stop()
  }
}

const sumOf = (came: Awaited<ReturnType<typeof cardsUnder>>, services: readonly string[]) =>
  came
    .filter(({ service }) => services.includes(service))
    .reduce((sum, { cards }) => sum + cards, 0)

const records = { RECORDS_FILE: inFolder('records.sqlite'), SITE_KEY: 'a key for tests, of nobody' }
const run = (...args: readonly string[]) => runCommand(preview, args, records)

let previewed: ServicePreview
beforeAll(async () => {
  const all = HOOKS.flatMap((hook) => servicesAt(hook))
  const came = await cardsUnder({ silent: true, services: all }, records.RECORDS_FILE)
  expect(sumOf(came, all)).toBe(0)
  const { stdout, stderr } = await run('--json')
  expect(stderr).toBe('')
  previewed = (JSON.parse(stdout) as readonly ServicePreview[])[0]!
})

/** What is called under a choice. */
function servicesOf({ hook, withBoard }: Chosen): readonly string[] {
  const hooks = HOOKS.filter((name) => hook === undefined || name === hook)
  return hooks.flatMap((name) => servicesAt(name, withBoard === true))
}

describe('what is foretold of silent orders', () => {
  test('is what a service with that setting then shows, setting by setting', async () => {
    const rows = previewed.goLive.choices.filter(({ calibration }) => calibration === undefined)
    expect(rows.length).toBeGreaterThanOrEqual(8)
    for (const row of rows) {
      const services = servicesOf(row)
      const came = await cardsUnder({ ...row.settings, services })
      expect([row, row.cards]).toEqual([row, sumOf(came, services)])
    }
  })

  test('tells every order once, by what it came to', () => {
    const { orders, bySituation } = previewed.goLive
    expect(orders).toBe(ORDERS)
    expect(Object.values(bySituation).reduce<number>((sum, n) => sum + Number(n), 0)).toBe(ORDERS)
    expect(bySituation).toMatchObject({ 'insufficient-data': OF_EACH, 'no-diagnosis': OF_EACH })
  })

  test('orders with a card and without are all orders, in every row', () => {
    for (const { withCard, silent } of previewed.goLive.choices)
      expect(Number(withCard) + Number(silent)).toBe(ORDERS)
  })

  test('by the model as published is what the provisional model said', () => {
    const rows = previewed.goLive.choices
    const published = rows.find(({ calibration }) => calibration === 'published')
    expect(published).toEqual({ ...counts(rows[0]!), calibration: 'published' })
  })

  test('an anchor that these patients do not bear is told with what it takes', () => {
    expect(previewed.goLive.refused).toEqual([
      {
        calibration: 'anchored',
        refusal: { complete: 15, patients: 20, least: 30, leastShare: 0.9 },
      },
    ])
  })
})

const counts = ({ withCard, silent, cards, bySituation }: ChoiceRow) => ({
  withCard,
  silent,
  cards,
  bySituation,
})

describe('the words of a preview', () => {
  test.each([
    [
      'en',
      `25 orders: ${OF_EACH} high`,
      'inputs missing',
      'no card below high ("lowestCategory":"high")',
    ],
    ['zh-CN', '25 条医嘱：高 5', '指标缺失', '低于高者不显示（"lowestCategory":"high"）'],
  ])('are labels in %s, on the terminal and on the page', async (language, ...said) => {
    const page = inFolder(`${language}.html`)
    const { stdout, status } = await run('--language', language, '--out', page)
    expect(status).toBe(0)
    const html = readFileSync(page, 'utf8').replaceAll('&quot;', '"')
    expect(html).toContain(`<html lang="${language}">`)
    for (const text of [stdout, html]) {
      for (const words of said) expect(text).toContain(words)
      expect(text).not.toMatch(/category-|insufficient-data|not-classifiable|undefined|NaN/)
    }
  })

  test('the Chinese page has no sentence of the English one', async () => {
    const texts = await Promise.all(
      ['en', 'zh-CN'].map(async (language) => (await run('--language', language)).stdout),
    )
    const sentences = texts.map((text) => new Set(text.match(/[a-z]+ [a-z]+ [a-z]+/g) ?? []))
    expect([...sentences[1]!].filter((words) => sentences[0]!.has(words))).toEqual([])
  })
})
