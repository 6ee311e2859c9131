import { inverseLogit } from '../../clinical/models/definition.ts'
import { packed, type Vector } from './vector.ts'

const STEPS = 200
/** Relative to the size of the intercept: what doubles can tell apart. */
const EXACT = 1e-14

const logit = (share: number): number => Math.log(share) - Math.log1p(-share)

/** Predicted events at an intercept, and how fast they rise with it. */
function predictedAt(offset: Float64Array, intercept: number) {
  let [events, information] = [0, 0]
  for (const given of offset) {
    const risk = inverseLogit(intercept + given)
    events += risk
    information += risk * (1 - risk)
  }
  return { events, information }
}

/**
 * The intercept that beside given linear predictors predicts as many events as were observed: its
 * maximum likelihood estimate. It lies between those of the least and the greatest linear
 * predictor, and Newton's steps never leave that bracket, which every one of them narrows: neither
 * the start nor the size of the linear predictors can lead them astray.
 *
 * @throws {RangeError} When nobody has the outcome or everybody has: there is no finite intercept.
 */
export function interceptBeside(linearPredictor: Vector, events: number): number {
  const offset = packed(linearPredictor)
  if (!(events > 0 && events < offset.length))
    throw new RangeError('no finite intercept: it takes patients with and without the outcome')
  const middle = logit(events / offset.length)
  let [low, high] = [Infinity, -Infinity]
  for (const given of offset) {
    low = Math.min(low, middle - given)
    high = Math.max(high, middle - given)
  }
  let intercept = (low + high) / 2
  for (let i = 0; i < STEPS; i += 1) {
    const predicted = predictedAt(offset, intercept)
    if (predicted.events < events) low = intercept
    else high = intercept
    const next = intercept + (events - predicted.events) / predicted.information
    const moved = next > low && next < high ? next : (low + high) / 2
    const isAtRest = Math.abs(moved - intercept) <= EXACT * Math.max(1, Math.abs(intercept))
    intercept = moved
    if (isAtRest) break
  }
  return intercept
}
