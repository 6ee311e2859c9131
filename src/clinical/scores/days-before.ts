import type { PublishedScore } from './published-score.ts'

/**
 * How many days before an order the earlier procedure is at most that a score asks of: the largest
 * limit of its rules, or none where no rule has one.
 */
const lastDayOf = ({ rules }: PublishedScore): number =>
  Math.max(
    0,
    ...rules.flatMap(({ when }) =>
      when.flatMap(({ input, above }) =>
        input === 'daysSinceEarlierProcedure' && above !== undefined ? [above] : [],
      ),
    ),
  )

/** The readings that a score is made from as of an earlier procedure. */
function readingsBefore(
  score: PublishedScore,
  scores: ReadonlyMap<string, PublishedScore>,
  isBefore = false,
): readonly string[] {
  return score.predictors.flatMap((predictor) => {
    if ('of' in predictor) return []
    const isThen = isBefore || predictor.at === 'before-earlier-procedure'
    if (predictor.kind === 'reading') return isThen ? [predictor.reading] : []
    const below = scores.get(predictor.score)
    return below === undefined ? [] : readingsBefore(below, scores, isThen)
  })
}

/**
 * By reading, how many days before an order the procedure may lie before which a score looks for
 * it. A reading that is looked for as of the order alone is not among them.
 */
export function daysBeforeOrder(scores: readonly PublishedScore[]): ReadonlyMap<string, number> {
  const byId = new Map(scores.map((score) => [score.definition.id, score]))
  const days = new Map<string, number>()
  for (const score of scores)
    for (const reading of readingsBefore(score, byId))
      days.set(reading, Math.max(lastDayOf(score), days.get(reading) ?? 0))
  return days
}
