import { describe, expect, test } from '@jest/globals'
import { toInstant } from '../../../src/base/time.ts'
import { monitoringAlarms } from '../../../src/evaluation/monitoring/last-month-alarms.ts'
import {
  monitoringReport,
  type MonitoringReport,
} from '../../../src/evaluation/monitoring/service-report.ts'
import { reference, YEAR, yearOf } from './support.ts'

const alarmsOf = ({ alarms }: MonitoringReport) => alarms.filter(({ state }) => state === 'alarm')

const reportOf = (plan: Parameters<typeof yearOf>[0]) =>
  monitoringReport(yearOf(plan), reference, YEAR)

describe('a year without drift', () => {
  test('does not alarm', () => {
    expect(alarmsOf(reportOf({}))).toEqual([])
  })

  test('alarms as seldom as the limits promise: in one of twenty', () => {
    // Sixteen seeds; of 250 the share is told in docs/monitoring.md (npm run bench:monitoring).
    const years = Array.from({ length: 16 }, (_, i) => reportOf({ seed: 100 + i }))
    expect(years.filter((year) => alarmsOf(year).length > 0).length).toBeLessThanOrEqual(2)
  })

  test('of five orders a month says that these are too few, and alarms nothing', () => {
    const report = reportOf({
      ordersPerMonth: 5,
      drift: { fromMonth: 0, predictor: 'dStar', factor: 2 },
    })
    expect(report.alarms).toEqual([])
    expect(
      report.drift.flatMap(({ chart }) => chart).every(({ state }) => state === 'too-few'),
    ).toBe(true)
  })

  test('gives O:E around 1 and a c-statistic around what the model promises', () => {
    const { performance } = reportOf({ seed: 4, ordersPerMonth: 120 })
    const year = performance.periods.at(-1)!.year
    const [low, high] = year.observedToExpected!.ci95
    expect(low < 1 && 1 < high).toBe(true)
    const [least, most] = year.cStatistic!.ci95
    expect(least < year.expectedCStatistic! && year.expectedCStatistic! < most).toBe(true)
    expect(year.expectedCStatistic).toBeCloseTo(0.88, 1)
  })
})

describe('a scanner whose D* reads a fifth higher from the seventh month on', () => {
  const report = reportOf({ seed: 5, drift: { fromMonth: 6, predictor: 'dStar', factor: 1.2 } })
  const found = alarmsOf(report)

  test('is no alarm of a month: each device and method is followed patient by patient', () => {
    const measured = ['dStar', 'nlr', 'adc']
    expect(found.filter(({ subject }) => measured.includes(subject))).toEqual([])
    const [dStar] = report.drift.filter(({ predictor }) => predictor === 'dStar')
    expect(new Set(dStar?.chart.map(({ state }) => state))).toEqual(new Set(['not-judged']))
    expect(dStar?.chart.at(-1)?.figure).toBeGreaterThan(50)
  })

  test('is not found before it began, nor with another predictor', () => {
    expect(found.filter(({ period }) => period < '2026-05')).toEqual([])
    expect(found.filter(({ subject }) => subject !== report.model)).toEqual([])
  })

  test('is told by monitoringAlarms for the last whole month', () => {
    const records = yearOf({ seed: 5, drift: { fromMonth: 6, predictor: 'dStar', factor: 1.2 } })
    const states = monitoringAlarms(records, reference, toInstant(new Date('2026-11-20T09:00:00Z')))
    expect(new Set(states.map(({ period }) => period))).toEqual(new Set(['2026-10']))
    expect(states).toContainEqual({
      service: 'tace-resistance',
      figure: 'linear-predictor',
      subject: report.model,
      period: '2026-10',
      state: 'alarm',
    })
    // A gauge needs the quiet ones too: two findings, five predictors that may lack, three of the model.
    expect(states).toHaveLength(10)
  })

  test('is no drift against a baseline that has the scanner already', () => {
    const records = yearOf({ seed: 5, drift: { fromMonth: 0, predictor: 'dStar', factor: 1.2 } })
    const baseline = { from: YEAR.from, until: toInstant(new Date('2026-05-01T00:00:00Z')) }
    const against = monitoringReport(records, reference, { ...YEAR, baseline })
    const distributions = ({ alarms }: MonitoringReport) =>
      alarms.filter(({ figure, state }) => figure === 'linear-predictor' && state === 'alarm')
    expect(distributions(monitoringReport(records, reference, YEAR))).not.toEqual([])
    expect(distributions(against)).toEqual([])
    expect(against.reference).toBe('baseline')
  })
})

