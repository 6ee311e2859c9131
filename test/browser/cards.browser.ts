import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CARD_CHECKS,
  faultsOf,
  LAY_OUT,
  type LaidOut,
  lengthOf,
  toArticle,
  toPage,
  WIDTH,
} from '../support/card-checks.ts'
import { cardMatrix, LANGUAGES, type MatrixCard, SITES } from '../support/card-matrix.ts'
import { openApp, order, startBrowser, type ServiceInBrowser } from './support.ts'

let browser: ServiceInBrowser
let cards: readonly MatrixCard[]
beforeAll(async () => {
  browser = await startBrowser()
  cards = await cardMatrix()
}, 240_000)
afterAll(() => browser.close(), 30_000)

/** Articles of a language as Chromium lays them out on a narrow panel. */
async function layOut(language: string, articles: readonly string[]) {
  const { page, context } = await browser.visit({ width: WIDTH, height: 900 })
  await page.setContent(toPage(language, articles))
  const laidOut = await page.evaluate<readonly LaidOut[]>(LAY_OUT)
  await context.close()
  return laidOut
}

/** Every different card of a language, with where it first comes. */
async function layOutMatrix(language: string) {
  const ofLanguage = cards.filter((card) => card.language === language)
  const different = new Map(ofLanguage.map((card) => [toArticle(card.card), card]))
  const laidOut = await layOut(language, [...different.keys()])
  return [...different.values()].map((card, i) => ({ ...card, ...laidOut[i]! }))
}

type Measured = Awaited<ReturnType<typeof layOutMatrix>>[number]

/** Of every situation: cards, the most words and the most height, for whoever reads the output. */
function countsOf(measured: readonly Measured[], language: string): string {
  const rows = [...Map.groupBy(measured, ({ service, situation }) => `${service}, ${situation}`)]
  return rows
    .map(([name, group]) => {
      const words = Math.max(...group.map(({ prose }) => lengthOf(prose, language)))
      const height = Math.max(...group.map((card) => card.height))
      const unit = language === 'en' ? 'words' : 'characters'
      return `${language}, ${name}: ${String(group.length)} cards, at most ${String(words)} ${unit} and ${String(height)} px`
    })
    .join('\n')
}

describe.each(LANGUAGES)('every card in %s, 420 px wide', (language) => {
  let measured: readonly Measured[]
  beforeAll(async () => {
    measured = await layOutMatrix(language)
    process.stdout.write(`${countsOf(measured, language)}\n`)
  }, 60_000)

  test('comes of every state of calibration and every situation', () => {
    const sites = new Set(cards.map(({ site }) => site))
    expect([...sites].toSorted()).toEqual(Object.keys(SITES).toSorted())
    expect(measured.length).toBeGreaterThan(80)
    expect(new Set(measured.map(({ situation }) => situation)).size).toBeGreaterThanOrEqual(12)
  })

  test.each(Object.keys(CARD_CHECKS))('has nothing of: %s', (name) => {
    const faults = measured.flatMap(({ site, patient, situation, ...card }) => {
      const found = CARD_CHECKS[name]!(card, language)
      return found === undefined || found === false
        ? []
        : [`${site} / ${patient} / ${situation}: ${String(found)}`]
    })
    expect(faults).toEqual([])
  })
})

