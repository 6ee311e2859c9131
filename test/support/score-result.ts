import type { Known } from '../../src/clinical/models/decisions.ts'
import { computeScore } from '../../src/clinical/models/score.ts'
import type { PublishedScore } from '../../src/clinical/scores/published-score.ts'
import type { ScoreCase } from '../../src/catalog/published-score-file.ts'

/** A value of a case, or one with the unit in which it was measured. */
type Given = ScoreCase['values'][string] | Known

const toKnown = (value: Given): Known => {
  if (typeof value === 'number') return { number: value }
  return typeof value === 'string' ? { finding: value } : value
}

/** A score of values as a reference case gives them: in its own units, differences still to form. */
export function resultOf(
  { definition, predictors }: PublishedScore,
  values: Readonly<Record<string, Given>>,
) {
  const lookUp = (name: string): Known | undefined => {
    const predictor = predictors.find(({ id }) => id === name)
    if (predictor === undefined || !('of' in predictor)) {
      const value = values[name]
      return value === undefined ? undefined : toKnown(value)
    }
    const [a, b] = predictor.of.map((one) => values[one] as number)
    return { number: predictor.kind === 'ratio' ? a! / b! : a! - b! }
  }
  return computeScore(definition, lookUp)
}
