import type { GuidanceDefinition } from '../../guidance/index.ts'
import type { Contribution } from '../../risk-model/index.ts'

/** One line of a nomogram. */
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

/**
 * The patient's points. A point is one hundredth of the largest step in log odds that a predictor
 * makes over its usual range, and each line begins where it adds least.
 */
export function nomogramOf(
  { model, inputs: { predictors } }: GuidanceDefinition,
  contributions: readonly Contribution[],
): readonly NomogramLine[] {
  const lines = model.definition.terms.flatMap(({ predictor, coefficient }) => {
    const range = predictors.find(({ id }) => id === predictor)?.referenceRange
    const value = contributions.find((one) => one.predictor === predictor)?.value
    if (range === undefined || value === undefined) return []
    const [from, to] = coefficient >= 0 ? range : ([range[1], range[0]] as const)
    return [{ predictor, from, to, value, coefficient }]
  })
  const longest = Math.max(...lines.map(({ coefficient, from, to }) => coefficient * (to - from)))
  return lines.map(({ predictor, from, to, value, coefficient }) => ({
    predictor,
    from,
    to,
    value,
    length: (100 * coefficient * (to - from)) / longest,
    points: (100 * coefficient * (value - from)) / longest,
  }))
}
