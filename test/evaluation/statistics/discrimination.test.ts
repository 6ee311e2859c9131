import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { brierScore, hosmerLemeshow } from '../../../src/evaluation/statistics/calibration.ts'
import {
  concordance,
  cStatistic,
  rocCurve,
  youdenPoint,
} from '../../../src/evaluation/statistics/roc.ts'
import { decisionCurve, netBenefit } from '../../../src/evaluation/statistics/decision-curve.ts'
import { designOf, selectByAic } from '../../../src/evaluation/cohort/stepwise-selection.ts'
import { linearPredictors } from '../../../src/evaluation/statistics/logistic-likelihood.ts'
import { risksOf } from '../../../src/evaluation/statistics/performance.ts'
import { thresholdMetrics } from '../../../src/evaluation/statistics/threshold-metrics.ts'
import { finished, fixtureCohort, r } from '../cohort/support.ts'
import { CANDIDATES } from '../cohort/synthetic-cohort.ts'

const a = fixtureCohort('synthetic-a.csv')
const { fit } = finished(selectByAic(a, { candidates: CANDIDATES, forced: [], start: 'full' }))
const risk = risksOf(linearPredictors(designOf(a, fit.names), fit.coefficients))

const patients = fc
  .array(fc.record({ risk: fc.integer({ min: 1, max: 19 }), outcome: fc.constantFrom(0, 1) }), {
    minLength: 2,
    maxLength: 60,
  })
  .map((list) => ({
    risk: list.map((patient) => patient.risk / 20),
    outcome: list.map((patient) => patient.outcome),
  }))
  .filter(({ outcome }) => new Set(outcome).size === 2)

describe('the c-statistic', () => {
  test.each([
    ['a fitted model', risk, r.auc],
    ['a measured value with ties', a.columns['nlr']!, r.aucOfNlr],
    ['a yes and no', a.columns['cnlcStageIIIa']!, r.aucOfStage],
  ] as const)("of %s is pROC's, with DeLong's interval", (_, values, reference) => {
    const c = concordance(a.outcome, values)!
    expect(c.value).toBeCloseTo(reference.auc, 14)
    expect(c.standardError ** 2).toBeCloseTo(reference.variance, 10)
    expect(c.ci95[0]).toBeCloseTo(reference.ci95[0], 6)
    expect(c.ci95[1]).toBeCloseTo(reference.ci95[1], 6)
  })

  test('is the share of pairs in which the patient with the outcome has the higher risk', () => {
    fc.assert(
      fc.property(patients, ({ risk: values, outcome }) => {
        let [pairs, won] = [0, 0]
        outcome.forEach((y, i) => {
          outcome.forEach((other, j) => {
            if (y !== 1 || other !== 0) return
            pairs += 1
            won += values[i]! > values[j]! ? 1 : values[i] === values[j] ? 0.5 : 0
          })
        })
        expect(concordance(outcome, values)?.value).toBe(won / pairs)
      }),
    )
  })

  test('does not change with any rising transformation, and turns round with its reverse', () => {
    fc.assert(
      fc.property(patients, ({ risk: values, outcome }) => {
        const c = concordance(outcome, values)!.value
        expect(concordance(outcome, values.map(Math.exp))?.value).toBe(c)
        expect(
          concordance(
            outcome,
            values.map((value) => -value),
          )?.value,
        ).toBeCloseTo(1 - c, 12)
      }),
    )
  })

  test('has no value without both outcomes', () => {
    expect(concordance([1, 1], [0.2, 0.4])).toBeUndefined()
    expect(concordance([0, 0], [0.2, 0.4])).toBeUndefined()
  })
})

describe('the c-statistic with its interval', () => {
  test('is not claimed where the outcomes do not overlap, or all risks are alike', () => {
    expect(cStatistic([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4])).toBeUndefined()
    expect(cStatistic([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4])).toBeUndefined()
    expect(cStatistic([0, 1, 0, 1], [0.2, 0.2, 0.2, 0.2])).toBeUndefined()
    expect(cStatistic([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4])!.value).toBe(0.75)
  })
})

