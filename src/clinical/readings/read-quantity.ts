import { textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import {
  candidatesFor,
  type JudgedStatement,
  judgeStatements,
  newestAgreed,
  usableStatements,
} from './select-statements.ts'
import type { Judgement, Reading } from './reading.ts'
import { toCanonicalValue } from './quantity.ts'
import { provenanceOf } from './judge-statement.ts'
import { foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import {
  everyStatement,
  type StatementFilter,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { QuantityInput, StatisticRule } from './input-definition.ts'
import { refuseOtherSites } from './refuse-other-sites.ts'

/** Whether a value says that it is the mean of its region, another statistic, or neither. */
function statisticOf(
  { code, method }: Statement,
  rule: StatisticRule,
): 'mean' | 'other' | 'unsaid' {
  const concepts = method === undefined ? [code] : [code, method]
  const codings = concepts.flatMap((concept) => concept.codings)
  if (hasMember(codings, rule.otherCodes)) return 'other'
  if (hasMember(codings, rule.meanCodes)) return 'mean'
  const texts = concepts.flatMap(textsOf).map(foldText)
  if (texts.some(rule.otherPhrases.isIn)) return 'other'
  return texts.some(rule.meanPhrases.isIn) ? 'mean' : 'unsaid'
}

function judgeQuantity(
  statement: Statement,
  input: QuantityInput,
  { units }: ReadingContext,
): Judgement<number> {
  const { statistic } = input
  if (statistic === undefined) return toCanonicalValue(statement, input, units)
  const kind = statisticOf(statement, statistic)
  if (kind === 'other') return { why: 'not-the-mean' }
  const measured = toCanonicalValue(statement, input, units)
  return 'value' in measured ? { ...measured, isPreferred: kind === 'mean' } : measured
}

/** Every statement under the input's codes, judged, the newest first. */
export function judgeQuantities(
  input: QuantityInput,
  { index }: RecordStatements,
  context: ReadingContext,
): readonly JudgedStatement<number>[] {
  const judged = judgeStatements(
    candidatesFor(index, input.codes),
    input,
    context.time,
    (statement) => judgeQuantity(statement, input, context),
  )
  return refuseOtherSites(judged, input.sites, input.statistic !== undefined)
}

/**
 * The largest usable value of the newest day: one patient has several tumours, and the size is the
 * largest's.
 */
function largestOfNewestDay(
  judged: readonly JudgedStatement<number>[],
  { time }: ReadingContext,
): Reading<number> {
  const usable = usableStatements(judged)
  const day = usable[0]?.statement.time?.written.slice(0, 10)
  const ofDay = usable.filter(({ statement }) => statement.time?.written.slice(0, 10) === day)
  const [first] = ofDay.toSorted((a, b) => b.value - a.value)
  return first === undefined
    ? newestAgreed(judged, time)
    : { kind: 'found', value: first.value, from: provenanceOf(first.statement, time) }
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
