import { describe, expect, test } from '@jest/globals'
import { agreementOf } from '../../../src/evaluation/cohort/agreement.ts'
import { fc } from '../../support/property.ts'
import {
  adjustedCoxSnellR2,
  developmentSampleSize,
  validationSampleSize,
} from '../../../src/evaluation/cohort/sample-size.ts'
import { calibrateToOutcomes } from '../../../src/evaluation/cohort/recalibration-study.ts'
import { calibrationCurve } from '../../../src/evaluation/statistics/calibration-curve.ts'
import {
  calibrationIntercept,
  calibrationSlope,
  observedToExpected,
} from '../../../src/evaluation/statistics/calibration.ts'
import {
  closedTest,
  fitUpdates,
  heuristicShrinkage,
  linearPredictorsOf,
} from '../../../src/evaluation/cohort/recalibration.ts'
import { type Cohort, rowsOf } from '../../../src/evaluation/statistics/cohort-columns.ts'
import {
  type NamedModel,
  validationStudy,
} from '../../../src/evaluation/cohort/validation-study.ts'
import { performanceOf } from '../../../src/evaluation/statistics/performance.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import { siteModel } from '../../../src/evaluation/cohort/updated-model.ts'
import { calibratedSite } from '../../support/site-evidence.ts'
import { afterWarnings } from '../../../src/evaluation/cohort/study-warnings.ts'
import { verdictOf } from '../../../src/evaluation/cohort/validation-verdict.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { fixtureCohort, r } from './support.ts'

const a = fixtureCohort('synthetic-a.csv')
const model = readRepositoryJson(
  'cds-services/models/tace-resistance/risk-model.json',
) as NamedModel
const lp = linearPredictorsOf(model, a)

/** Patients whose outcomes follow `intercept + slope * lp` of the model. */
function simulated(patients: number, intercept: number, slope: number, seed = 5): Cohort {
  const random = toRandom(seed)
  const rows = Int32Array.from({ length: patients }, () => random.below(a.patients))
  const cohort = rowsOf(a, rows)
  const outcome = linearPredictorsOf(model, cohort).map((logOdds) =>
    random.uniform() < inverseLogit(intercept + slope * logOdds) ? 1 : 0,
  )
  return { ...cohort, outcome }
}

describe('calibration of the installed model', () => {
  test('intercept and slope are those of R', () => {
    const [inLarge, slope] = [
      calibrationIntercept(a.outcome, lp)!,
      calibrationSlope(a.outcome, lp)!,
    ]
    expect(inLarge.value).toBeCloseTo(r.calibration.intercept.coefficients[0]!, 7)
    expect(inLarge.standardError).toBeCloseTo(r.calibration.intercept.standardErrors[0]!, 7)
    expect(slope.value).toBeCloseTo(r.calibration.slope.coefficients[1]!, 7)
    expect(slope.standardError).toBeCloseTo(r.calibration.slope.standardErrors[1]!, 7)
  })

  test('the flexible curve, its band, ICI, E50 and E90 are those of rms', () => {
    const curve = calibrationCurve(a.outcome, lp, 214)!
    expect(curve.knots).toBe(4)
    r.spline.lp.forEach((at, i) => {
      const [point, logOdds, se] = [curve.points[i]!, r.spline.fit[i]!, r.spline.se[i]!]
      expect(point.predicted).toBeCloseTo(inverseLogit(at), 10)
      expect(point.observed).toBeCloseTo(inverseLogit(logOdds), 6)
      expect(point.ci95[0]).toBeCloseTo(inverseLogit(logOdds - 1.959963984540054 * se), 6)
    })
    expect(curve.ici).toBeCloseTo(r.spline.ici, 6)
    expect(curve.e50).toBeCloseTo(r.spline.e50, 6)
    expect(curve.e90).toBeCloseTo(r.spline.e90, 6)
  })

  test('observed over expected is the ratio of two counts', () => {
    const ratio = observedToExpected([1, 0, 1, 0], [0.5, 0.25, 0.5, 0.25])!
    expect(ratio.value).toBeCloseTo(2 / 1.5, 12)
    expect(Math.log(ratio.ci95[1] / ratio.value)).toBeCloseTo(1.959963984540054 * 0.5, 12)
    expect(observedToExpected([0, 0], [0.1, 0.2])).toBeUndefined()
  })
})

