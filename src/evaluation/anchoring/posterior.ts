import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { inverseLogit } from '../../clinical/models/definition.ts'
import { notConverged } from '../statistics/not-converged.ts'
import { at, sumOf } from '../statistics/vector.ts'

/** A patient's row of a logistic model, the constant first, and the outcome. */
export interface Observed {
  readonly row: readonly number[]
  readonly outcome: 0 | 1
}

/** A multivariate normal distribution of an intercept and coefficients. */
export interface NormalDistribution {
  readonly mean: readonly number[]
  readonly covariance: readonly (readonly number[])[]
}

const STEPS = 200
const LEAST_STEP = 1e-6

/** That no element of the gradient is larger: what is written is a maximum. */
export const GRADIENT_LIMIT = 1e-9

/** The mean and covariance (n - 1) of versions, given as columns. */
export function momentsOf(columns: readonly Float64Array[]): NormalDistribution {
  const means = columns.map((column) => sumOf(column.length, (i) => at(column, i)) / column.length)
  const covariance = columns.map((a, j) =>
    columns.map(
      (b, k) =>
        sumOf(a.length, (i) => (at(a, i) - at(means, j)) * (at(b, i) - at(means, k))) /
        (a.length - 1),
    ),
  )
  return { mean: means, covariance }
}

const toArray = (values: readonly (readonly number[])[]) => values.map((row) => [...row])

/** Without what rounding made unequal on both sides of the diagonal. */
const symmetric = (matrix: Matrix) => Matrix.add(matrix, matrix.transpose()).mul(0.5)

const inverseOf = (matrix: Matrix) =>
  symmetric(new CholeskyDecomposition(symmetric(matrix)).solve(Matrix.eye(matrix.rows)))

class Posterior {
  readonly #design: Matrix
  readonly #outcomes: readonly number[]
  readonly #mean: Matrix
  readonly #precision: Matrix

  constructor(prior: NormalDistribution, patients: readonly Observed[]) {
    this.#design = new Matrix(patients.map(({ row }) => [...row]))
    this.#outcomes = patients.map(({ outcome }) => outcome)
    this.#mean = Matrix.columnVector([...prior.mean])
    this.#precision = inverseOf(new Matrix(toArray(prior.covariance)))
  }

  get start() {
    return this.#mean.clone()
  }

  #logOdds(theta: Matrix) {
    return this.#design.mmul(theta).to1DArray()
  }

  objective(theta: Matrix): number {
    const likelihood = this.#logOdds(theta).reduce((sum, eta, i) => {
      const logNormaliser = Math.max(0, eta) + Math.log1p(Math.exp(-Math.abs(eta)))
      return sum + (this.#outcomes[i] ?? 0) * eta - logNormaliser
    }, 0)
    const away = Matrix.sub(theta, this.#mean)
    return likelihood - 0.5 * away.transpose().mmul(this.#precision).mmul(away).get(0, 0)
  }

  gradient(theta: Matrix): Matrix {
    const residuals = this.#logOdds(theta).map(
      (eta, i) => at(this.#outcomes, i) - inverseLogit(eta),
    )
    const pull = this.#precision.mmul(Matrix.sub(theta, this.#mean))
    return this.#design.transpose().mmul(Matrix.columnVector(residuals)).sub(pull)
  }

  information(theta: Matrix): Matrix {
    const weights = this.#logOdds(theta).map((eta) => inverseLogit(eta) * inverseLogit(-eta))
    const weighted = this.#design.clone().mulColumnVector(weights)
    return symmetric(this.#design.transpose().mmul(weighted).add(this.#precision))
  }
}

const largest = (column: Matrix) => Math.max(...column.to1DArray().map(Math.abs))

/** A Newton step, halved until the objective does not fall. */
function stepFrom(posterior: Posterior, theta: Matrix, gradient: Matrix): Matrix {
  const step = new CholeskyDecomposition(posterior.information(theta)).solve(gradient)
  const before = posterior.objective(theta)
  let share = 1
  while (
    share > LEAST_STEP &&
    posterior.objective(Matrix.add(theta, Matrix.mul(step, share))) < before - 1e-12
  )
    share /= 2
  return Matrix.add(theta, Matrix.mul(step, share))
}

function modeOf(posterior: Posterior): Matrix {
  let theta = posterior.start
  for (let i = 0; i < STEPS; i += 1) {
    const gradient = posterior.gradient(theta)
    if (largest(gradient) < GRADIENT_LIMIT) return theta
    theta = stepFrom(posterior, theta, gradient)
  }
  throw notConverged('the posterior has no maximum that the steps reach')
}

/**
 * The posterior of intercept and coefficients after patients with outcomes: Laplace's approximation
 * at its mode, which damped Newton steps find from the prior's mean.
 *
 * @throws {Fault} When no maximum is reached: nothing may be written then.
 */
export function posteriorOf(
  prior: NormalDistribution,
  patients: readonly Observed[],
): NormalDistribution {
  if (patients.length === 0) return prior
  const posterior = new Posterior(prior, patients)
  const mode = modeOf(posterior)
  const covariance = inverseOf(posterior.information(mode)).to2DArray()
  return { mean: mode.to1DArray(), covariance }
}