test('months after the last record say that there are too few, not that all is well', () => {
  const states = monitoringAlarms(
    yearOf({}),
    reference,
    toInstant(new Date('2027-03-20T09:00:00Z')),
  )
  expect(new Set(states.map(({ state, period }) => `${period} ${state}`))).toEqual(
    new Set(['2027-02 too-few']),
  )
})

test('a feed that breaks is found by its missing predictor alone', () => {
  const gap = { fromMonth: 8, predictor: 'adc', share: 0.3 }
  const found = alarmsOf(reportOf({ seed: 6, gap }))
  expect(found[0]).toMatchObject({ figure: 'missing', subject: 'adc', period: '2026-07' })
  expect(new Set(found.map(({ subject }) => subject))).toEqual(new Set(['adc']))
})

test('risks that are too low everywhere are found by calibration, not by the predictors', () => {
  const found = alarmsOf(reportOf({ seed: 7, miscalibration: 0.8 }))
  expect(found.some(({ figure }) => figure === 'calibration')).toBe(true)
  expect(found.every(({ figure }) => figure === 'calibration')).toBe(true)
})

test('a model that no longer ranks patients is found by discrimination', () => {
  const found = alarmsOf(reportOf({ seed: 8, slope: 0.1, ordersPerMonth: 60 }))
  expect(found.some(({ figure }) => figure === 'discrimination')).toBe(true)
})

test('calibration is not judged while the outcomes of a month are mostly unknown', () => {
  const records = yearOf({ seed: 7, miscalibration: 0.8 })
  const early = { ...records, outcomes: records.outcomes.filter(({ outcome }) => outcome === 1) }
  const report = monitoringReport(early, reference, YEAR)
  expect(report.performance.calibration.every(({ state }) => state === 'too-few')).toBe(true)
})

test('no count of one to four leaves, in a small hospital either', () => {
  const report = reportOf({ seed: 9, ordersPerMonth: 14, missing: 0.1 })
  const counts =
    /"(patients|orders|missing|known|events|shown|answered|overridden|accepted|computed|shownAgain|estimated|records)":[1-4]\b/
  expect(JSON.stringify(report)).not.toMatch(counts)
  for (const { gaps } of report.drift)
    for (const { because } of gaps)
      expect(
        Object.values(because).filter(
          (count) => typeof count === 'number' && count > 0 && count < 5,
        ),
      ).toEqual([])
})

test('quarters join what months are too small for', () => {
  const plan = {
    seed: 10,
    ordersPerMonth: 8,
    drift: { fromMonth: 3, predictor: 'dStar', factor: 1.4 },
  }
  const report = monitoringReport(yearOf(plan), reference, { ...YEAR, by: 'quarter' })
  expect(report.periods).toEqual(['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'])
  expect(alarmsOf(report).map(({ subject }) => subject)).toContain(report.model)
})

test('cases of another service do not count', () => {
  const { cases, ...rest } = yearOf({})
  const others = cases.map((recorded) => ({ ...recorded, service: 'another' }))
  expect(monitoringReport({ cases: others, ...rest }, reference, YEAR)).toMatchObject({
    orders: 0,
    alarms: [],
  })
})

test('the report is plain JSON without a number that is none', () => {
  expect(JSON.stringify(reportOf({ seed: 2 }))).not.toMatch(/NaN|Infinity/)
  const walk = (value: unknown): void => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  walk(reportOf({ seed: 2 }))
})
