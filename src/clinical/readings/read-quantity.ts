import type { Statement } from '../fhir/statements.ts'
import { candidatesFor, type JudgedStatement, judgeStatements } from './select-statements.ts'
import {
  found,
  newestAgreed,
  newestTelling,
  sortedByContent,
  type Telling,
  unusable,
} from './newest-agreed.ts'
import type { Judgement, Reading, Unusable } from './reading.ts'
import { toCanonicalValue } from './quantity.ts'
import { hasUnknownMethod, type Statistic, statisticOf } from './statistic.ts'
import {
  everyStatement,
  type StatementFilter,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { QuantityInput } from './input-definition.ts'
import { rememberReadings } from './remember.ts'
import { refuseOtherSites } from './refuse-other-sites.ts'

const REFUSED: Readonly<Partial<Record<Statistic, Unusable>>> = {
  other: 'not-the-mean',
  'not-understood': 'statistic-not-understood',
  'another-method': 'another-method',
}

function judgeQuantity(
  statement: Statement,
  input: QuantityInput,
  { units }: ReadingContext,
): Judgement<number> {
  const statistic = statisticOf(statement, input)
  const why = REFUSED[statistic]
  if (why !== undefined) return { why }
  const measured = toCanonicalValue(statement, input, units)
  if (!('value' in measured)) return measured
  return {
    ...measured,
    ...(statistic === 'mean' && { isPreferred: true }),
    ...(hasUnknownMethod(statement, input) && { isByUnknownMethod: true }),
  }
}

/** Every statement under the input's codes, judged, the newest first. */
export const judgeQuantities = rememberReadings(
  (
    input: QuantityInput,
    { index }: RecordStatements,
    context: ReadingContext,
  ): readonly JudgedStatement<number>[] => {
    const judged = judgeStatements(
      candidatesFor(index, input.codes),
      input,
      context.time,
      (statement) => judgeQuantity(statement, input, context),
    )
    return refuseOtherSites(judged, input.sites, input.statistic !== undefined)
  },
)

/** The upper end of what a statement tells of the number. */
const mostOf = (item: Telling<number>) => ('value' in item ? item.value : item.range[1])

/**
 * The largest value of the newest day: one patient has several tumours, and the size is the
 * largest's. A limit beyond all numbers of the day says that the largest is not known.
 */
function largestOfNewestDay(
  judged: readonly JudgedStatement<number>[],
  { time }: ReadingContext,
): Reading<number> {
  const telling = sortedByContent(newestTelling(judged), time)
  const [largest] = telling.toSorted((a, b) => mostOf(b) - mostOf(a))
  if (largest === undefined || telling.some(({ statement }) => statement.isDisputed === true))
    return newestAgreed(judged, time)
  return 'value' in largest ? found(largest, time) : unusable(largest, time)
}

export function readQuantity(
  input: QuantityInput,
  record: RecordStatements,
  context: ReadingContext,
  isWanted: StatementFilter = everyStatement,
): Reading<number> {
  const judged = judgeQuantities(input, record, context).filter(({ statement }) =>
    isWanted(statement),
  )
  return input.takesLargest
    ? largestOfNewestDay(judged, context)
    : newestAgreed(judged, context.time)
}
