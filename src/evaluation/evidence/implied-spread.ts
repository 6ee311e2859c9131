import { inverse, Matrix } from 'ml-matrix'
import {
  inverseLogit,
  type Marginal,
  type ReferencePopulation,
  type RiskModelDefinition,
  type Term,
} from '../../clinical/models/definition.ts'
import { marginalOf, quadrature, solveIntercept } from '../../clinical/models/population.ts'

/** The model and the share of patients with the outcome, as far as the spread depends on them. */
type SpreadMaterial = Pick<RiskModelDefinition, 'terms' | 'anchor'>

/** Standard deviations of the continuous predictors, by predictor. */
export type Spreads = Readonly<Record<string, number>>

interface Point {
  /** A leading 1 for the intercept, then the predictors in the order of the terms. */
  readonly values: readonly number[]
  readonly logOdds: number
  readonly weight: number
}

// A step of one standard deviation is exact enough for a normal predictor; the tail of a lognormal one needs half of it.
const stepOf = ({ kind }: Marginal) => (kind === 'lognormal' ? 0.5 : 1)

function grid(terms: readonly Term[], population: ReferencePopulation): readonly Point[] {
  return terms.reduce<readonly Point[]>(
    (sofar, { predictor, coefficient }) => {
      const marginal = marginalOf(population, predictor)
      const here = quadrature(marginal, stepOf(marginal))
      return sofar.flatMap(({ values, logOdds, weight }) =>
        here.map(([value, share]) => ({
          values: [...values, value],
          logOdds: logOdds + coefficient * value,
          weight: weight * share,
        })),
      )
    },
    [{ values: [1], logOdds: 0, weight: 1 }],
  )
}

/** Adds one patient's part of the expected information, upper triangle only. */
function addInformation(sum: Float64Array, values: readonly number[], weight: number): void {
  const size = values.length
  for (let i = 0; i < size; i += 1)
    for (let j = i; j < size; j += 1)
      sum[i * size + j] = (sum[i * size + j] ?? 0) + weight * (values[i] ?? 0) * (values[j] ?? 0)
}

/**
 * The standard errors that a logistic regression of `patients` patients of a population would give,
 * from the expected Fisher information.
 */
export function expectedStandardErrors(
  { terms, anchor }: SpreadMaterial,
  population: ReferencePopulation,
  patients: number,
): readonly number[] {
  const points = grid(terms, population)
  const intercept = solveIntercept(points, anchor.events / anchor.patients)
  const size = terms.length + 1
  const sum = new Float64Array(size * size)
  for (const { values, logOdds, weight } of points) {
    const risk = inverseLogit(intercept + logOdds)
    addInformation(sum, values, weight * risk * (1 - risk))
  }
  const entry = (i: number, j: number) =>
    patients * (sum[Math.min(i, j) * size + Math.max(i, j)] ?? 0)
  const indices = Array.from({ length: size }, (_, i) => i)
  const information = indices.map((i) => indices.map((j) => entry(i, j)))
  return inverse(new Matrix(information))
    .diagonal()
    .slice(1)
    .map((variance) => Math.sqrt(variance))
}

/** A population with other standard deviations of its continuous predictors. */
export function withSpreads(
  population: ReferencePopulation,
  spreads: Spreads,
): ReferencePopulation {
  return Object.fromEntries(
    Object.entries(population).map(([predictor, marginal]) => [
      predictor,
      marginal.kind === 'bernoulli'
        ? marginal
        : { ...marginal, sd: spreads[predictor] ?? marginal.sd },
    ]),
  )
}

const spreadsOf = (population: ReferencePopulation): Spreads =>
  Object.fromEntries(
    Object.entries(population).flatMap(([predictor, marginal]) =>
      marginal.kind === 'bernoulli' ? [] : [[predictor, marginal.sd]],
    ),
  )

const ROUNDS = 60

/**
 * The standard deviations of the continuous predictors with which a study of `patients` patients
 * would have the published standard errors: found by scaling each until its standard error fits.
 * Predictors are taken as independent, shapes and shares as in `population`.
 */
export function impliedSpreads(
  material: SpreadMaterial,
  population: ReferencePopulation,
  patients: number,
): Spreads {
  const { terms } = material
  let spreads = spreadsOf(population)
  for (let round = 0; round < ROUNDS; round += 1) {
    const errors = expectedStandardErrors(material, withSpreads(population, spreads), patients)
    const factors = new Map(
      terms.map(({ predictor, standardError }, i) => [predictor, (errors[i] ?? 0) / standardError]),
    )
    const entries = Object.entries(spreads)
    spreads = Object.fromEntries(entries.map(([id, sd]) => [id, sd * (factors.get(id) ?? 1)]))
    if (entries.every(([id]) => Math.abs((factors.get(id) ?? 1) - 1) < 1e-4)) break
  }
  return spreads
}