describe('the closed test', () => {
  test('has the likelihood ratios and P of R', () => {
    const { tests } = closedTest(fitUpdates(model, a))
    tests.forEach((updateTest, i) => {
      expect(updateTest.statistic).toBeCloseTo(r.closedTest.deviances[i]!, 6)
      expect(updateTest.degreesOfFreedom).toBe(r.closedTest.df[i])
      expect(updateTest.p).toBeCloseTo(r.closedTest.p[i]!, 8)
    })
  })

  test.each([
    ['none', 0, 1],
    ['intercept', 1.2, 1],
    ['intercept-and-slope', 0.4, 0.4],
  ] as const)('finds that the outcomes need %s', (expected, intercept, slope) => {
    expect(closedTest(fitUpdates(model, simulated(4000, intercept, slope))).chosen).toBe(expected)
  })

  test('keeps the model in most samples in which it holds', () => {
    const kept = Array.from({ length: 100 }, (_, seed) =>
      closedTest(fitUpdates(model, simulated(300, 0, 1, seed))),
    ).filter(({ chosen }) => chosen === 'none')
    expect(kept.length).toBeGreaterThan(88)
  })
})

describe('heuristic shrinkage', () => {
  test('is (chi-squared - df) / chi-squared, and never below 0', () => {
    expect(heuristicShrinkage(20, 4)).toBe(0.8)
    expect(heuristicShrinkage(3, 4)).toBe(0)
  })
})

describe('calibration with outcomes', () => {
  const asked = (how: Parameters<typeof calibrateToOutcomes>[2]['asked'], cohort = a) =>
    calibrateToOutcomes(model, cohort, { asked: how, isShrunken: true, thresholds: [0.5] })

  test('by the intercept leaves no error on average', () => {
    const { apparent, after } = asked('intercept')
    expect(apparent.after.calibrationIntercept!.value).toBeCloseTo(0, 8)
    expect(apparent.after.observedToExpected!.value).toBeCloseTo(1, 8)
    expect(after.terms[0]!.coefficient).toBe(model.terms[0]!.coefficient)
  })

  test('by intercept and slope leaves a slope of 1 without shrinkage', () => {
    const { apparent } = calibrateToOutcomes(model, a, {
      asked: 'intercept-and-slope',
      isShrunken: false,
      thresholds: [],
    })
    expect(apparent.after.calibrationSlope!.value).toBeCloseTo(1, 7)
  })

  test('by refitting without shrinkage gives the coefficients of R', () => {
    const { after } = calibrateToOutcomes(model, a, {
      asked: 'refit',
      isShrunken: false,
      thresholds: [],
    })
    const { refit } = r.closedTest
    expect(after.intercept).toBeCloseTo(refit.coefficients[0]!, 6)
    after.terms.forEach(({ coefficient, standardError }, j) => {
      expect(coefficient).toBeCloseTo(refit.coefficients[j + 1]!, 6)
      expect(standardError).toBeCloseTo(refit.standardErrors[j + 1]!, 6)
    })
  })

  test('shrinkage draws a refit towards the model with a new slope', () => {
    const [all, some] = [false, true].map((isShrunken) =>
      calibrateToOutcomes(model, a, { asked: 'refit', isShrunken, thresholds: [] }),
    ) as [ReturnType<typeof asked>, ReturnType<typeof asked>]
    expect(some.shrinkage).toBeGreaterThanOrEqual(0)
    expect(some.shrinkage).toBeLessThan(1)
    expect(some.after.terms).not.toEqual(all.after.terms)
  })

  test('with few patients stays at the intercept, and says so', () => {
    const few = asked('closed-test', simulated(120, 1.5, 0.3))
    expect(few.closedTest.chosen).not.toBe('none')
    expect(few.method).toBe('intercept')
    expect(few.remarks.join(' ')).toMatch(/only the intercept/)
  })

  test('always asks for other patients to judge the new model on', () => {
    expect(asked('intercept').remarks.join(' ')).toMatch(/other patients than these/)
  })

  test('works by the intercept where a predictor does not vary, and says what a refit lacks', () => {
    const columns = { ...a.columns, cnlcStageIIIa: new Float64Array(a.patients) }
    const alike = { ...a, columns }
    const { method, remarks } = asked('closed-test', alike)
    expect(method).toBe('intercept')
    expect(remarks.join(' ')).toMatch(/cannot be refitted here/)
    expect(() => asked('refit', alike)).toThrow(/does not vary/)
  })

  test('refuses patients who all have the same outcome', () => {
    const all = { ...a, outcome: new Float64Array(a.patients).fill(1) }
    expect(() => asked('intercept', all)).toThrow(/with and without/)
  })
})

