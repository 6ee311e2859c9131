import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import type { Design } from '../../../src/evaluation/statistics/logistic-likelihood.ts'
import { designOf, selectByAic } from '../../../src/evaluation/cohort/stepwise-selection.ts'
import { fitFirth } from '../../../src/evaluation/statistics/firth.ts'
import { profileIntervals } from '../../../src/evaluation/statistics/profile-interval.ts'
import {
  fitLogistic,
  type LogisticFit,
  standardErrorOf,
} from '../../../src/evaluation/statistics/logistic-regression.ts'
import { finished, fixtureCohort, r, type RFit } from '../cohort/support.ts'
import { CANDIDATES } from '../cohort/synthetic-cohort.ts'

const a = fixtureCohort('synthetic-a.csv')

/** The coefficient of a fit by its name, as R calls it. */
const coefficient = (fit: LogisticFit, name: string) => {
  const j = name === '(Intercept)' ? 0 : fit.names.indexOf(name) + 1
  return [fit.coefficients[j] ?? NaN, standardErrorOf(fit, j)] as const
}

function expectLike(fit: LogisticFit, reference: RFit, digits = 6) {
  reference.names.forEach((name, j) => {
    const [value, standardError] = coefficient(fit, name)
    expect(value).toBeCloseTo(reference.coefficients[j]!, digits)
    expect(standardError).toBeCloseTo(reference.standardErrors[j]!, digits)
  })
}

const published = (
  data: Readonly<Record<string, readonly number[]>>,
  outcome: string,
  names: readonly string[],
): Design => ({ outcome: data[outcome]!, names, columns: names.map((name) => data[name]!) })

describe('logistic regression', () => {
  test('of 12 predictors gives the coefficients, errors and AIC of R to 1e-6', () => {
    const fit = fitLogistic(designOf(a, CANDIDATES))
    expectLike(fit, r.full)
    expect(fit.logLikelihood).toBeCloseTo(r.full.logLikelihood, 8)
    expect(fit.aic).toBeCloseTo(r.full.aic, 8)
  })

  test('repeats the low birth weight example of Hosmer and Lemeshow (1989, table 2.2)', () => {
    const names = ['age', 'lwt', 'black', 'other', 'ftv']
    const fit = fitLogistic(published(r.birthWeight.data, 'low', names))
    const printed = [1.295, -0.024, -0.014, 1.004, 0.433, -0.049]
    fit.coefficients.forEach((value, j) => expect(value).toBeCloseTo(printed[j]!, 3))
    expect(fit.logLikelihood).toBeCloseTo(-111.286, 3)
    expectLike(fit, r.birthWeight)
  })

  test('with an offset alone makes the expected events the observed ones', () => {
    const { outcome, columns } = designOf(a, ['nlr'])
    const offset = columns[0]!
    const fit = fitLogistic({ outcome, names: [], columns: [], offset })
    const risks = Array.from(offset, (x) => 1 / (1 + Math.exp(-(fit.coefficients[0]! + x))))
    const events = Array.from(outcome).reduce((sum, value) => sum + value, 0)
    expect(risks.reduce((sum, risk) => sum + risk, 0)).toBeCloseTo(events, 8)
  })

  test('the score is zero at the estimate: observed and expected sums agree for every column', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        let state = seed
        const uniform = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          return (state + 0.5) / 2 ** 32
        }
        const columns = [0, 1].map(() => Float64Array.from({ length: 60 }, uniform))
        const outcome = Float64Array.from({ length: 60 }, () => (uniform() < 0.5 ? 1 : 0))
        const fit = fitLogistic({ outcome, names: ['x', 'z'], columns })
        if (fit.unbounded.length > 0) return
        const [b0, b1, b2] = fit.coefficients as [number, number, number]
        const residual = Array.from(
          outcome,
          (y, i) => y - 1 / (1 + Math.exp(-(b0 + b1 * columns[0]![i]! + b2 * columns[1]![i]!))),
        )
        for (const column of [new Float64Array(60).fill(1), ...columns])
          expect(residual.reduce((sum, value, i) => sum + value * column[i]!, 0)).toBeCloseTo(0, 9)
      }),
      { numRuns: 50 },
    )
  })

  test('a change of unit changes the coefficient and nothing else', () => {
    const { outcome, columns } = designOf(a, ['dStar'])
    const fit = fitLogistic({ outcome, names: ['x'], columns })
    const scaled = Float64Array.from(columns[0]!, (x) => x / 1e6)
    const other = fitLogistic({ outcome, names: ['x'], columns: [scaled] })
    expect(other.coefficients[1]! / 1e6).toBeCloseTo(fit.coefficients[1]!, 10)
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 9)
  })

  test.each([
    ['a constant', [1, 1, 1, 1, 1, 1, 1, 1]],
    ['a copy of another', [0.1, 0.5, 0.3, 0.9, 0.2, 0.8, 0.4, 0.6]],
  ])('%s column is refused by its name', (_, column) => {
    const x = [0.1, 0.5, 0.3, 0.9, 0.2, 0.8, 0.4, 0.6]
    const outcome = [0, 1, 0, 0, 1, 1, 0, 1]
    const design = { outcome, names: ['x', 'strange'], columns: [x, column] }
    expect(() => fitLogistic(design)).toThrow(/strange/)
  })
})

