import type { Term } from '../definition.ts'
import { between, dimensionsOf, normal } from './sequence.ts'
import type { VersionsSettings } from './settings.ts'

/**
 * The coefficients of every version, by term: drawn by their standard errors, times the slope, and
 * the centred predictor's times its weight. The gain of a platform is not in them.
 */
export function drawCoefficients(
  terms: readonly Pick<Term, 'predictor' | 'coefficient' | 'standardError'>[],
  { count, slope, centred, documented }: VersionsSettings,
): readonly Float64Array[] {
  const dimensions = dimensionsOf(terms.length, documented.length)
  const slopes = between(slope.range, dimensions.slope, count)
  const weights = centred && between(centred.weight, dimensions.weight, count)
  return terms.map(({ predictor, coefficient, standardError }, dimension) => {
    const kept = predictor === centred?.predictor ? weights : undefined
    return normal(dimension, count).map(
      (z, m) => (coefficient + standardError * z) * (slopes[m] ?? 1) * (kept?.[m] ?? 1),
    )
  })
}
