import type { ObservationView } from '../fhir/index.ts'
import type { Unusable } from '../observations/index.ts'
import type { PredictorDefinition } from './definition.ts'
import { type PredictorReading, readPredictor, type ReadingContext } from './read-predictor.ts'

/** The readings of all predictors of a model, by predictor. */
export type PredictorReadings = Readonly<Record<string, PredictorReading>>

/** The readings with those of `ids` that were found turned down. */
function turnDown(
  readings: PredictorReadings,
  ids: readonly string[],
  why: Unusable,
): PredictorReadings {
  return Object.fromEntries(
    Object.entries(readings).map(([id, reading]): [string, PredictorReading] =>
      ids.includes(id) && reading.kind === 'found'
        ? [id, { kind: 'unusable', why, from: reading.from }]
        : [id, reading],
    ),
  )
}

function lesionOf(reading: PredictorReading | undefined): string | undefined {
  return reading?.kind === 'found' ? reading.from.lesion : undefined
}

/** When the per-lesion predictors were found for different lesions, none of them is used. */
function keepToOneLesion(
  predictors: readonly PredictorDefinition[],
  readings: PredictorReadings,
): PredictorReadings {
  const perLesion = predictors
    .filter((predictor) => predictor.kind !== 'ratio' && predictor.isPerLesion)
    .map(({ id }) => id)
  const lesions = perLesion.map((id) => lesionOf(readings[id])).filter((one) => one !== undefined)
  return new Set(lesions).size > 1 ? turnDown(readings, perLesion, 'several-lesions') : readings
}

function numberOf(reading: PredictorReading | undefined): number | undefined {
  return reading?.kind === 'found' ? reading.value.number : undefined
}

/**
 * Of two values of which one by its physics exceeds the other, and does not, neither is what it
 * says.
 */
function keepPhysical(
  predictors: readonly PredictorDefinition[],
  readings: PredictorReadings,
): PredictorReadings {
  return predictors.reduce((sofar, predictor) => {
    if (predictor.kind !== 'quantity' || predictor.exceeds === undefined) return sofar
    const greater = numberOf(readings[predictor.id])
    const less = numberOf(readings[predictor.exceeds])
    return greater === undefined || less === undefined || greater > less
      ? sofar
      : turnDown(sofar, [predictor.id, predictor.exceeds], 'implausible')
  }, readings)
}

/**
 * The readings of all predictors.
 *
 * @param observations - By prefetch key; a key that could not be obtained has none.
 */
export function gatherPredictors(
  predictors: readonly PredictorDefinition[],
  observations: Readonly<Record<string, readonly ObservationView[]>>,
  context: ReadingContext,
): PredictorReadings {
  const readings = Object.fromEntries(
    predictors.map((predictor) => [
      predictor.id,
      readPredictor(predictor, observations[predictor.prefetchKey] ?? [], context),
    ]),
  )
  return keepPhysical(predictors, keepToOneLesion(predictors, readings))
}