describe('separation', () => {
  const overlaps = (x: readonly number[], y: readonly number[]) => {
    const cases = x.filter((_, i) => y[i] === 1)
    const controls = x.filter((_, i) => y[i] === 0)
    const isBelow = (low: readonly number[], high: readonly number[]) =>
      Math.max(...low) <= Math.min(...high)
    return !isBelow(cases, controls) && !isBelow(controls, cases)
  }

  test('by one predictor is found exactly when a threshold parts the outcomes', () => {
    const patient = fc.record({ x: fc.integer({ min: 0, max: 6 }), y: fc.constantFrom(0, 1) })
    fc.assert(
      fc.property(fc.array(patient, { minLength: 6, maxLength: 24 }), (patients) => {
        const x = patients.map((patient) => patient.x)
        const outcome = patients.map((patient) => patient.y)
        if (new Set(x).size < 2 || new Set(outcome).size < 2) return
        const fit = fitLogistic({ outcome, names: ['x'], columns: [x] })
        expect(fit.unbounded.includes('x')).toBe(!overlaps(x, outcome))
      }),
      { numRuns: 500 },
    )
  })

  test('is named in the endometrial cancer study: neovasculation has no finite estimate', () => {
    const { data } = r.firth.endometrial
    const fit = fitLogistic(published(data, 'HG', ['NV', 'PI', 'EH']))
    expect(fit.unbounded).toEqual(['NV'])
  })

  test('is found in the synthetic cohort made for it', () => {
    const separated = fixtureCohort('synthetic-separated.csv')
    const fit = fitLogistic(designOf(separated, ['nlr', 'capsuleIncomplete', 'dStar']))
    expect(fit.unbounded).toContain('capsuleIncomplete')
    expect(fit.unbounded).not.toContain('nlr')
  })
})

describe("Firth's penalty", () => {
  test('has the profile intervals that Heinze and Schemper (2002) print', () => {
    const intervals = profileIntervals(
      published(r.firth.endometrial.data, 'HG', ['NV', 'PI', 'EH']),
    )
    const printed = [
      [0.61, 7.85],
      [-0.12, 0.04],
      [-4.37, -1.23],
    ]
    intervals.forEach(({ ci95 }, j) =>
      ci95.forEach((end, side) => expect(end).toBeCloseTo(printed[j]![side]!, 2)),
    )
  })

  test('repeats the endometrial cancer example of Heinze and Schemper (2002)', () => {
    const fit = fitFirth(published(r.firth.endometrial.data, 'HG', ['NV', 'PI', 'EH']))
    expect(coefficient(fit, 'NV')[0]).toBeCloseTo(2.929, 3)
    expect(coefficient(fit, 'EH')[0]).toBeCloseTo(-2.604, 3)
    expectLike(fit, r.firth.endometrial)
  })

  test('gives the finite estimates of brglm2 where maximum likelihood has none', () => {
    const separated = fixtureCohort('synthetic-separated.csv')
    expectLike(
      fitFirth(designOf(separated, ['nlr', 'capsuleIncomplete', 'dStar'])),
      r.firth.separated,
    )
  })

  test('of 12 predictors agrees with brglm2', () => {
    expectLike(fitFirth(designOf(a, CANDIDATES)), r.firth.full)
  })

  test('comes to rest under complete separation, with intervals that hold the estimate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 20 }), fc.integer({ min: 1, max: 3 }), (size, gap) => {
        const outcome = Array.from({ length: 2 * size }, (_, i) => Number(i >= size))
        const x = outcome.map((y, i) => i + gap * y)
        const z = outcome.map((_, i) => (i * 7) % 5)
        const design = { outcome, names: ['x', 'z'], columns: [x, z] }
        const { coefficients } = fitFirth(design)
        profileIntervals(design).forEach(({ ci95: [low, high], p }, j) => {
          expect(low).toBeLessThan(coefficients[j + 1]!)
          expect(high).toBeGreaterThan(coefficients[j + 1]!)
          expect(p < 0.05).toBe(low > 0 || high < 0)
        })
      }),
      { numRuns: 30 },
    )
  })

  test('of a fourfold table adds one half to every cell', () => {
    const outcome = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0]
    const x = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    const fit = fitFirth({ outcome, names: ['x'], columns: [x] })
    expect(fit.coefficients[1]).toBeCloseTo(Math.log((3.5 * 5.5) / (1.5 * 1.5)), 7)
  })
})

describe('stepwise selection by AIC', () => {
  const select = (start: 'full' | 'null', forced: readonly string[] = []) =>
    finished(selectByAic(a, { candidates: CANDIDATES, forced, start }))

  test.each([
    ['full', r.stepFromFull],
    ['null', r.stepFromNull],
  ] as const)("from the %s model takes the steps of R's step()", (start, reference) => {
    const { steps, fit } = select(start)
    expect([...fit.names].toSorted()).toEqual([...reference.terms].toSorted())
    const said = steps.map(({ action, term }) =>
      action === 'start' ? '' : `${action === 'add' ? '+' : '-'} ${term ?? ''}`,
    )
    expect(said).toEqual(reference.steps)
    steps.forEach(({ aic }, i) => expect(aic).toBeCloseTo(reference.aic[i]!, 6))
  })

  test('the selected model is the one of R to 1e-6', () => {
    expectLike(select('full').fit, r.selected)
  })

  test('a forced term stays', () => {
    expect(select('full', ['ageYears']).fit.names).toContain('ageYears')
    expect(select('null', ['ageYears']).fit.names).toContain('ageYears')
  })

  test('AIC falls with every step', () => {
    for (const { steps } of [select('full'), select('null')])
      steps.slice(1).forEach((step, i) => expect(step.aic).toBeLessThan(steps[i]!.aic))
  })
})
