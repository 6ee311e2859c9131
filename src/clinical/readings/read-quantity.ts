import { textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import {
  candidatesFor,
  type Judged,
  judgeAll,
  newestAgreed,
  usableOf,
} from './select-statements.ts'
import type { Judgement, Reading } from './reading.ts'
import { measure } from './quantity.ts'
import { provenanceOf } from './judge-statement.ts'
import { foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import {
  allOfThem,
  type OnlyThose,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { QuantityInput, StatisticRule } from './input-definition.ts'

/** Whether an Observation says that it is the mean of its region, another statistic, or neither. */
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
  observation: Statement,
  input: QuantityInput,
  { units }: ReadingContext,
): Judgement<number> {
  const { statistic } = input
  if (statistic === undefined) return measure(observation, input, units)
  const kind = statisticOf(observation, statistic)
  if (kind === 'other') return { why: 'not-the-mean' }
  const measured = measure(observation, input, units)
  return 'value' in measured ? { ...measured, isPreferred: kind === 'mean' } : measured
}

/** Every Observation under the input's codes, judged, the newest first. */
export function judgeQuantities(
  input: QuantityInput,
  { index }: RecordStatements,
  context: ReadingContext,
): readonly Judged<number>[] {
  return judgeAll(candidatesFor(index, input.codes), input, context.time, (observation) =>
    judgeQuantity(observation, input, context),
  )
}

/**
 * The largest of the newest usable day: one patient has several tumours, and the size is the
 * largest's.
 */
function largest(judged: readonly Judged<number>[], { time }: ReadingContext): Reading<number> {
  const usable = usableOf(judged)
  const day = usable[0]?.observation.time?.written.slice(0, 10)
  const ofDay = usable.filter(({ observation }) => observation.time?.written.slice(0, 10) === day)
  const [first] = ofDay.toSorted((a, b) => b.value - a.value)
  return first === undefined
    ? newestAgreed(judged, time)
    : { kind: 'found', value: first.value, from: provenanceOf(first.observation, time) }
}

/** The reading of a measured quantity, in its canonical unit. */
export function readQuantity(
  input: QuantityInput,
  record: RecordStatements,
  context: ReadingContext,
  only: OnlyThose = allOfThem,
): Reading<number> {
  const judged = judgeQuantities(input, record, context).filter(({ observation }) =>
    only(observation),
  )
  return input.takesLargest ? largest(judged, context) : newestAgreed(judged, context.time)
}
