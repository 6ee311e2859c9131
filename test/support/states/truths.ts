import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { valueAt } from '../../../src/clinical/models/population.ts'
import { normalQuantile } from '../../../src/clinical/models/normal.ts'
import { normalNodes } from '../../../src/evaluation/anchoring/normal-nodes.ts'
import { solveShare } from '../../../src/evaluation/anchoring/solve-intercepts.ts'
import type { Random } from '../../../src/evaluation/statistics/random.ts'
import { MODEL } from './model.ts'

/** How the predictors of a population are distributed; D* in the unit of the study's scanner. */
export interface Population {
  readonly iiia: number
  readonly capsule: number
  readonly nlr: readonly [median: number, sd: number]
  readonly dStar: readonly [mean: number, sd: number]
  readonly adc: readonly [mean: number, sd: number]
}

/** A world in which the model is used: what is true there, and how its scanner reads. */
export interface Truth {
  readonly coefficients: readonly number[]
  /** The scanner reads `factor * D* + offset`, with an error of this standard deviation. */
  readonly factor: number
  readonly offset: number
  readonly noise: number
  readonly correlation: number
  readonly study: Population
  readonly site: Population
  /** The share here; else it follows from the study's share, the case mix, and the log odds beside. */
  readonly share: number | { readonly ofStudy: number; readonly logOdds: number }
}

/** A simulated patient: the true D*, and what the scanner read. */
export interface SimulatedPatient {
  readonly values: Readonly<Record<string, number>>
  readonly trueDStar: number
}

const REFERENCE: Population = {
  iiia: 0.28,
  capsule: 0.45,
  nlr: [2.4, 1.7],
  dStar: [46, 11],
  adc: [1.18, 0.19],
}

const PUBLISHED = MODEL.terms.map(({ coefficient }) => coefficient)
const OF_STUDY = { ofStudy: 56 / 135, logOdds: 0 }
const D_STAR = 3

const DECLARED: Truth = {
  coefficients: PUBLISHED,
  factor: 1,
  offset: 0,
  noise: 0,
  correlation: 0,
  study: REFERENCE,
  site: REFERENCE,
  share: 0.415,
}

const withDStar = (factor: number) => PUBLISHED.map((b, j) => (j === D_STAR ? b * factor : b))

const sampledCoefficients = (random: Random) => {
  const slope = 0.7 + 0.3 * random.uniform()
  return MODEL.terms.map(
    ({ coefficient, standardError }) => slope * (coefficient + standardError * random.normal()),
  )
}

const clip = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** A beta deviate with whole halves as parameters: by two chi-squared ones. */
function betaOf(random: Random, events: number, others: number): number {
  const chi = (halves: number) =>
    Array.from({ length: halves }, () => random.normal() ** 2).reduce(
      (sum, square) => sum + square,
      0,
    )
  const [a, b] = [chi(2 * events + 1), chi(2 * others + 1)]
  return a / (a + b)
}

function everything(random: Random): Truth {
  const within = (least: number, most: number) => least + (most - least) * random.uniform()
  const pick = <T>(all: readonly [T, ...T[]]): T => all[random.below(all.length)] ?? all[0]
  const study: Population = {
    iiia: within(0.1, 0.4),
    capsule: within(0.3, 0.6),
    nlr: [within(2, 3), within(1.2, 3)],
    dStar: [within(25, 65), within(6, 12)],
    adc: [within(1.05, 1.35), within(0.17, 0.6)],
  }
  const site: Population = {
    ...study,
    iiia: clip(study.iiia + 0.07 * random.normal(), 0.05, 0.5),
    capsule: clip(study.capsule + 0.1 * random.normal(), 0.2, 0.75),
    nlr: [clip(study.nlr[0] + 0.25 * random.normal(), 1.7, 3.6), study.nlr[1]],
    dStar: [Math.max(15, study.dStar[0] + 4 * random.normal()), study.dStar[1]],
  }
  return {
    coefficients: sampledCoefficients(random),
    factor: Math.exp(0.3 * random.normal()),
    offset: 0,
    noise: pick([0, 4, 8]),
    correlation: pick([0, 0.2]),
    study,
    site,
    share: { ofStudy: betaOf(random, 56, 79), logOdds: 0.4 * random.normal() },
  }
}

