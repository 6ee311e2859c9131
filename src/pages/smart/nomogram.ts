import type { Service } from '../../hook/service.ts'
import {
  type AxisMark,
  pointsOf,
  type PredictorRanges,
  toNomogram,
} from '../../clinical/models/nomogram.ts'
import type { Contribution } from '../../clinical/models/estimate.ts'

export interface NomogramLine {
  readonly predictor: string
  /** The values at 0 points and at the end of the usual range. */
  readonly from: number
  readonly to: number
  /** Points at the end of the usual range. */
  readonly length: number
  readonly value: number
  /** Points of this patient; below 0 or above `length` outside the usual range. */
  readonly points: number
}

export interface PatientNomogram {
  readonly lines: readonly NomogramLine[]
  /** The sum of this patient's points, and the largest sum within the usual ranges. */
  readonly total: number
  readonly totalPoints: number
  readonly totalMarks: readonly AxisMark[]
  /** Probabilities where they stand on the scale of the sum. */
  readonly riskMarks: readonly AxisMark[]
}

const rangesOf = ({ inputs: { predictors } }: Service): PredictorRanges =>
  Object.fromEntries(predictors.map(({ id, referenceRange }) => [id, referenceRange]))

/** The patient's points on the nomogram of the model, drawn over the predictors' usual ranges. */
export function nomogramOf(
  definition: Service,
  contributions: readonly Contribution[],
): PatientNomogram {
  const ranges = rangesOf(definition)
  const model = definition.model.definition
  const { axes, logOddsPerPoint, totalPoints, totalMarks, riskMarks } = toNomogram(model, ranges)
  const lines = model.terms.flatMap((term): readonly NomogramLine[] => {
    const { predictor, coefficient } = term
    const axis = axes.find((line) => line.predictor === predictor)
    const value = contributions.find((part) => part.predictor === predictor)?.value
    if (axis === undefined || value === undefined) return []
    const [low, high] = axis.range
    const [from, to] = coefficient >= 0 ? [low, high] : [high, low]
    const points = pointsOf(term, value, ranges, logOddsPerPoint)
    return [{ predictor, from, to, length: axis.span, value, points }]
  })
  const total = lines.reduce((sum, { points }) => sum + points, 0)
  return { lines, total, totalPoints, totalMarks, riskMarks }
}
