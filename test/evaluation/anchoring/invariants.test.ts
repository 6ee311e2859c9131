import { describe, expect, test } from '@jest/globals'
import { anchorIntercepts } from '../../../src/evaluation/anchoring/anchor-intercepts.ts'
import {
  expectedEvents,
  updateWithOutcomes,
  withExactIntercept,
} from '../../../src/evaluation/anchoring/outcome-update.ts'
import { betaCumulative, betaQuantile } from '../../../src/evaluation/anchoring/beta-quantile.ts'
import { solveShare, spreadOfRisk } from '../../../src/evaluation/anchoring/solve-intercepts.ts'
import { normalQuantile } from '../../../src/clinical/models/normal.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { drawPosterior } from '../../../src/clinical/models/versions/posterior-versions.ts'
import { type Ensemble, risksOf } from '../../../src/clinical/models/versions/ensemble.ts'
import { normal, uniform } from '../../../src/clinical/models/versions/sequence.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
  updatedEnsemble,
} from '../../../src/clinical/models/versions/state-ensembles.ts'
import { agreementOf } from '../../../src/clinical/models/versions/statement.ts'
import { at, meanOf } from '../../../src/evaluation/statistics/vector.ts'
import { fc } from '../../support/property.ts'
import { CATEGORIES, MODEL, populationOf } from '../../support/states/model.ts'

/** Fewer versions of the same model: laws of the formulas hold for any number. */
const FEW = { ...MODEL, versions: { ...MODEL.versions, count: 100 } }
const FIXED_GAIN = {
  ...FEW,
  versions: {
    ...FEW.versions,
    centred: MODEL.versions.centred && { ...MODEL.versions.centred, gain: [1, 1] as const },
  },
}

const SITE = populationOf({
  iiia: 0.28,
  cap: 0.45,
  nmed: 2.4,
  nsd: 1.7,
  dm: 46,
  ds: 11,
  am: 1.18,
  asd: 0.19,
  n: 60,
})

/** Synthetic patients of a site: even steps of the sequence, no patient's values. */
const rowsOf = (count: number, shift = 0) =>
  Array.from({ length: count }, (_, i) => ({
    platform: 'p',
    values: {
      cnlcStageIIIa: (uniform(0, count)[i] ?? 0) < 0.28 ? 1 : 0,
      nlr: 2.4 * Math.exp(0.559 * (normal(1, count)[i] ?? 0)),
      capsuleIncomplete: (uniform(2, count)[i] ?? 0) < 0.45 ? 1 : 0,
      dStar: 46 + shift + 11 * (normal(3, count)[i] ?? 0),
      adc: 1.18 + 0.19 * (normal(4, count)[i] ?? 0),
    },
  }))

const platformOf = (rows: ReturnType<typeof rowsOf>) => {
  const mean = rows.reduce((sum, { values }) => sum + values.dStar, 0) / rows.length
  const squares = rows.reduce((sum, { values }) => sum + (values.dStar - mean) ** 2, 0)
  return { patients: rows.length, mean, sd: Math.sqrt(squares / (rows.length - 1)) }
}

const widthIn =
  (ensemble: Ensemble) =>
  ({ values }: { readonly values: Readonly<Record<string, number>> }) => {
    const { range } = agreementOf(risksOf(ensemble, values), CATEGORIES, 0.9)
    return range.high - range.low
  }

const patient = { cnlcStageIIIa: 0, nlr: 2, capsuleIncomplete: 1, dStar: 52, adc: 1.1 }

describe('laws of the sequence and its distributions', () => {
  test('no two dimensions of the sequence are correlated by more than 0.1', () => {
    const columns = Array.from({ length: 20 }, (_, j) => uniform(j, 2000))
    const largest = columns.flatMap((a, j) =>
      columns.slice(j + 1).map((b) => {
        const products = a.map((value, m) => (value - 0.5) * ((b[m] ?? 0) - 0.5))
        return Math.abs(products.reduce((sum, value) => sum + value, 0) / 2000 / (1 / 12))
      }),
    )
    expect(Math.max(...largest)).toBeLessThan(0.1)
  })

  test('the normal quantile is odd around one half and rises', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.5, noNaN: true }), (p) => {
        expect(normalQuantile(p)).toBeLessThanOrEqual(0)
        expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 6)
      }),
    )
  })

  test('the beta quantile undoes the cumulative share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        (share, events, others) => {
          const [a, b] = [events + 0.5, others + 0.5]
          expect(betaCumulative(betaQuantile(share, a, b), a, b)).toBeCloseTo(share, 8)
        },
      ),
    )
  })
})

