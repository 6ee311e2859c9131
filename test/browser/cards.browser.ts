import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Card } from '../../src/hook/protocol/card.ts'
import { cardMatrix, LANGUAGES, type MatrixCard } from '../support/card-matrix.ts'
import { htmlOf } from '../support/rendered-card.ts'
import { openApp, order, startBrowser, type ServiceInBrowser } from './support.ts'

let browser: ServiceInBrowser
let cards: readonly MatrixCard[]
beforeAll(async () => {
  browser = await startBrowser()
  cards = await cardMatrix()
}, 120_000)
afterAll(() => browser.close(), 30_000)

const WIDTH = 420
const MOST_HIGH = 600

const STYLE = `
  body { margin: 0 }
  article { width: ${String(WIDTH)}px; padding: 16px; box-sizing: border-box; font: 14px/1.45 system-ui, sans-serif }
  h3 { font-size: 14px; margin: 0 0 8px }
  p, ul, table { margin: 0 0 8px } ul { padding-left: 18px }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 2px 6px 2px 0; vertical-align: top }
  footer { display: flex; flex-wrap: wrap; gap: 8px } button { font: inherit; padding: 4px 10px }
`

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A card as an EHR shows it: headline, detail, and a button for whatever can be done. */
function toArticle(card: Card): string {
  const labels = [
    ...(card.suggestions ?? []).map(({ label }) => label),
    ...(card.links ?? []).map(({ label }) => label),
  ]
  const buttons = labels.map((label) => `<button>${escaped(label)}</button>`).join('')
  return `<article><h3>${escaped(card.summary)}</h3>${htmlOf(card)}<footer>${buttons}</footer></article>`
}

interface Measured {
  readonly height: number
  readonly overflow: number
}

/** Every different card of a language, as Chromium lays it out on a narrow panel. */
async function measure(language: string) {
  const different = new Map(
    cards
      .filter((matrixCard) => matrixCard.language === language)
      .map((matrixCard) => [toArticle(matrixCard.card), matrixCard]),
  )
  const { page, context } = await browser.visit({ width: WIDTH, height: 900 })
  await page.setContent(
    `<html lang="${language}"><style>${STYLE}</style>${[...different.keys()].join('')}</html>`,
  )
  const sizes = await page.evaluate<readonly Measured[]>(
    `[...document.querySelectorAll('article')].map((card) => ({
      height: card.getBoundingClientRect().height,
      overflow: card.scrollWidth - card.clientWidth,
    }))`,
  )
  await context.close()
  return [...different.values()].map((matrixCard, i) => ({ ...matrixCard, ...sizes[i]! }))
}

describe.each(LANGUAGES)('every card in %s, 420 px wide', (language) => {
  let measured: Awaited<ReturnType<typeof measure>>
  beforeAll(async () => {
    measured = await measure(language)
  }, 60_000)

  test('is at most 600 px high, headline and buttons included', () => {
    const high = new Map<string, number>()
    for (const { situation, height } of measured)
      high.set(situation, Math.max(high.get(situation) ?? 0, Math.ceil(height)))
    expect([...high].filter(([, height]) => height > MOST_HIGH)).toEqual([])
    expect(high.size).toBeGreaterThanOrEqual(9)
  })

  test('has no column that is cut off', () => {
    const cut = measured.filter(({ overflow }) => overflow > 0)
    expect(cut.map(({ patient, situation }) => `${patient} / ${situation}`)).toEqual([])
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
