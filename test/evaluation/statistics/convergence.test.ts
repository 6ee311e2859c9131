import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { Fault } from '../../../src/base/fault.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { GRADIENT_LIMIT, posteriorOf } from '../../../src/evaluation/anchoring/posterior.ts'
import { calibrateToOutcomes } from '../../../src/evaluation/cohort/recalibration-study.ts'
import {
  applyUpdate,
  fitUpdates,
  linearPredictorsOf,
  shrinkageOf,
} from '../../../src/evaluation/cohort/recalibration.ts'
import type { NamedModel } from '../../../src/evaluation/cohort/validation-study.ts'
import {
  type Design,
  evaluate,
  linearPredictors,
  scoreOf,
} from '../../../src/evaluation/statistics/logistic-likelihood.ts'
import { fitLogistic } from '../../../src/evaluation/statistics/logistic-regression.ts'
import { checkBalance } from '../../../src/evaluation/statistics/not-converged.ts'
import { type Random, toRandom } from '../../../src/evaluation/statistics/random.ts'
import { separatingColumns } from '../../../src/evaluation/statistics/separating-columns.ts'
import { interceptBeside } from '../../../src/evaluation/statistics/solve-intercept.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { type Cohort, rowsOf } from '../../../src/evaluation/statistics/cohort-columns.ts'
import { fixtureCohort } from '../cohort/support.ts'

const model = readRepositoryJson(
  'cds-services/models/tace-resistance/risk-model.json',
) as NamedModel

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, value) => all + value, 0)
const expectedOf = (linearPredictor: ArrayLike<number>) =>
  sum(Array.from(linearPredictor, inverseLogit))

interface Reference {
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  readonly logLikelihood: number
}
type Figures = Readonly<Record<'refit' | 'intercept' | 'slope', Reference>> & {
  readonly patients: number
  readonly events: number
}
const reference = readRepositoryJson('test/evaluation/cohort/reference/statsmodels.json') as {
  readonly cases: Readonly<Record<string, Figures>>
  readonly shares: Readonly<Record<string, Figures>>
}

/** The cohort with the first patients of one outcome group only, so that a share has the outcome. */
function thinned(share: number): Cohort {
  const whole = fixtureCohort('synthetic-a.csv')
  const events = sum(whole.outcome)
  const others = whole.patients - events
  const most = [
    Math.min(others, Math.floor((events * (1 - share)) / share)),
    Math.min(events, Math.floor((others * share) / (1 - share))),
  ]
  const kept = [0, 0]
  const rows = Array.from(whole.outcome).flatMap((value, i) => {
    kept[value]! += 1
    return kept[value]! <= most[value]! ? [i] : []
  })
  return rowsOf(whole, rows)
}

describe('the figures of statsmodels', () => {
  const cohorts: readonly (readonly [string, Cohort, Figures])[] = [
    ...Object.entries(reference.cases).map(
      ([name, figures]) => [name, fixtureCohort(`${name}.csv`), figures] as const,
    ),
    ...Object.entries(reference.shares).map(
      ([percent, figures]) =>
        [`${percent} % with the outcome`, thinned(Number(percent) / 100), figures] as const,
    ),
  ]

  test.each(cohorts)('%s: refit, intercept and slope', (_, cohort, figures) => {
    expect([cohort.patients, sum(cohort.outcome)]).toEqual([figures.patients, figures.events])
    const fits = fitUpdates(model, cohort)
    for (const name of ['refit', 'intercept', 'slope'] as const) {
      const [fit, known] = [fits[name]!, figures[name]]
      expect(fit.logLikelihood).toBeCloseTo(known.logLikelihood, 7)
      fit.coefficients.forEach((value, j) => {
        expect(value).toBeCloseTo(known.coefficients[j]!, 6)
        expect(Math.sqrt(fit.covariance[j]![j]!)).toBeCloseTo(known.standardErrors[j]!, 5)
      })
    }
  })
})

describe('every update of a model predicts as many events as there were', () => {
  const cases = Object.keys(reference.cases)
  const methods = ['intercept', 'intercept-and-slope', 'refit', 'closed-test'] as const

  test.each(cases.flatMap((name) => methods.map((method) => [name, method] as const)))(
    '%s by %s',
    (name, asked) => {
      const cohort = fixtureCohort(`${name}.csv`)
      const report = calibrateToOutcomes(model, cohort, { asked, isShrunken: true, thresholds: [] })
      expect(Math.abs(report.apparent.after.observedToExpected!.value - 1)).toBeLessThan(1e-6)
    },
  )

  test('and one that does not is refused, with both sums', () => {
    expect(() => checkBalance(31.5, 30)).toThrow(/add up to 31.5.*30.00000: nothing is written/)
    expect(() => checkBalance(NaN, 30)).toThrow(/nothing is written/)
  })
})