describe('the ROC curve', () => {
  test("has the sensitivity and specificity of pROC at Youden's point", () => {
    const best = youdenPoint(rocCurve(a.outcome, risk))!
    expect(best.sensitivity).toBeCloseTo(r.youden[0].sensitivity, 12)
    expect(best.specificity).toBeCloseTo(r.youden[0].specificity, 12)
  })

  test('its trapezoids make up the c-statistic', () => {
    fc.assert(
      fc.property(patients, ({ risk: values, outcome }) => {
        const start = { sensitivity: 0, specificity: 1 }
        const points = [start, ...rocCurve(outcome, values)]
        const area = points.slice(1).reduce((sum, point, i) => {
          const from = points[i]!
          const width = from.specificity - point.specificity
          return sum + (width * (from.sensitivity + point.sensitivity)) / 2
        }, 0)
        expect(area).toBeCloseTo(concordance(outcome, values)!.value, 12)
      }),
    )
  })
})

describe('metrics at a threshold', () => {
  test("agree with the published study's training patients (TP 48, FN 8, FP 6, TN 73)", () => {
    const outcome = [...Array<number>(56).fill(1), ...Array<number>(79).fill(0)]
    const risks = outcome.map((_, i) => (i < 48 || (i >= 56 && i < 62) ? 0.9 : 0.1))
    const metrics = thresholdMetrics(outcome, risks, 0.5)
    expect(metrics).toMatchObject({ truePositives: 48, falseNegatives: 8, falsePositives: 6 })
    expect(metrics.recall!.value).toBeCloseTo(0.857, 3)
    expect(metrics.specificity!.value).toBeCloseTo(0.924, 3)
    expect(metrics.precision!.value).toBeCloseTo(0.889, 3)
    expect(metrics.negativePredictiveValue!.value).toBeCloseTo(0.901, 3)
    expect(metrics.f1!.value).toBeCloseTo((2 * 48) / (2 * 48 + 6 + 8), 12)
  })

  test('every share lies within its interval, and the counts make up the patients', () => {
    fc.assert(
      fc.property(patients, fc.integer({ min: 0, max: 20 }), ({ risk: values, outcome }, t) => {
        const {
          threshold,
          truePositives,
          falsePositives,
          falseNegatives,
          trueNegatives,
          ...shares
        } = thresholdMetrics(outcome, values, t / 20)
        expect(threshold).toBe(t / 20)
        expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(outcome.length)
        for (const share of Object.values(shares)) {
          if (share === undefined) continue
          expect(share.ci95[0]).toBeLessThanOrEqual(share.value)
          expect(share.ci95[1]).toBeGreaterThanOrEqual(share.value)
        }
      }),
    )
  })
})

describe('the decision curve', () => {
  test('net benefit is true positives less false ones at the odds of the threshold', () => {
    // Vickers and Elkin 2006: 10 % threshold, one true positive is worth nine false ones.
    expect(netBenefit(20, 90, 100, 0.1)).toBeCloseTo(0.1, 12)
  })

  test('of calling everybody positive crosses zero at the prevalence', () => {
    const outcome = Array.from({ length: 100 }, (_, i) => (i < 30 ? 1 : 0))
    const curve = decisionCurve(
      outcome,
      outcome.map(() => 0.3),
    )
    expect(curve.find(({ threshold }) => threshold === 0.3)?.treatAll).toBeCloseTo(0, 12)
    expect(curve[0]!.model).toBe(curve[0]!.treatAll)
    expect(curve.at(-1)!.model).toBe(0)
  })
})

describe('agreement of risks and outcomes', () => {
  test('the Brier score is that of R', () => {
    expect(brierScore(a.outcome, risk)).toBeCloseTo(r.brier, 9)
  })

  test('the Hosmer-Lemeshow test has the groups, statistic and P of R', () => {
    const own = hosmerLemeshow(a.outcome, risk, true)
    expect(own.groups.map(({ observed }) => observed)).toEqual(r.hosmerLemeshow.observed)
    own.groups.forEach(({ expected }, i) =>
      expect(expected).toBeCloseTo(r.hosmerLemeshow.expected[i]!, 6),
    )
    expect(own.statistic).toBeCloseTo(r.hosmerLemeshow.statistic, 6)
    expect(own.p).toBeCloseTo(r.hosmerLemeshow.p, 6)
    expect(own.degreesOfFreedom).toBe(8)
    expect(hosmerLemeshow(a.outcome, risk, false).degreesOfFreedom).toBe(10)
  })
})