describe('a model file from a site', () => {
  const parent = readRepositoryJson(
    'cds-services/models/tace-resistance/risk-model.json',
  ) as Parameters<typeof siteModel>[0]
  const site = calibratedSite(parent)
  const derivedFrom = {
    parent: { id: parent.id, version: parent.version },
    method: 'test',
    patients: 600,
    signedOffBy: 'Somebody',
    signedOffOn: '2026-11-20',
  }

  test('names its parent and begins versions of its own, which later updates raise', () => {
    const first = siteModel(parent, { site, derivedFrom })
    expect(first).toMatchObject({
      id: 'he-2026-local',
      version: '1.0.0',
      derivedFrom: { parent: { id: 'he-2026', version: '1.0.0' } },
    })
    expect(siteModel(first, { site, derivedFrom })).toMatchObject({
      id: 'he-2026-local',
      version: '1.1.0',
    })
  })

  test('says of itself what its evidence bears out, and keeps the published coefficients', () => {
    const { anchor, update } = site
    const stateOf = (evidence: typeof site) =>
      siteModel(parent, { site: evidence, derivedFrom }).calibration
    expect(stateOf(site)).toBe('outcome-calibrated')
    expect(stateOf({ anchor, update })).toBe('outcome-updated')
    expect(stateOf({ anchor })).toBe('site-anchored')
    expect(stateOf({ anchor: { ...anchor, kind: 'platform' } })).toBe('provisional')
    expect(siteModel(parent, { site, derivedFrom }).terms).toEqual(parent.terms)
  })
})