/** The worlds in which the states are tried, by name. */
export const TRUTHS = {
  declared: () => DECLARED,
  'scanner x0.6': () => ({ ...DECLARED, factor: 0.6 }),
  'scanner x1.6': () => ({ ...DECLARED, factor: 1.6 }),
  'scanner +20': () => ({ ...DECLARED, offset: 20 }),
  'scanner noise': () => ({ ...DECLARED, noise: 11 }),
  'scanner x1.6 and noise': () => ({ ...DECLARED, factor: 1.6, noise: 11 }),
  'D* +8 by biology': () => ({
    ...DECLARED,
    site: { ...REFERENCE, dStar: [54, 11] as const },
    share: OF_STUDY,
  }),
  'D* -8 by biology': () => ({
    ...DECLARED,
    site: { ...REFERENCE, dStar: [38, 11] as const },
    share: OF_STUDY,
  }),
  'IIIa 40 %, capsule 60 %': () => ({
    ...DECLARED,
    site: { ...REFERENCE, iiia: 0.4, capsule: 0.6 },
    share: OF_STUDY,
  }),
  'D* effect halved': () => ({ ...DECLARED, coefficients: withDStar(0.5) }),
  'no D* effect': () => ({ ...DECLARED, coefficients: withDStar(0) }),
  'share 25 %': () => ({ ...DECLARED, share: 0.25 }),
  'share 33 %': () => ({ ...DECLARED, share: 0.33 }),
  'share 60 %': () => ({ ...DECLARED, share: 0.6 }),
  'ADC SD 0.60': () => ({ ...DECLARED, site: { ...REFERENCE, adc: [1.18, 0.6] as const } }),
  'long NLR tail': () => ({ ...DECLARED, site: { ...REFERENCE, nlr: [3, 3.4] as const } }),
  'correlation 0.3': () => ({ ...DECLARED, correlation: 0.3 }),
  'slope 0.7': () => ({ ...DECLARED, coefficients: PUBLISHED.map((b) => 0.7 * b) }),
  'coefficients drawn from their SE': (random: Random) => ({
    ...DECLARED,
    coefficients: sampledCoefficients(random),
  }),
  'everything at random': everything,
} satisfies Readonly<Record<string, (random: Random) => Truth>>

export type TruthName = keyof typeof TRUTHS

/** Correlated scores: IIIa, NLR, capsule, D*, ADC. */
function scoresOf(random: Random, r: number): readonly number[] {
  const z = Array.from({ length: 5 }, () => random.normal())
  if (r === 0) return z
  // Cholesky by hand would hide the pairs: IIIa-NLR, NLR-D*, capsule-D*, IIIa-capsule, ADC-D*.
  const pairs: Readonly<Record<string, number>> = { '01': r, '13': r, '23': r, '02': r, '34': -r }
  const covariance = (i: number, j: number) =>
    i === j ? 1 : (pairs[`${String(Math.min(i, j))}${String(Math.max(i, j))}`] ?? 0)
  const factor: number[][] = []
  for (let i = 0; i < 5; i += 1) {
    const row: number[] = []
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? row : (factor[j] ?? [])
      const rest = covariance(i, j) - row.reduce((sum, v, k) => sum + v * (other[k] ?? 0), 0)
      row.push(j === i ? Math.sqrt(rest) : rest / (other[j] ?? NaN))
    }
    factor.push(row)
  }
  return factor.map((row) => row.reduce((sum, v, k) => sum + v * (z[k] ?? 0), 0))
}

function drawPatient(random: Random, truth: Truth, population: Population): SimulatedPatient {
  const [z0 = 0, z1 = 0, z2 = 0, z3 = 0, z4 = 0] = scoresOf(random, truth.correlation)
  const [median, sd] = population.nlr
  const trueDStar = Math.max(4, population.dStar[0] + population.dStar[1] * z3)
  const read = truth.factor * trueDStar + truth.offset + truth.noise * random.normal()
  return {
    trueDStar,
    values: {
      cnlcStageIIIa: z0 > normalQuantile(1 - population.iiia) ? 1 : 0,
      nlr: valueAt({ kind: 'lognormal', median, sd }, z1),
      capsuleIncomplete: z2 > normalQuantile(1 - population.capsule) ? 1 : 0,
      dStar: clip(read, 3, 300),
      adc: Math.max(0.3, population.adc[0] + population.adc[1] * z4),
    },
  }
}

export const drawPatients = (random: Random, truth: Truth, count: number) =>
  Array.from({ length: count }, () => drawPatient(random, truth, truth.site))

/** The log odds without intercept, at a D* in the study's unit. */
const logOddsAt = ({ coefficients }: Truth, { values }: SimulatedPatient, dStar: number) =>
  MODEL.terms.reduce(
    (sum, { predictor }, j) =>
      sum + (coefficients[j] ?? 0) * (j === D_STAR ? dStar : (values[predictor] ?? NaN)),
    0,
  )

const MANY = 4000

function solvedOn(random: Random, truth: Truth, population: Population, share: number): number {
  const patients = Array.from({ length: MANY }, () => drawPatient(random, truth, population))
  const logOdds = Float64Array.from(patients, (patient) =>
    logOddsAt(truth, patient, patient.trueDStar),
  )
  return solveShare({ logOdds, weights: new Float64Array(MANY).fill(1 / MANY) }, share)
}

/** The true intercept of a site. */
export function trueIntercept(random: Random, truth: Truth): number {
  const { share } = truth
  if (typeof share === 'number') return solvedOn(random, truth, truth.site, share)
  return solvedOn(random, truth, truth.study, share.ofStudy) + share.logOdds
}

const NODES = normalNodes(21)

/** The true probability of the outcome, given what the scanner read. */
export function trueRisk(truth: Truth, intercept: number, patient: SimulatedPatient): number {
  const at = (dStar: number) => inverseLogit(intercept + logOddsAt(truth, patient, dStar))
  const { noise, factor, offset, site } = truth
  if (noise === 0) return at(patient.trueDStar)
  const [mean, sd] = site.dStar
  const reliability = (factor * sd) ** 2 / ((factor * sd) ** 2 + noise ** 2)
  const read = ((patient.values['dStar'] ?? 0) - offset) / factor
  const middle = mean + reliability * (read - mean)
  const spread = sd * Math.sqrt(1 - reliability)
  return NODES.reduce((sum, [z, weight]) => sum + weight * at(middle + spread * z), 0)
}