describe('an intercept beside given linear predictors', () => {
  test.each([8, -8, 40, -40, 300, -300, 1e4])('of about %d is found', (size) => {
    const random = toRandom(3)
    const offset = Array.from({ length: 200 }, () => size + 2 * random.normal())
    const intercept = interceptBeside(offset, 37)
    expect(expectedOf(offset.map((value) => value + intercept))).toBeCloseTo(37, 6)
  })

  test('is found for all sizes and spreads', () => {
    const patients = fc.array(fc.double({ min: -200, max: 200, noNaN: true }), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(patients, fc.nat(), (offset, nat) => {
        const events = 1 + (nat % (offset.length - 1))
        const intercept = interceptBeside(offset, events)
        const expected = expectedOf(offset.map((value) => value + intercept))
        expect(Math.abs(expected - events)).toBeLessThan(1e-6 * events)
      }),
      { numRuns: 1000 },
    )
  })
})

/** Patients with columns of many sizes and places, in which the outcome may be rare. */
function randomDesign(random: Random): Design {
  const patients = 12 + random.below(50)
  const names = Array.from({ length: 1 + random.below(4) }, (_, j) => `x${String(j)}`)
  const columns = names.map(() => {
    const [size, place] = [10 ** (8 * random.uniform() - 4), 20 * random.normal()]
    const isYesOrNo = random.uniform() < 0.3
    return Float64Array.from({ length: patients }, () =>
      isYesOrNo ? Number(random.uniform() < 0.3) : size * (place + random.normal()),
    )
  })
  const effects = names.map(() => 2 * random.normal())
  const base = 3 * random.normal()
  const standardised = columns.map(standard)
  const outcome = Float64Array.from({ length: patients }, (_, i) => {
    const lp = sum(standardised.map((column, j) => effects[j]! * column[i]!))
    return Number(random.uniform() < inverseLogit(base + lp))
  })
  return { outcome, names, columns }
}

function standard(values: ArrayLike<number>): Float64Array {
  const column = Float64Array.from(values)
  const mean = sum(column) / column.length
  const sd = Math.sqrt(sum(column.map((value) => (value - mean) ** 2)) / (column.length - 1))
  return column.map((value) => (sd === 0 ? 0 : (value - mean) / sd))
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })

