import { beforeAll, describe, expect, test } from '@jest/globals'
import { monitoringReport } from '../../../src/evaluation/monitoring/service-report.ts'
import { monitoringReportHtml } from '../../../src/evaluation/monitoring/monitoring-page.ts'
import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { namesOf } from '../../../src/evaluation/monitoring/service-names.ts'
import { catalog, model, reference, YEAR, yearOf } from './support.ts'

const HOSTILE = '<script>alert(1)</script>'

const { definition } = model
const challenger = toRiskModel({ ...definition, version: '1.1.0' })

const YEARS: Readonly<Record<string, Parameters<typeof yearOf>[0]>> = {
  'a year with a drift': {
    seed: 5,
    drift: { fromMonth: 6, predictor: 'dStar', factor: 1.2 },
    challenger,
  },
  'a year of few orders': { ordersPerMonth: 4 },
  'a silent year': { isSilent: true },
  'no record at all': { months: 0 },
}

describe.each(Object.entries(YEARS))('the page of %s', (name, plan) => {
  let html: string
  let chinese: string
  beforeAll(async () => {
    const { cases, ...rest } = yearOf(plan)
    const records = { ...rest, cases: cases.map((recorded) => ({ ...recorded, client: HOSTILE })) }
    const report = monitoringReport(records, reference, YEAR)
    html = await monitoringReportHtml([report], '2026-11-20', namesOf(catalog, 'en'), 'en')
    chinese = await monitoringReportHtml([report], '2026-11-20', namesOf(catalog, 'zh-CN'), 'zh-CN')
  })

  test('needs nothing beside it: no script, no link, no image from elsewhere', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe|object)\b/i)
    expect(html).not.toMatch(/\b(src|href)\s*=\s*"(?!#)/i)
    expect(html).not.toMatch(/url\(|@import/)
  })

  test('shows names from outside as texts', () => {
    expect(html).not.toContain(HOSTILE)
  })

  test('holds no figure that is none', () => {
    expect(html).not.toMatch(/NaN|Infinity|undefined|null|-0\.0+\b/)
  })

  test('says labels for ids, in either language', () => {
    for (const page of [html, chinese])
      expect(
        /category-|insufficient-data|not-classifiable|cnlcStage|capsuleIncomplete|in-control|too-few|too-old/.exec(
          page,
        ),
      ).toBeNull()
  })

  test('is Chinese as a whole, with the figures of the English one', () => {
    expect(chinese).toContain('<html lang="zh-CN">')
    const text = chinese
      .replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, '')
      .replace(/<[^>]*>/g, '\n')
    expect(text.match(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/g) ?? []).toEqual([])
    const numbers = (page: string) => page.match(/\d+\.\d+/g)?.toSorted()
    expect(numbers(text)).toEqual(
      numbers(html.replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, '').replace(/<[^>]*>/g, '\n')),
    )
  })

  test('ends every axis at a tick', () => {
    for (const [figure] of html.matchAll(/<figure>.*?<\/figure>/gs)) {
      const ticks = [...figure.matchAll(/aria-label="y-axis tick".*?<\/g>/gs)].flatMap(([group]) =>
        [...group.matchAll(/translate\([\d.]+,([\d.]+)\)/g)].map(([, y]) => Number(y)),
      )
      expect(Math.max(...ticks)).toBeGreaterThan(200)
      expect(Math.min(...ticks)).toBeLessThan(30)
    }
  })

  test('says its bound of small counts, its limits and its sources', () => {
    expect(html).toContain('Counts of 1 to 4 are not told')
    expect(html).toContain('Lucas and Saccucci 1990')
  })

  test(`draws what there is to draw, as ${name} has it`, () => {
    const charts = html.match(/<figure>/g)?.length ?? 0
    if (name.startsWith('a year with')) expect(charts).toBeGreaterThanOrEqual(14)
    if (name.startsWith('no record')) expect(charts).toBe(0)
  })
})