describe('laws of a solved intercept', () => {
  test('the mean risk is the share, wherever the patients lie and whatever the share is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -25, max: 25, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (logOdds, share) => {
          const patients = {
            logOdds: Float64Array.from(logOdds),
            weights: new Float64Array(logOdds.length).fill(1 / logOdds.length),
          }
          const { mean } = spreadOfRisk(patients, solveShare(patients, share))
          expect(mean).toBeCloseTo(share, 9)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('patients repeated k times, counted once, give the same intercepts but for their sampling', () => {
    const rows = rowsOf(40)
    const platforms = { p: platformOf(rows) }
    const once = anchorIntercepts(FEW, { kind: 'patients', patients: rows, platforms })
    const twice = anchorIntercepts(FEW, {
      kind: 'patients',
      patients: [...rows, ...rows],
      platforms,
    })
    const middle = (values: Float64Array) => values.reduce((sum, a) => sum + a, 0) / values.length
    // The sampling of 80 patients is less than that of 40; its mean over the versions is nearly 0.
    expect(middle(once)).toBeCloseTo(middle(twice), 1)
  })

  test('ever more patients take the sampling away', () => {
    const { population } = SITE
    const solved = (patients: number) =>
      anchorIntercepts(FEW, { kind: 'population', population, patients })
    const [many, more] = [solved(1e12), solved(1e14)]
    many.forEach((intercept, m) => {
      expect(intercept).toBeCloseTo(more[m] ?? NaN, 4)
    })
  })
})

describe('laws of centring', () => {
  test('a constant added to every D* of site and patient changes no risk', () => {
    const riskWith = (shift: number) => {
      const rows = rowsOf(40, shift)
      const platform = platformOf(rows)
      const intercepts = anchorIntercepts(FIXED_GAIN, {
        kind: 'patients',
        patients: rows,
        platforms: { p: platform },
      })
      const ensemble = anchoredEnsemble(FIXED_GAIN, intercepts, { kind: 'anchored', platform })
      return risksOf(ensemble, { ...patient, dStar: patient.dStar + shift })
    }
    const unmoved = riskWith(0)
    for (const shift of [-20, 15, 80])
      riskWith(shift).forEach((risk, m) => {
        expect(risk).toBeCloseTo(unmoved[m] ?? NaN, 9)
      })
  })

  test('of an unknown platform the centre is the posterior of a prior and the own value', () => {
    const intercepts = new Float64Array(100)
    const dStarOf = (versions: typeof FEW.versions) => {
      const ensemble = provisionalEnsemble({ ...FEW, versions }, intercepts)
      const term = ensemble.terms.find(({ predictor }) => predictor === 'dStar')
      if (term === undefined) throw new TypeError('no D* among the terms')
      return { ...term, intercepts: ensemble.intercepts }
    }
    const dStar = dStarOf(FEW.versions)
    const bare = dStarOf({ ...FEW.versions, centred: undefined })
    const [z, u, weight] = [normal(18, 100), uniform(16, 100), uniform(6, 100)]
    const x = 58.3
    for (let m = 0; m < 100; m += 1) {
      const variance = 1 / (1 / 15 ** 2 + 1 / (6 + 6 * at(u, m)) ** 2)
      const prior = 46 / 15 ** 2 + x / (6 + 6 * at(u, m)) ** 2
      const centre = variance * prior - Math.sqrt(variance) * at(z, m)
      const expected = at(bare.coefficients, m) * (0.5 + 0.5 * at(weight, m)) * (x - centre)
      const logOdds = at(dStar.intercepts, m) + at(dStar.coefficients, m) * (x - dStar.origin)
      expect(logOdds).toBeCloseTo(expected, 12)
    }
  })

  test('a platform of which nothing is known gives a wider range than the anchored one', () => {
    const { population } = SITE
    const platform = { patients: 60, mean: 46, sd: 11 }
    const intercepts = anchorIntercepts(MODEL, { kind: 'population', population, patients: 60 })
    const width = (site: Parameters<typeof anchoredEnsemble>[2]) => {
      const risks = risksOf(anchoredEnsemble(MODEL, intercepts, site), patient)
      const { range } = agreementOf(risks, CATEGORIES, 0.95)
      return range.high - range.low
    }
    expect(width({ kind: 'unknown', around: platform })).toBeGreaterThan(
      width({ kind: 'anchored', platform }),
    )
  })
})

describe('laws of an update with outcomes', () => {
  const platform = { patients: 60, mean: 46, sd: 11 }
  const site = {
    intercepts: anchorIntercepts(MODEL, {
      kind: 'population',
      population: SITE.population,
      patients: 60,
    }),
    platforms: [{ key: 'p', ...platform }],
  }
  const withOutcomes = (count: number) =>
    rowsOf(count).map((row, i) => {
      const { cnlcStageIIIa, nlr, capsuleIncomplete, dStar, adc } = row.values
      const logOdds =
        -8.4 +
        1.38 * cnlcStageIIIa +
        0.79 * nlr +
        2.3 * capsuleIncomplete +
        0.114 * dStar -
        0.86 * adc
      const outcome = (uniform(11, count)[i] ?? 0) < inverseLogit(logOdds) ? 1 : 0
      return { ...row, outcome } as const
    })

  test('without outcomes it is the anchored state, within the error of taking it for normal', () => {
    const ofAnchor = anchoredEnsemble(MODEL, site.intercepts, { kind: 'anchored', platform })
    const posterior = updateWithOutcomes(MODEL, site, [])
    const updated = updatedEnsemble(MODEL, posterior, { kind: 'anchored', platform }, platform)
    const before = agreementOf(risksOf(ofAnchor, patient), CATEGORIES, 0.95)
    const after = agreementOf(risksOf(updated, patient), CATEGORIES, 0.95)
    expect(Math.abs(after.risk - before.risk)).toBeLessThan(0.02)
    expect(Math.abs(after.range.low - before.range.low)).toBeLessThan(0.04)
    expect(Math.abs(after.range.high - before.range.high)).toBeLessThan(0.04)
  })

  test('more outcomes do not widen the mean range by more than 2 %', () => {
    const widthAfter = (count: number) => {
      const posterior = updateWithOutcomes(MODEL, site, withOutcomes(count))
      const ensemble = updatedEnsemble(MODEL, posterior, { kind: 'anchored', platform }, platform)
      const widths = rowsOf(50).map(({ values }) => {
        const { range } = agreementOf(risksOf(ensemble, values), CATEGORIES, 0.9)
        return range.high - range.low
      })
      return widths.reduce((sum, width) => sum + width, 0) / widths.length
    }
    const widths = [0, 30, 60, 120, 240].map(widthAfter)
    widths.slice(1).forEach((width, i) => {
      expect(width).toBeLessThan(1.02 * (widths[i] ?? 0))
    })
  })

  test('each step of the evidence narrows the mean range, or widens it by less than 2 %', () => {
    const { population } = SITE
    const own = { kind: 'anchored', platform } as const
    const anchorOf = (patients: number, counted?: { events: number; patients: number }) =>
      anchoredEnsemble(
        MODEL,
        anchorIntercepts(MODEL, { kind: 'population', population, patients }, counted),
        own,
      )
    const updateOf = (count: number) =>
      updatedEnsemble(MODEL, updateWithOutcomes(MODEL, site, withOutcomes(count)), own, platform)
    const documented = anchorIntercepts(MODEL, { kind: 'documented' })
    const scanner = { ...platform, patients: 30 }
    const ofScanner = anchorIntercepts(MODEL, { kind: 'platform', platform: scanner })
    const steps = {
      '0': provisionalEnsemble(MODEL, documented),
      '0d': platformEnsemble(MODEL, ofScanner, scanner),
      '1 (30)': anchorOf(30),
      '1 (60)': anchorOf(60),
      '1 (100)': anchorOf(100),
      '1s': anchorOf(100, { events: 41, patients: 100 }),
      '2 (60)': updateOf(60),
      '2 (260)': updateOf(260),
      '2 (600)': updateOf(600),
    }
    const widths = Object.values(steps).map((ensemble) => meanOf(rowsOf(50).map(widthIn(ensemble))))
    widths.slice(1).forEach((width, i) => {
      expect(width).toBeLessThan(1.02 * widths[i]!)
    })
  })

  test('exact over 1 000 random cohorts: as many events are expected as were observed', () => {
    const few = { ...site, intercepts: site.intercepts.slice(0, 100) }
    const patient = fc.record({
      cnlcStageIIIa: fc.constantFrom(0, 1),
      nlr: fc.double({ min: 0.5, max: 20, noNaN: true }),
      capsuleIncomplete: fc.constantFrom(0, 1),
      dStar: fc.double({ min: 10, max: 150, noNaN: true }),
      adc: fc.double({ min: 0.5, max: 2.5, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(patient, { minLength: 20, maxLength: 40 }),
        fc.integer({ min: 1, max: 19 }),
        (rows, events) => {
          const patients = rows.map((values, i) => ({
            values,
            platform: 'p',
            outcome: i < events ? (1 as const) : (0 as const),
          }))
          const posterior = updateWithOutcomes(FEW, few, patients)
          const exact = withExactIntercept(FEW, few, patients, posterior)
          const expected = expectedEvents(FEW, few, patients, exact)
          expect(Math.abs(expected - events)).toBeLessThan(1e-6 * events)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('exact: the risks that cards say add up to the outcomes that were observed', () => {
    const patients = withOutcomes(220)
    const posterior = updateWithOutcomes(MODEL, site, patients)
    const exact = withExactIntercept(MODEL, site, patients, posterior)
    const ensemble = updatedEnsemble(MODEL, exact, { kind: 'anchored', platform }, platform)
    const expected = patients.reduce(
      (sum, { values }) => sum + agreementOf(risksOf(ensemble, values), CATEGORIES, 0.9).risk,
      0,
    )
    const observed = patients.filter(({ outcome }) => outcome === 1).length
    expect(Math.abs(expected - observed)).toBeLessThan(1e-6 * observed)
    expect(exact.covariance).toBe(posterior.covariance)
  })

  test('the versions of a posterior have its mean and covariance', () => {
    const posterior = updateWithOutcomes(MODEL, site, withOutcomes(60))
    const columns = drawPosterior(posterior, 2000)
    columns.forEach((column, j) => {
      const sd = Math.sqrt(posterior.covariance[j]?.[j] ?? 0)
      const mean = column.reduce((sum, value) => sum + value, 0) / 2000
      expect(Math.abs(mean - (posterior.mean[j] ?? 0))).toBeLessThan(0.02 * sd)
    })
  })
})

describe('laws of what is firm', () => {
  test('a firm category is a firm border, and no border is firm in both directions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 100, maxLength: 100 }),
        fc.constantFrom(0.9, 0.95),
        (risks, gamma) => {
          const { category, below, atLeast, shares } = agreementOf(
            Float64Array.from(risks),
            CATEGORIES,
            gamma,
          )
          const implied: Readonly<Record<string, object>> = {
            low: { below: 0.2 },
            intermediate: { below: 0.5, atLeast: 0.2 },
            high: { atLeast: 0.5 },
          }
          expect({ below, atLeast }).toMatchObject(implied[category ?? ''] ?? {})
          expect(atLeast ?? 0).toBeLessThan(below ?? 1)
          const total = Object.values(shares).reduce((sum, share) => sum + share, 0)
          expect(total).toBeCloseTo(1, 12)
        },
      ),
    )
  })
})
