import { MINUTE_MS } from '../../base/time.ts'
import { textsOf } from '../fhir/concept.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import type { Statement } from '../fhir/statements.ts'
import { foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { contradictionIn } from './agreement.ts'
import type { CountingMethod, RatioInput } from './input-definition.ts'
import { isLater } from './newest.ts'
import { rememberStatements } from './remember.ts'
import { mostExact, sortedByContent } from './newest-agreed.ts'
import type { ReadingContext } from './reading-context.ts'
import {
  type JudgedStatement,
  MOST_COMPARED,
  rankOf,
  usableStatements,
  type UsableStatement,
} from './select-statements.ts'

/** One of the two values of a ratio. */
export type Half = UsableStatement<number> & { readonly time: TimeSpan }

/**
 * Whether two values are of one sample: of the same specimen where both name one; else of the same
 * panel or report; else observed at most `windowMinutes` apart.
 */
export function isSameSample(a: Statement, b: Statement, windowMinutes: number): boolean {
  if (a.specimen !== undefined && b.specimen !== undefined) return a.specimen === b.specimen
  if (a.groups.some((group) => b.groups.includes(group))) return true
  // For the type alone: what was judged usable has a time.
  if (a.time === undefined || b.time === undefined) return false
  // Two dates without a time of day say nothing about the sample unless they are the same date.
  const isExact = a.time.earliest === a.time.latest && b.time.earliest === b.time.latest
  const apart = Math.abs(a.time.earliest - b.time.earliest)
  return isExact ? apart <= windowMinutes * MINUTE_MS : a.time.written === b.time.written
}

/**
 * The method that a value names by its codes, else by its words; nothing when it names none, or
 * two.
 */
const methodOf = rememberStatements(
  ({ code, method }: Statement, methods: readonly CountingMethod[]): string | undefined => {
    const concepts = method === undefined ? [code] : [code, method]
    const codings = concepts.flatMap((concept) => concept.codings)
    const coded = methods.filter(({ codes }) => hasMember(codings, codes))
    if (coded.length > 0) return coded.length === 1 ? coded[0]?.id : undefined
    const texts = concepts.flatMap(textsOf).map(foldText)
    const [named, other] = methods.filter(({ phrases }) => texts.some(phrases.isIn))
    return other === undefined ? named?.id : undefined
  },
)

/** Whether one value names one method and the other another. */
export function areMethodsMixed(a: Statement, b: Statement, { methods }: RatioInput): boolean {
  const [first, second] = [methodOf(a, methods), methodOf(b, methods)]
  return first !== undefined && second !== undefined && first !== second
}

/** Whether it is not known that one of two values is of a later occasion than the other. */
export function mayBeOneOccasion(a: Half, b: Half, { windowMinutes }: RatioInput): boolean {
  if (isSameSample(a.statement, b.statement, windowMinutes)) return true
  const [first, second] = [a.statement.specimen, b.statement.specimen]
  const areTwo = first !== undefined && second !== undefined && first !== second
  return !areTwo && !isLater(a.time, b.time) && !isLater(b.time, a.time)
}

/** The values without those that a corrected one of the same sample replaces. */
function withoutReplaced(halves: readonly Half[], { windowMinutes }: RatioInput): readonly Half[] {
  const corrected = halves.filter(({ statement }) => rankOf(statement) > 0)
  if (corrected.length === 0) return halves
  return halves.filter(
    (half) =>
      rankOf(half.statement) > 0 ||
      !corrected.some(({ statement }) => isSameSample(statement, half.statement, windowMinutes)),
  )
}

/** Values of one time, specimen, panel and method are one: of those that contradict two are kept. */
function distinctOf(halves: readonly Half[], { methods }: RatioInput): readonly Half[] {
  const samples = new Map<string, Half[]>()
  for (const half of halves) {
    const { specimen = '', groups } = half.statement
    const method = methodOf(half.statement, methods) ?? ''
    const key = JSON.stringify([
      half.time.written,
      specimen,
      groups,
      method,
      half.statement.isDisputed,
    ])
    const known = samples.get(key)
    if (known === undefined) samples.set(key, [half])
    else known.push(half)
  }
  return [...samples.values()].flatMap((sample): readonly Half[] => {
    if (sample[0]?.statement.isDisputed === true) return sample
    return contradictionIn(sample) ?? [mostExact(sample)].filter((half) => half !== undefined)
  })
}

/** The usable values of one half, without those that are replaced. */
export function toHalves(
  judged: readonly JudgedStatement<number>[],
  input: RatioInput,
  { time }: ReadingContext,
): readonly Half[] {
  const halves = usableStatements(judged).flatMap((half) => {
    // For the type alone: what was judged usable has a time.
    const { time: observed } = half.statement
    return observed === undefined ? [] : [{ ...half, time: observed }]
  })
  return halves.length < 2
    ? halves
    : distinctOf(withoutReplaced(sortedByContent(halves, time), input), input)
}

/** The values that a ratio is formed from in one way. */
export interface HalvesOfRatio {
  readonly numerators: readonly Half[]
  readonly denominators: readonly Half[]
}

/** Two values of which something is made. */
export type HalfPair = readonly [Half, Half]

/**
 * All pairs of one sample that may be joined; nothing where there are more than are compared. A
 * newer value without its partner gives way to an older complete pair.
 */
export function pairsOf(
  firsts: readonly Half[],
  seconds: readonly Half[],
  { windowMinutes }: RatioInput,
  mayJoin: (a: Statement, b: Statement) => boolean,
): readonly HalfPair[] | undefined {
  const pairs: HalfPair[] = []
  for (const first of firsts) {
    for (const second of seconds) {
      const [a, b] = [first.statement, second.statement]
      if (!isSameSample(a, b, windowMinutes) || !mayJoin(a, b)) continue
      pairs.push([first, second])
      if (pairs.length > MOST_COMPARED) return undefined
    }
  }
  return pairs
}
