import { inverseLogit, type PredictorValues, valueOf } from '../definition.ts'
import type { Centring } from './centring.ts'

/** One predictor of every version: `coefficient * (value - origin)`. */
interface EnsembleTerm {
  readonly predictor: string
  readonly origin: number
  readonly coefficients: Float64Array
  /** Where the effect ends, in every other version from the second on, or in all. */
  readonly cap?: { readonly at: number; readonly in: 'every-other' | 'all' } | undefined
}

/** The versions of a model for one platform, ready to be evaluated. */
export interface Ensemble {
  readonly intercepts: Float64Array
  readonly terms: readonly EnsembleTerm[]
}

/** The coefficients of every version, and how the centred predictor enters. */
export interface EnsembleParts {
  readonly predictors: readonly string[]
  readonly intercepts: Float64Array
  /** By predictor, without the gain. */
  readonly coefficients: readonly Float64Array[]
  readonly caps: readonly { readonly predictor: string; readonly at: number }[]
  readonly cappedIn: 'every-other' | 'all'
  readonly centred?: { readonly predictor: string; readonly centring: Centring } | undefined
}

const times = (values: Float64Array, factors: Float64Array | undefined) =>
  factors === undefined ? values : values.map((value, m) => value * (factors[m] ?? 1))

export function toEnsemble(parts: EnsembleParts): Ensemble {
  const { predictors, centred, caps, cappedIn } = parts
  let { intercepts } = parts
  const terms = predictors.map((predictor, j): EnsembleTerm => {
    const coefficients = parts.coefficients[j] ?? new Float64Array()
    const cap = caps.find((each) => each.predictor === predictor)
    const capped = cap && { at: cap.at, in: cappedIn }
    if (predictor !== centred?.predictor) return { predictor, origin: 0, coefficients, cap: capped }
    const { origin, weight, offset, gain } = centred.centring
    const gained = times(coefficients, gain)
    if (offset !== undefined)
      intercepts = intercepts.map((a, m) => a + (gained[m] ?? 0) * (offset[m] ?? 0))
    return { predictor, origin, coefficients: times(gained, weight), cap: capped }
  })
  return { intercepts, terms }
}

/** Adds one predictor, with one value in the versions of each parity. */
function add(
  logOdds: Float64Array,
  coefficients: Float64Array,
  [inFirst, inSecond]: readonly [number, number],
): void {
  for (let m = 0; m < logOdds.length; m += 2)
    logOdds[m] = (logOdds[m] ?? 0) + (coefficients[m] ?? 0) * inFirst
  for (let m = 1; m < logOdds.length; m += 2)
    logOdds[m] = (logOdds[m] ?? 0) + (coefficients[m] ?? 0) * inSecond
}

/**
 * The log odds that each version gives a patient.
 *
 * @throws {TypeError} When a predictor of the model has no finite value.
 */
export function logOddsOf({ intercepts, terms }: Ensemble, values: PredictorValues): Float64Array {
  const logOdds = Float64Array.from(intercepts)
  for (const { predictor, origin, coefficients, cap } of terms) {
    const value = valueOf(values, predictor)
    const atCap = Math.min(value, cap?.at ?? Infinity)
    const inFirst = cap?.in === 'all' ? atCap : value
    add(logOdds, coefficients, [inFirst - origin, atCap - origin])
  }
  return logOdds
}

/** The risk that each version gives a patient. */
export function risksOf(ensemble: Ensemble, values: PredictorValues): Float64Array {
  const risks = logOddsOf(ensemble, values)
  // A loop: `map` would make an object of each of thousands of numbers.
  for (let m = 0; m < risks.length; m += 1) risks[m] = inverseLogit(risks[m] ?? 0)
  return risks
}
