import { withoutNoise } from '../../base/number.ts'
import { onceOf } from '../../base/once-of.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import { originOfAll } from '../fhir/origin.ts'
import type { Statement } from '../fhir/statements.ts'
import { type Comparable, contradictionIn } from './agreement.ts'
import type { RatioInput, RatioPair } from './input-definition.ts'
import { provenanceOf } from './judge-statement.ts'
import { isLater, newestOf } from './newest.ts'
import { contradiction, mostExact, newestAgreed, rivalOf, unusable } from './newest-agreed.ts'
import { isAccepted, quotientOf } from './quantity.ts'
import { judgeRatioPart } from './ratio-parts.ts'
import {
  areMethodsMixed,
  type Half,
  type HalfPair,
  type HalvesOfRatio,
  isSameSample,
  mayBeOneOccasion,
  pairsOf,
  toHalves,
} from './ratio-samples.ts'
import type { Interval, Provenance, Reading } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import type { JudgedStatement } from './select-statements.ts'
import { whyNoPair } from './why-no-pair.ts'

/** What may be the ratio: a pair of one sample, or the ratio as a laboratory reports it. */
interface Candidate extends Comparable {
  readonly value: number
  readonly printed: Interval
  readonly isPlausible: boolean
  readonly time: TimeSpan
  /** Where its way stands in the order in which they are preferred. */
  readonly way: number
  /** The numerator or the ratio as reported, then the denominator. */
  readonly statement: Statement
  readonly other?: Statement
}

const printedOf = ({ value, printed = [value, value] }: Half): Interval => printed

function fromPair(
  [numerator, denominator]: HalfPair,
  way: number,
  { sumAtMost }: RatioPair,
  { acceptance }: RatioInput,
): Candidate {
  const value = withoutNoise(numerator.value / denominator.value)
  const isWhole = sumAtMost === undefined || numerator.value + denominator.value <= sumAtMost
  return {
    value,
    printed: quotientOf(printedOf(numerator), printedOf(denominator)),
    isPlausible: isWhole && isAccepted(value, acceptance),
    time: numerator.time,
    way,
    statement: numerator.statement,
    other: denominator.statement,
  }
}

const fromReported = (half: Half, way: number): Candidate => ({
  value: half.value,
  printed: printedOf(half),
  isPlausible: true,
  time: half.time,
  way,
  statement: half.statement,
})

function provenanceOfCandidate(
  { statement, other }: Candidate,
  { time }: ReadingContext,
): Provenance {
  const first = provenanceOf(statement, time)
  if (other === undefined) return first
  const second = provenanceOf(other, time)
  return {
    ...first,
    reference: `${first.reference} / ${second.reference}`,
    asSent: `${first.asSent} / ${second.asSent}`,
    codes: [...(first.codes ?? []), ...(second.codes ?? [])],
    origin: originOfAll([first.origin, second.origin]),
  }
}

/**
 * Two values of one sample that contradict each other: two counts of the same cells, or two ratios
 * of whatever way. What stands beside a pair of the sample without a partner is heard too.
 */
function disagreeing(
  newest: readonly Candidate[],
  ways: readonly HalvesOfRatio[],
  input: RatioInput,
  context: ReadingContext,
): readonly [Provenance, Provenance] | undefined {
  const of = (item: Half) => provenanceOf(item.statement, context.time)
  for (const { numerators, denominators } of ways) {
    for (const halves of [numerators, denominators]) {
      const own = newest.flatMap(({ statement, other }) =>
        halves.filter((half) => half.statement === statement || half.statement === other),
      )
      const ofOccasion = halves.filter((half) =>
        own.some((used) => mayBeOneOccasion(half, used, input)),
      )
      const two = contradictionIn(ofOccasion)
      if (two !== undefined) return [of(two[0]), of(two[1])]
    }
  }
  const two = contradictionIn(newest.filter(({ isPlausible }) => isPlausible))
  return two && [provenanceOfCandidate(two[0], context), provenanceOfCandidate(two[1], context)]
}

function isLaterCandidate(a: Candidate, b: Candidate, { windowMinutes }: RatioInput): boolean {
  if (!isLater(a.time, b.time)) return false
  const [ofA, ofB] = [a, b].map(({ statement, other }) => [statement, other ?? statement])
  const isOne = ofA?.some((first) =>
    ofB?.some((second) => isSameSample(first, second, windowMinutes)),
  )
  return isOne !== true
}

