import { describe, expect, test } from '@jest/globals'
import { inEnglish, tellIn, tellLines } from '../../../src/evaluation/language/tell.ts'
import { fc } from '../../support/property.ts'
import { englishIn, oddIn, textsOfSource } from '../../support/report-texts.ts'

const tell = tellIn('zh-CN')

/** Who writes what a reader of a report sees. Sentences of `agreement.ts` are put together there. */
const SOURCES = [
  'cohort/cohort-page',
  'cohort/cohort-tables',
  'cohort/performance-tables',
  'cohort/cohort-figures',
  'cohort/study-warnings',
  'cohort/validation-verdict',
  'cohort/sample-size',
  'cohort/recalibration-study',
  'cohort/bootstrap',
  'cohort/commands/cohort-summary',
  'extraction/extraction-page',
  'extraction/flow-figure',
  'extraction/commands/cohort-extract-summary',
]

/** What is said only as a part of a sentence, and a name that a fault has. */
const PARTS = ['the risk', 'not known,']

/** A text as it would be with something in the place of each value. */
const withValues = (text: string) => text.replaceAll('{}', '7')

describe('a report in Chinese', () => {
  test.each(SOURCES)('has a translation for every text of %s', (source) => {
    const texts = textsOfSource(`src/evaluation/${source}.ts`)
    expect(texts.length).toBeGreaterThan(1)
    const told = texts
      .filter((text) => !PARTS.includes(text))
      .map(withValues)
      .map(tell)
    expect(englishIn(told)).toEqual([])
    expect(oddIn(told)).toEqual([])
  })

  /** A count, a decimal, a per cent, more or less than one, with a sign. */
  const figure = fc.oneof(
    fc.integer({ min: 0, max: 99_999 }).map(String),
    fc.integer({ min: -999, max: 999 }).map((n) => (n / 100).toFixed(2)),
    fc.integer({ min: 0, max: 100 }).map((n) => `${String(n)} %`),
    fc.constantFrom('<0.001', '>95', '\u22120.42'),
  )

  test('is told whatever its figures are, and keeps each', () => {
    const texts = SOURCES.flatMap((source) => textsOfSource(`src/evaluation/${source}.ts`))
    const valued = texts.filter((text) => text.includes('{}'))
    fc.assert(
      fc.property(fc.constantFrom(...valued), fc.infiniteStream(figure), (text, figures) => {
        const values = text
          .split('{}')
          .slice(1)
          .map(() => String(figures.next().value))
        const english = values.reduce((all, value) => all.replace('{}', value), text)
        const told = tell(english)
        expect(englishIn([told])).toEqual([])
        for (const value of values) expect(told).toContain(value.replace(/ %$/, ''))
      }),
    )
  })

  test.each([
    [
      'There are fewer events than predicted (observed : expected 0.42, 95 % CI 0.30 to 0.57), by more than half.',
    ],
    ['There are more events than predicted (observed : expected 1.42, 95 % CI 1.30 to 1.57).'],
    [
      'Predicted risks are too low on average (calibration intercept 0.42, 95 % CI 0.30 to 0.57): a new intercept is the first remedy.',
    ],
    [
      'Predicted risks are too high on average (calibration intercept -2.42, 95 % CI -3.30 to -2.17): the odds are off more than sevenfold.',
    ],
    ['Predicted risks are too extreme (calibration slope 0.42, 95 % CI 0.30 to 0.57).'],
    ['Predicted risks are not spread enough (calibration slope 1.42, 95 % CI 1.30 to 1.57).'],
    [
      'Predicted risks are too extreme (calibration slope -0.4, 95 % CI -0.6 to -0.1): higher risks go with fewer events.',
    ],
    ['Predicted risks lie 7.3 % from the calibration curve on average (ICI; at most 5 %).'],
    [
      '40 of 120 predicted risks are below 0.1 % or above 99.9 %; 3 of these are contradicted by the outcome.',
    ],
    ['nlr: 7 values lie outside the limits of acceptance (999 in 5 rows) and count as missing.'],
    [
      'nlr separates the outcome: maximum likelihood has no finite estimate. No model is judged here. Fit again with --firth.',
    ],
    ["A precise validation needs 812 patients by Riley's criteria; here are 120."],
  ])('says %s', (english) => {
    const told = tell(english)
    expect(englishIn([told])).toEqual([])
    expect(oddIn([told])).toEqual([])
    // Every figure of the English, and no other.
    const figures = (text: string) => (text.match(/\d+(\.\d+)?/g) ?? []).toSorted()
    expect(figures(told)).toEqual(figures(english))
  })

  test.each([
    ['12.3 % (10.1 to 14.9)', '12.3%（10.1～14.9）'],
    ['0.82 (0.78 to 0.86)', '0.82（0.78～0.86）'],
    ['not estimable', '无法估计'],
    ['! 3 line(s) not read: no-json', '! 3 行未读取：no-json'],
    ['  c-statistic 0.82 (95 % CI 0.78 to 0.86)', '  c 统计量 0.82（95% CI 0.78～0.86）'],
    ['predicted risk →', '预测风险 →'],
  ])('writes %s as %s', (english, chinese) => {
    expect(tell(english)).toBe(chinese)
  })

  test('leaves names, codes and texts of the site as they are', () => {
    for (const text of ['dStar', 'synthetic-b.csv', 'mRECIST progression', '肿瘤进展', '', '0.5'])
      expect(tell(text)).toBe(text)
  })
})

test('a report in English is as it was written', () => {
  expect(tellIn('en')).toBe(inEnglish)
  expect(tellLines('Outcome\nnot estimable', tell)).toBe('结局\n无法估计')
})