describe('over 1 000 random cohorts', () => {
  test('a fit is a maximum at which the sums agree, or has none, or is refused by a name', () => {
    const found = { maximum: 0, separated: 0, refused: 0 }
    fc.assert(
      fc.property(seeds, (seed) => {
        const design = randomDesign(toRandom(seed))
        try {
          const fit = fitLogistic(design)
          if (fit.unbounded.length > 0) {
            found.separated += 1
            return
          }
          found.maximum += 1
          const { residual } = evaluate(design, fit.coefficients)
          expect(Math.abs(sum(residual))).toBeLessThan(1e-6 * sum(design.outcome))
          const inSds = { ...design, columns: design.columns.map(standard) }
          const gradient = scoreOf(inSds, residual).to1DArray().map(Math.abs)
          expect(Math.max(...gradient)).toBeLessThan(1e-6)
        } catch (fault) {
          found.refused += 1
          expect(fault).toBeInstanceOf(Fault)
          expect((fault as Fault).message).toMatch(/x\d is constant|with and without the outcome/)
        }
      }),
      { numRuns: 1000 },
    )
    expect(found.maximum).toBeGreaterThan(400)
    expect(found.separated).toBeGreaterThan(50)
  })

  test('every update of the model by maximum likelihood predicts the events observed', () => {
    const whole = fixtureCohort('synthetic-a.csv')
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = toRandom(seed)
        const rows = Int32Array.from({ length: 60 + random.below(120) }, () =>
          random.below(whole.patients),
        )
        const scanner = 0.6 + 3 * random.uniform()
        const drawn = rowsOf(whole, rows)
        const dStar = Float64Array.from(drawn.columns['dStar']!, (value) => scanner * value)
        const share = 0.04 + 0.92 * random.uniform()
        const outcome = Float64Array.from(drawn.outcome, (value) =>
          random.uniform() < 0.5 ? value : Number(random.uniform() < share),
        )
        const cohort = { ...drawn, columns: { ...drawn.columns, dStar }, outcome }
        const events = sum(outcome)
        if (events === 0 || events === cohort.patients) return
        const candidates = fitUpdates(model, cohort)
        for (const method of ['intercept', 'intercept-and-slope', 'refit'] as const) {
          const fit = candidates[method === 'refit' ? 'refit' : 'slope']
          if (fit === undefined || fit.unbounded.length > 0) continue
          const kept = shrinkageOf(method, candidates)
          const { intercept, terms } = applyUpdate(method, { model, cohort, candidates }, kept)
          const updated = { intercept: { value: intercept, standardError: 0 }, terms }
          const expected = expectedOf(linearPredictorsOf(updated, cohort))
          expect(Math.abs(expected - events)).toBeLessThan(1e-6 * events)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('the gradient of a posterior is below its limit at what is returned', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = toRandom(seed)
        const size = 2 + random.below(4)
        const mean = Array.from({ length: size }, () => random.normal())
        const covariance = mean.map((_, j) =>
          mean.map((__, k) => (j === k ? 0.05 + 2 * random.uniform() : 0)),
        )
        const patients = Array.from({ length: 10 + random.below(30) }, () => {
          const row = mean.map((_, j) => (j === 0 ? 1 : 6 * random.normal()))
          return { row, outcome: random.uniform() < 0.2 ? (1 as const) : (0 as const) }
        })
        const { mean: mode } = posteriorOf({ mean, covariance }, patients)
        const gradient = mode.map(
          (value, j) =>
            sum(
              patients.map(
                ({ row, outcome }) =>
                  row[j]! * (outcome - inverseLogit(sum(row.map((x, k) => x * mode[k]!)))),
              ),
            ) -
            (value - mean[j]!) / covariance[j]![j]!,
        )
        expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(2 * GRADIENT_LIMIT)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('separation', () => {
  /** Whether the outcome of small whole numbers is separated, by every line through pairs of them. */
  const isParted = (points: readonly (readonly [number, number])[], outcome: readonly number[]) => {
    const directions = points.flatMap(([a, b]) =>
      points.flatMap(([c, d]) => [
        [d - b, a - c] as const,
        [c - a, d - b] as const,
        [1, 0] as const,
        [0, 1] as const,
      ]),
    )
    return directions.some(([dx, dy]) => {
      if (dx === 0 && dy === 0) return false
      const along = points.map(([x, y]) => dx * x + dy * y)
      const cases = along.filter((_, i) => outcome[i] === 1)
      const controls = along.filter((_, i) => outcome[i] === 0)
      const isSpread = new Set(along).size > 1
      return (
        isSpread &&
        (Math.max(...cases) <= Math.min(...controls) || Math.max(...controls) <= Math.min(...cases))
      )
    })
  }

  test('of two columns is found exactly when a line parts the outcomes', () => {
    const patient = fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(0, 1),
    )
    fc.assert(
      fc.property(fc.array(patient, { minLength: 6, maxLength: 18 }), (patients) => {
        const outcome = patients.map(([, , y]) => y)
        const columns = [patients.map(([x]) => x), patients.map(([, x]) => x)]
        const points = patients.map(([x, y]) => [x, y] as const)
        if (new Set(outcome).size < 2) return
        try {
          const fit = fitLogistic({ outcome, names: ['x', 'z'], columns })
          expect(fit.unbounded.length > 0).toBe(isParted(points, outcome))
        } catch (fault) {
          expect((fault as Fault).message).toMatch(/is constant, or the columns before/)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('is blamed on the column that parts the outcome, not on one that it carries along', () => {
    const columns = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7']
    const { outcome, columns: values } = fixtureCohort('case-sep97.csv', columns)
    const design = { outcome, names: columns, columns: columns.map((name) => values[name]!) }
    expect(fitLogistic(design).unbounded).toContain('x1')
    expect(separatingColumns(design)).toEqual(['x1'])
  })

  test('of a column among others that overlap is blamed on it wherever it stands', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 4 }), (seed, place) => {
        const random = toRandom(seed)
        const outcome = Array.from({ length: 60 }, (_, i) => Number(i % 3 === 0))
        const names = ['a', 'b', 'c', 'd', 'e']
        const columns = names.map((_, j) =>
          outcome.map((y) =>
            j === place ? Number(y === 1 && random.uniform() < 0.4) : 0.3 * y + 5 * random.normal(),
          ),
        )
        columns[place]![0] = 1
        expect(separatingColumns({ outcome, names, columns })).toEqual([names[place]])
      }),
      { numRuns: 100 },
    )
  })

  test('that takes two columns is blamed on both', () => {
    const random = toRandom(5)
    const [a, b, c] = [0, 1, 2].map(() => Array.from({ length: 80 }, () => random.normal()))
    const outcome = a!.map((value, i) => Number(value + b![i]! > 0.2))
    const design = { outcome, names: ['a', 'c', 'b'], columns: [a!, c!, b!] }
    expect(separatingColumns(design)).toEqual(['a', 'b'])
    expect(fitLogistic(design).unbounded).toEqual(['(intercept)', 'a', 'c', 'b'])
  })

  test('is not found where linear predictors are only far apart', () => {
    const design = { outcome: [0, 0, 1, 0, 1, 1], names: ['x'], columns: [[1, 2, 3, 3.001, 4, 5]] }
    const fit = fitLogistic(design)
    expect(fit.unbounded).toEqual([])
    expect(expectedOf(linearPredictors(design, fit.coefficients))).toBeCloseTo(3, 9)
  })
})