describe('a spoilt card is told', () => {
  const GOOD = {
    summary: 'TACE resistance likelihood: high (93\u00a0% to >95\u00a0%). Consider MDT review.',
    detail: 'Not calibrated.\n\n| Input | Value |\n|---|---|\n| NLR | 7 (5 d) |',
  }
  const GUT = {
    summary: 'TACE 抵抗可能性：高（93%～＞95%）。建议 TACE 术前提交 MDT 讨论。',
    detail: '未经校准。\n\n| 指标 | 数值 |\n|---|---|\n| NLR | 7（5 天） |',
  }
  const detailed = (card: typeof GOOD, more: string) => ({
    ...card,
    detail: `${card.detail}\n\n${more}`,
  })

  test.each([
    ['en', GOOD],
    ['zh-CN', GUT],
  ])('and a good one, in %s, is not', async (language, card) => {
    const [laidOut] = await layOut(language, [toArticle(card)])
    expect(faultsOf(laidOut!, language)).toEqual([])
  })

  test.each([
    ['raw asterisks', 'zh-CN', detailed(GUT, '**供讨论：**请提交')],
    ['raw asterisks', 'en', detailed(GOOD, '**left open')],
    ['more words than can be read at once', 'en', detailed(GOOD, 'a word '.repeat(50))],
    ['more words than can be read at once', 'zh-CN', detailed(GUT, '字'.repeat(120))],
    ['a number parted from its sign of per cent', 'en', detailed(GOOD, '83 % '.repeat(40))],
    ['a number parted from its sign of per cent', 'zh-CN', detailed(GUT, '约 83 % '.repeat(30))],
    ['a blank before the sign of per cent', 'en', { ...GOOD, summary: 'Risk 83% here.' }],
    ['a blank before the sign of per cent', 'en', { ...GOOD, summary: 'Risk 83 % here.' }],
    ['a blank before the sign of per cent', 'zh-CN', { ...GUT, summary: '风险 83 %。' }],
    ['half-width punctuation beside Chinese', 'zh-CN', { ...GUT, summary: '风险:高' }],
    ['half-width punctuation beside Chinese', 'zh-CN', detailed(GUT, '5, 超出标准')],
    ['half-width punctuation beside Chinese', 'zh-CN', detailed(GUT, '包膜(不完整)')],
    ['English words in Chinese', 'zh-CN', detailed(GUT, '病历中 not in the record。')],
    ['Chinese in English', 'en', detailed(GOOD, 'See 肿瘤包膜.')],
    ['a placeholder', 'en', { ...GOOD, summary: 'Risk {{risk}} here.' }],
    ['a placeholder', 'en', { ...GOOD, summary: 'Risk high ().' }],
    ['a placeholder', 'en', detailed(GOOD, 'Past its review date, .')],
    ['a placeholder', 'zh-CN', { ...GUT, summary: '风险高（）。' }],
    ['a placeholder', 'zh-CN', detailed(GUT, '尚需补充：。')],
    ['a placeholder', 'en', { ...GOOD, detail: '| Input | Value |\n|---|---|\n|  | 7 |' }],
    ['a headline that was cut', 'en', { ...GOOD, summary: 'TACE resistance likelihood…' }],
    [
      'more than three columns',
      'en',
      { ...GOOD, detail: '|a|b|c|d|\n|---|---|---|---|\n|1|2|3|4|' },
    ],
    [
      'a column that is cut off',
      'en',
      { ...GOOD, detail: `|a|b|\n|---|---|\n|${'x'.repeat(90)}|2|` },
    ],
    ['more height than a panel has', 'en', detailed(GOOD, 'A line.\n\n'.repeat(20))],
  ] as const)('%s, in %s', async (name, language, card) => {
    const [laidOut] = await layOut(language, [toArticle(card)])
    expect(faultsOf(laidOut!, language).join('\n')).toContain(name)
  })
})

test('the app shows on demand by which source a statement is, how it was seen and as of when', async () => {
  const visitor = await browser.visit()
  await visitor.page.goto(browser.url)
  await order(visitor.page, 'high-risk')
  await visitor.page.locator('.card').first().waitFor()
  const app = await openApp(visitor)
  const statement = app.locator('.statements > li', { hasText: '2026 edition' }).first()
  const source = statement.locator('details')
  expect(await source.locator('a').first().isVisible()).toBe(false)
  await source.locator('summary').click()
  expect(await source.locator('a').first().getAttribute('href')).toMatch(
    /^https:\/\/www\.nhc\.gov\.cn\//,
  )
  expect(await source.textContent()).toMatch(/another's account.*seen \d{4}-\d\d-\d\d/)
  expect(await app.locator('.statements').allTextContents()).not.toContainEqual(
    expect.stringMatching(/LEAP-012|TALENTACE/),
  )
  expect(visitor.errors).toEqual([])
})