/** The preferred way, and of it the most exact value. */
function bestOf(newest: readonly Candidate[]): Candidate | undefined {
  const plausible = newest.filter(({ isPlausible }) => isPlausible)
  const from = plausible.length === 0 ? newest : plausible
  const way = Math.min(...from.map((candidate) => candidate.way))
  return mostExact(from.filter((candidate) => candidate.way === way))
}

/** The judged values of one way to form the ratio. */
interface JudgedWay {
  readonly rule: RatioPair
  readonly numerators: readonly JudgedStatement<number>[]
  readonly denominators: readonly JudgedStatement<number>[]
}

interface JudgedRatio {
  readonly ways: readonly JudgedWay[]
  readonly reported: readonly JudgedStatement<number>[]
}

/** The ratio as a laboratory reports it: a value as any half. */
const asReported = onceOf((input: RatioInput) => ({ ...input, codes: input.reported }))

function judgeRatio(
  input: RatioInput,
  record: RecordStatements,
  context: ReadingContext,
): JudgedRatio {
  const ways = input.pairs.map((rule): JudgedWay => ({
    rule,
    numerators: judgeRatioPart(rule.numerator, input, record, context),
    denominators: judgeRatioPart(rule.denominator, input, record, context),
  }))
  const reported = judgeRatioPart(asReported(input), input, record, context)
  return { ways, reported }
}

const judgedIn = ({ ways, reported }: JudgedRatio) => [
  ...ways.flatMap(({ numerators, denominators }) => [...numerators, ...denominators]),
  ...reported,
]

/**
 * The ratio of the newest sample: of two values of one sample and one method, or as the laboratory
 * reports it. Where what is said of the sample contradicts itself, no value is picked.
 */
export function readRatio(
  input: RatioInput,
  record: RecordStatements,
  context: ReadingContext,
): Reading<number> {
  const judged = judgeRatio(input, record, context)
  const ways = judged.ways.map(({ rule, numerators, denominators }) => ({
    rule,
    numerators: toHalves(numerators, input, context),
    denominators: toHalves(denominators, input, context),
  }))
  const mayJoin = (a: Statement, b: Statement) => !areMethodsMixed(a, b, input)
  const pairs = ways.map(({ numerators, denominators }) =>
    pairsOf(numerators, denominators, input, mayJoin),
  )
  const crowded = ways.find((_, way) => pairs[way] === undefined)?.numerators[0]
  if (crowded !== undefined)
    return unusable({ statement: crowded.statement, why: 'too-many-values' }, context.time)
  const candidates = [
    ...ways.flatMap(({ rule }, way) =>
      (pairs[way] ?? []).map((pair) => fromPair(pair, way, rule, input)),
    ),
    ...toHalves(judged.reported, input, context).map((half) => fromReported(half, ways.length)),
  ]
  const newest = newestOf(candidates, (a, b) => isLaterCandidate(a, b, input))
  const best = bestOf(newest)
  if (best === undefined) {
    const reported = newestAgreed(judged.reported, context.time)
    return whyNoPair(judged.ways, reported, input, context)
  }
  const two = disagreeing(newest, ways, input, context) ?? rivalsOf(newest, judged, context)
  if (two !== undefined) return contradiction(...two)
  const from = provenanceOfCandidate(best, context)
  return best.isPlausible
    ? { kind: 'found', value: best.value, from }
    : { kind: 'unusable', why: 'implausible', from }
}

/** Two versions of one resource of which neither is known to be newer. */
function rivalsOf(newest: readonly Candidate[], judged: JudgedRatio, { time }: ReadingContext) {
  const statements = newest.flatMap(({ statement, other }) => [
    { statement },
    ...(other === undefined ? [] : [{ statement: other }]),
  ])
  const two = rivalOf(statements, judgedIn(judged))
  return two && ([provenanceOf(two[0], time), provenanceOf(two[1], time)] as const)
}

/** Every value that a ratio might be formed from, judged by its own rule. */
export function judgeRatioParts(
  input: RatioInput,
  record: RecordStatements,
  context: ReadingContext,
): readonly JudgedStatement<number>[] {
  return judgedIn(judgeRatio(input, record, context))
}