describe('a verdict', () => {
  const held = simulated(3000, 0, 1, 11)
  const judge = (cohort: Cohort) =>
    verdictOf(
      performanceOf({
        outcome: cohort.outcome,
        linearPredictor: linearPredictorsOf(model, cohort),
        thresholds: [],
        isFittedHere: false,
      }),
    ).kind

  test.each([
    ['too few patients', simulated(150, 0, 1), 'too-few-patients'],
    ['a model that holds', simulated(3000, 0, 1, 11), 'no-disagreement-found'],
    ['risks too low', simulated(3000, 1, 1), 'recalibrate'],
    ['risks too extreme', simulated(3000, 0, 0.5), 'recalibrate'],
    ['outcomes that have nothing to do with it', simulated(3000, 0, 0), 'no-discrimination'],
  ])('on %s', (_, cohort, expected) => {
    expect(judge(cohort)).toBe(expected)
  })

  test('on D* of about 180 is that the risks are grossly wrong, with the reasons', () => {
    const { kind, sentences } = validationStudy(
      model,
      fixtureCohort('case-dstar180.csv'),
      [],
    ).verdict
    expect(kind).toBe('grossly-wrong')
    expect(sentences.join(' ')).toMatch(/observed : expected 0\.42.*-15\.34.*ICI.*above 99\.9 %/)
  })

  test('of gross error does not wait for 100 events', () => {
    expect(judge(simulated(120, 6, 1))).toBe('grossly-wrong')
  })

  describe('reads no missing evidence as good:', () => {
    const good = performanceOf({
      outcome: held.outcome,
      linearPredictor: linearPredictorsOf(model, held),
      thresholds: [],
      isFittedHere: false,
    })

    test.each([
      'observedToExpected',
      'calibrationIntercept',
      'calibrationSlope',
      'calibrationCurve',
      'cStatistic',
    ] as const)('without %s it is unclear', (figure) => {
      expect(verdictOf(good).kind).toBe('no-disagreement-found')
      const { kind, sentences } = verdictOf({ ...good, [figure]: undefined })
      expect(kind).toBe('unclear')
      expect(sentences.join(' ')).toMatch(/cannot be estimated/)
    })

    const around = (value: number, low: number, high: number) => ({
      value,
      standardError: 0.1,
      ci95: [low, high] as const,
    })
    const curve = (ici: number) => ({ ...good.calibrationCurve!, ici })

    test.each([
      ['O:E of 0.85', { observedToExpected: around(0.85, 0.7, 1.05) }],
      ['O:E between 0.7 and 1.4', { observedToExpected: around(1, 0.7, 1.4) }],
      ['O:E between 0.8 and 1.4', { observedToExpected: around(1.09, 0.8, 1.4) }],
      ['a slope of 0.7 that may be 1', { calibrationSlope: around(0.7, 0.3, 1.1) }],
      ['a slope of 1.3 that may be 1', { calibrationSlope: around(1.3, 0.9, 1.7) }],
      ['an ICI of 6 %', { calibrationCurve: curve(0.06) }],
      ['6 % of the risks at 0 or 1', { certain: { patients: 181, contradicted: 0 } }],
    ])('with %s it is unclear', (_, figure) => {
      expect(verdictOf({ ...good, ...figure }).kind).toBe('unclear')
    })

    test.each([
      ['O:E below a half', { observedToExpected: around(0.42, 0.37, 0.47) }],
      ['O:E above 2', { observedToExpected: around(2.5, 2.1, 3) }],
      ['a negative slope', { calibrationSlope: around(-0.5, -0.8, -0.2) }],
      ['an intercept of 3', { calibrationIntercept: around(3, 2.5, 3.5) }],
      ['an ICI of 30 %', { calibrationCurve: curve(0.3) }],
      ['most risks at 0 or 1 and some wrong', { certain: { patients: 2000, contradicted: 9 } }],
    ])('with %s it is grossly wrong', (_, figure) => {
      expect(verdictOf({ ...good, ...figure }).kind).toBe('grossly-wrong')
    })

    test.each([
      [{ observedToExpected: around(1.3, 1.1, 1.5) }, 'There are more events than predicted'],
      [{ observedToExpected: around(0.7, 0.6, 0.8) }, 'There are fewer events than predicted'],
      [{ calibrationIntercept: around(0.5, 0.2, 0.8) }, 'Predicted risks are too low'],
      [{ calibrationIntercept: around(-0.5, -0.8, -0.2) }, 'Predicted risks are too high'],
      [{ calibrationSlope: around(0.6, 0.5, 0.7) }, 'Predicted risks are too extreme'],
      [{ calibrationSlope: around(1.5, 1.2, 1.8) }, 'Predicted risks are not spread enough'],
    ])('says in which direction it is wrong, case %#', (figure, words) => {
      const { gross, wrong, unclear } = agreementOf({ ...good, ...figure })
      expect([gross, unclear]).toEqual([[], []])
      expect(wrong).toEqual([expect.stringContaining(words)])
    })

    test('agreement is only found where every figure is there and within its limits', () => {
      const near = (middle: number) =>
        fc.option(
          fc.tuple(
            fc.integer({ min: -20, max: 20 }).map((percent) => middle + percent / 100),
            fc.integer({ min: 0, max: 40 }).map((percent) => percent / 100),
          ),
          { nil: undefined, freq: 8 },
        )
      let found = 0
      fc.assert(
        fc.property(near(1), near(1), near(0), (ratio, slope, intercept) => {
          const [oe, b, a] = [ratio, slope, intercept].map(
            (pair) => pair && around(pair[0], pair[0] - pair[1], pair[0] + pair[1]),
          )
          const figures = { observedToExpected: oe, calibrationSlope: b, calibrationIntercept: a }
          if (verdictOf({ ...good, ...figures }).kind !== 'no-disagreement-found') return
          found += 1
          expect(Math.abs(oe!.value - 1)).toBeLessThan(0.1001)
          expect(oe!.ci95[0]).toBeGreaterThanOrEqual(0.75)
          expect(Math.abs(b!.value - 1)).toBeLessThan(0.2001)
          expect(a!.ci95[0]).toBeLessThanOrEqual(0)
        }),
        { numRuns: 1000 },
      )
      expect(found).toBeGreaterThan(10)
    })
  })

  test('stands in front of an update that leaves its own patients with wrong risks', () => {
    const extreme = simulated(2000, 1, 0.3)
    const settings = { isShrunken: true, thresholds: [] }
    const bad = calibrateToOutcomes(model, extreme, { ...settings, asked: 'intercept' })
    expect(afterWarnings(bad).slice(0, 2)).toEqual([
      expect.stringMatching(/After the update the risks are still wrong/),
      expect.stringMatching(/too extreme/),
    ])
    const good = calibrateToOutcomes(model, extreme, { ...settings, asked: 'intercept-and-slope' })
    expect(afterWarnings(good)).toEqual([])
  })

  test('comes with subgroups by yes-and-no predictors and by labels', () => {
    const { subgroups, sampleSize } = validationStudy(model, a, [0.2, 0.5])
    const levels = subgroups.flatMap((split) =>
      split.levels.map(({ level }) => `${split.variable} ${level}`),
    )
    expect(levels).toEqual([
      'cnlcStageIIIa 0',
      'cnlcStageIIIa 1',
      'capsuleIncomplete 0',
      'capsuleIncomplete 1',
      'scanner 1.5T',
      'scanner 3T',
    ])
    const scanners = subgroups.find(({ variable }) => variable === 'scanner')
    expect(scanners?.levels.reduce((sum, { patients }) => sum + patients, 0)).toBe(600)
    expect(scanners?.p).toBeGreaterThan(0)
    expect(sampleSize!.patients).toBeGreaterThan(100)
  })

  test('refuses patients of whom none has the outcome', () => {
    const none = { ...a, outcome: new Float64Array(a.patients) }
    expect(() => validationStudy(model, none, [])).toThrow(/with and without/)
  })

  test('refuses a column of names as subgroups', () => {
    const names = Array.from({ length: a.patients }, (_, i) => `patient ${String(i)}`)
    const labels = { patient: names }
    expect(() => validationStudy(model, { ...a, labels }, [])).toThrow(/too many levels/)
  })
})

