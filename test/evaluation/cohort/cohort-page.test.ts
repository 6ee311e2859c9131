import { beforeAll, describe, expect, test } from '@jest/globals'
import { calibrateToOutcomes } from '../../../src/evaluation/cohort/recalibration-study.ts'
import { fitStudy } from '../../../src/evaluation/cohort/fit-study.ts'
import {
  type NamedModel,
  validationStudy,
} from '../../../src/evaluation/cohort/validation-study.ts'
import type { StudyDocument } from '../../../src/evaluation/cohort/study-document.ts'
import { cohortReportHtml } from '../../../src/evaluation/cohort/cohort-page.ts'
import { finished, fixtureCohort } from './support.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { englishIn, oddIn, textsOfPage } from '../../support/report-texts.ts'

const a = fixtureCohort('synthetic-a.csv')
const separated = fixtureCohort('synthetic-separated.csv')
const model = readRepositoryJson(
  'cds-services/models/tace-resistance/risk-model.json',
) as NamedModel

const fitOf = (
  cohort: typeof a,
  replicates: number,
  estimator: 'maximum-likelihood' | 'firth' = 'maximum-likelihood',
) =>
  finished(
    fitStudy(cohort, {
      candidates: ['nlr', 'capsuleIncomplete', 'dStar'],
      forced: [],
      start: 'full',
      estimator,
      thresholds: [0.2, 0.5],
      seed: 1,
      replicates,
      split: replicates > 0 ? 'none' : 'random',
    }),
  ).report

const REPORTS: Readonly<Record<string, StudyDocument['report']>> = {
  'a fit with a bootstrap': fitOf(a, 5),
  'a fit with a split': fitOf(a, 0),
  'a fit under separation': fitOf(separated, 0),
  'a validation': validationStudy(model, a, [0.5]),
  'a validation of few': validationStudy(model, { ...separated, labels: {} }, [0.5]),
  'a calibration': calibrateToOutcomes(model, a, {
    asked: 'closed-test',
    isShrunken: true,
    thresholds: [],
  }),
}

const HOSTILE = '<script>alert(1)</script>&"\''

const documentOf = (report: StudyDocument['report']): StudyDocument => ({
  madeOn: '2026-11-20',
  table: HOSTILE,
  flow: {
    rows: 3,
    analysed: 2,
    incomplete: 1,
    refused: 0,
    alike: 0,
    decimal: undefined,
    undecided: {},
    columns: [
      {
        ...{ column: HOSTILE, header: HOSTILE, missing: 1, notAccepted: 0, unreadable: 0 },
        repeated: {},
      },
    ],
    unused: [HOSTILE],
  },
  outcomeDefinition: undefined,
  report,
  warnings: [HOSTILE],
})

describe.each(Object.entries(REPORTS))('the page of %s', (_, report) => {
  let html: string
  beforeAll(async () => {
    html = await cohortReportHtml(documentOf(report))
  })

  test('needs nothing beside it: no script, no link, no image from elsewhere', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe|object)\b/i)
    expect(html).not.toMatch(/\b(src|href)\s*=\s*"(?!#)/i)
    expect(html).not.toMatch(/url\(|@import/)
  })

  test('shows texts from outside as texts', () => {
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;')
  })

  test('holds no figure that is none', () => {
    expect(html).not.toMatch(/NaN|Infinity|undefined|null|-0\.0+\b/)
  })

  test('is in Chinese for who reads Chinese, with the same figures', async () => {
    const chinese = await cohortReportHtml({ ...documentOf(report), table: 'b.csv' }, 'zh-CN')
    const texts = textsOfPage(chinese)
    expect(chinese).toContain('<html lang="zh-CN">')
    expect(englishIn(texts)).toEqual([])
    expect(oddIn(texts)).toEqual([])
    expect(texts.length).toBeGreaterThan(50)
  })

  test('is made for print too', () => {
    expect(html).toContain('@media print')
  })
})

const completely = {
  ...a,
  outcome: Float64Array.from(a.columns['dStar']!, (value) => Number(value > 60)),
}

test.each(['maximum-likelihood', 'firth'] as const)(
  'under complete separation %s claims no c-statistic of 1 and prints no interval of millions',
  async (estimator) => {
    const report = fitOf(completely, 0, estimator)
    expect(report.separatedBy).toEqual(['dStar'])
    expect(report.apparent?.cStatistic).toBeUndefined()
    const html = await cohortReportHtml(documentOf(report))
    expect(html).toContain('not estimable')
    expect(html).not.toMatch(/\d{6}|1\.000 \(1\.000/)
  },
)

test('a fit under separation still has a page, with the predictor named in its report', () => {
  expect(REPORTS['a fit under separation']).toMatchObject({
    separatedBy: ['capsuleIncomplete'],
  })
})
