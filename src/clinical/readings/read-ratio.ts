import { MINUTE_MS } from '../../base/time.ts'
import { withoutNoise } from '../../base/number.ts'
import {
  candidatesFor,
  type JudgedStatement,
  judgeStatements,
  newestAgreed,
  whyNoneUsable,
  usableStatements,
  type UsableStatement,
} from './select-statements.ts'
import { isAccepted, toCanonicalValue, type QuantityRule } from './quantity.ts'
import type { Provenance, Reading } from './reading.ts'
import { provenanceOf } from './judge-statement.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import type { RatioInput, RatioPair } from './input-definition.ts'
import type { Statement } from '../fhir/statements.ts'

interface SamplePair {
  readonly numerator: UsableStatement<number>
  readonly denominator: UsableStatement<number>
}

/**
 * Whether two values are of one sample: of the same specimen where both name one; else of the same
 * panel or report; else observed at most `windowMinutes` apart.
 */
function isSameSample(a: Statement, b: Statement, windowMinutes: number): boolean {
  if (a.specimen !== undefined && b.specimen !== undefined) return a.specimen === b.specimen
  if (a.groups.some((group) => b.groups.includes(group))) return true
  // For the type alone: what was judged usable has a time.
  if (a.time === undefined || b.time === undefined) return false
  // Two dates without a time of day say nothing about the sample unless they are the same date.
  const isExact = a.time.earliest === a.time.latest && b.time.earliest === b.time.latest
  const apart = Math.abs(a.time.earliest - b.time.earliest)
  return isExact ? apart <= windowMinutes * MINUTE_MS : apart === 0
}

/**
 * The newest two values of one sample. A newer value without its partner gives way to an older
 * complete pair.
 */
function newestPair(
  numerators: readonly UsableStatement<number>[],
  denominators: readonly UsableStatement<number>[],
  windowMinutes: number,
): SamplePair | undefined {
  for (const numerator of numerators) {
    const denominator = denominators.find((candidate) =>
      isSameSample(numerator.statement, candidate.statement, windowMinutes),
    )
    if (denominator !== undefined) return { numerator, denominator }
  }
  return undefined
}

/** The judged values of one way to form the ratio. */
interface JudgedRatioPair {
  readonly rule: RatioPair
  readonly numerators: readonly JudgedStatement<number>[]
  readonly denominators: readonly JudgedStatement<number>[]
}

const joined = (a: string, b: string) => `${a} / ${b}`

function provenanceOfPair(pair: SamplePair, { time }: ReadingContext): Provenance {
  const numerator = provenanceOf(pair.numerator.statement, time)
  const denominator = provenanceOf(pair.denominator.statement, time)
  return {
    ...numerator,
    reference: joined(numerator.reference, denominator.reference),
    asSent: joined(numerator.asSent, denominator.asSent),
    codes: [...(numerator.codes ?? []), ...(denominator.codes ?? [])],
  }
}

// For the type alone: what was judged usable has a time.
const startOf = ({ numerator }: SamplePair) => numerator.statement.time?.earliest ?? -Infinity

function fromPair(
  pair: SamplePair,
  { sumAtMost }: RatioPair,
  { acceptance }: RatioInput,
  context: ReadingContext,
): Reading<number> {
  const from = provenanceOfPair(pair, context)
  const [numerator, denominator] = [pair.numerator.value, pair.denominator.value]
  const value = withoutNoise(numerator / denominator)
  const isWhole = sumAtMost === undefined || numerator + denominator <= sumAtMost
  return isWhole && isAccepted(value, acceptance)
    ? { kind: 'found', value, from }
    : { kind: 'unusable', why: 'implausible', from }
}

/** Why no ratio could be formed: a value without its partner, else what is wrong with the newest. */
function whyNoPair(judged: readonly JudgedRatioPair[], { time }: ReadingContext): Reading<number> {
  const values = judged.flatMap(({ numerators, denominators }) => [numerators, denominators])
  const single = values.flatMap((part) => usableStatements(part))[0]
  if (single !== undefined)
    return { kind: 'unusable', why: 'no-partner', from: provenanceOf(single.statement, time) }
  const reasons = values.map((part) => whyNoneUsable(part, time))
  return reasons.find(({ kind }) => kind !== 'missing') ?? { kind: 'missing' }
}

/** The ratio of the newest sample that has both values, else the ratio that the laboratory reports. */
export function readRatio(
  input: RatioInput,
  { index }: RecordStatements,
  context: ReadingContext,
): Reading<number> {
  const judge = (codes: ValueSet, rule: QuantityRule) =>
    judgeStatements(candidatesFor(index, codes), input, context.time, (statement) =>
      toCanonicalValue(statement, rule, context.units),
    )
  const judged = input.pairs.map((rule): JudgedRatioPair => ({
    rule,
    numerators: judge(rule.numerator.codes, rule.numerator),
    denominators: judge(rule.denominator.codes, rule.denominator),
  }))
  const pairs = judged.flatMap(({ rule, numerators, denominators }) => {
    const pair = newestPair(
      usableStatements(numerators),
      usableStatements(denominators),
      input.windowMinutes,
    )
    return pair === undefined ? [] : [{ pair, rule }]
  })
  // The sort keeps the preferred way first where both are equally new.
  const [newest] = pairs.toSorted((a, b) => startOf(b.pair) - startOf(a.pair))
  if (newest !== undefined) return fromPair(newest.pair, newest.rule, input, context)
  const reported = newestAgreed(judge(input.reported, input), context.time)
  return reported.kind === 'missing' ? whyNoPair(judged, context) : reported
}

/** Every statement that a ratio might be formed from, judged. */
export function judgeRatioParts(
  input: RatioInput,
  { index }: RecordStatements,
  context: ReadingContext,
): readonly JudgedStatement<number>[] {
  const parts = input.pairs.flatMap(({ numerator, denominator }) => [numerator, denominator])
  return [...parts, { ...input, codes: input.reported }].flatMap((part) =>
    judgeStatements(candidatesFor(index, part.codes), input, context.time, (statement) =>
      toCanonicalValue(statement, part, context.units),
    ),
  )
}