describe('sample sizes', () => {
  test("of a new model: the worked example of Riley's pmsampsize gives 623, 662, 221", () => {
    const { criteria, patients } = developmentSampleSize({
      parameters: 24,
      prevalence: 0.174,
      coxSnellR2: 0.288,
    })
    expect(criteria.map((criterion) => criterion.patients)).toEqual([623, 662, 221])
    expect(patients).toBe(662)
  })

  test('of a validation: O:E of prevalence 0.018 within 0.2 and c-statistic 0.8 within 0.1', () => {
    const random = toRandom(9)
    const linearPredictor = Float64Array.from({ length: 200_000 }, () => -5 + 2.5 * random.normal())
    const { criteria } = validationSampleSize({
      prevalence: 0.018,
      cStatistic: 0.8,
      linearPredictor,
    })
    // pmvalsampsize's example: 4252 for the c-statistic, 4544 for the slope (itself simulated there).
    expect(criteria[2]!.patients).toBe(4252)
    expect(Math.abs(criteria[1]!.patients / 4544 - 1)).toBeLessThan(0.03)
    const error = Math.asinh(0.1) / 1.959963984540054
    expect(criteria[0]!.patients).toBe(Math.ceil(0.982 / (0.018 * error ** 2)))
  })

  test('R squared loses its own optimism, and never falls below 0', () => {
    expect(adjustedCoxSnellR2(100, 500, 5)).toBeLessThan(1 - Math.exp(-100 / 500))
    expect(adjustedCoxSnellR2(1, 500, 20)).toBe(0)
  })
})
