import type { PredictorValues, Term } from './definition.ts'

/** The inverse logit: the probability whose log odds are `logOdds`. */
export function inverseLogit(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/**
 * The value of one predictor.
 *
 * @throws {TypeError} When it is absent or no finite number: a missing predictor is never imputed.
 */
export function valueOf(values: PredictorValues, predictor: string): number {
  const value = values[predictor]
  if (value === undefined || !Number.isFinite(value))
    throw new TypeError(`predictor ${predictor} has no finite value`)
  return value
}

/**
 * The linear predictor: the log odds of the outcome.
 *
 * @throws {TypeError} When a predictor of the model has no finite value.
 */
export function linearPredictor(
  intercept: number,
  terms: readonly Term[],
  values: PredictorValues,
): number {
  return terms.reduce(
    (sum, { predictor, coefficient }) => sum + coefficient * valueOf(values, predictor),
    intercept,
  )
}
