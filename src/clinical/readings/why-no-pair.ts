import type { Statement } from '../fhir/statements.ts'
import type { RatioInput } from './input-definition.ts'
import { provenanceOf } from './judge-statement.ts'
import { provenanceOfBoth, sortedByContent, unusable, whyNoneUsable } from './newest-agreed.ts'
import { areMethodsMixed, isSameSample } from './ratio-samples.ts'
import type { Reading } from './reading.ts'
import type { ReadingContext } from './reading-context.ts'
import {
  type JudgedStatement,
  refusedStatements,
  startOf,
  usableStatements,
  type UsableStatement,
} from './select-statements.ts'

type Judged = readonly JudgedStatement<number>[]

interface JudgedHalves {
  readonly numerators: Judged
  readonly denominators: Judged
}

/** A value without its partner, and what there is of the other half. */
interface Single {
  readonly statement: Statement
  readonly others: Judged
}

function singlesOf(ways: readonly JudgedHalves[], { time }: ReadingContext): readonly Single[] {
  const withOthers = (own: Judged, others: Judged) =>
    usableStatements(own).map(({ statement }: UsableStatement<number>) => ({ statement, others }))
  const singles = ways.flatMap(({ numerators, denominators }) => [
    ...withOthers(numerators, denominators),
    ...withOthers(denominators, numerators),
  ])
  return sortedByContent(singles, time).toSorted(
    (a, b) => startOf(b.statement) - startOf(a.statement),
  )
}

/** Why the partner of a value is not used: it is refused, or counted by another method. */
function whyNotPartner(
  { statement, others }: Single,
  input: RatioInput,
  { time }: ReadingContext,
): Reading<number> | undefined {
  const isOfSample = (other: { readonly statement: Statement }) =>
    isSameSample(statement, other.statement, input.windowMinutes)
  const [refused] = sortedByContent(refusedStatements(others).filter(isOfSample), time)
  // Between what the half lies says nothing of where the ratio does.
  if (refused !== undefined)
    return unusable({ ...refused, range: undefined, measured: undefined }, time)
  const mixed = usableStatements(others)
    .filter(isOfSample)
    .filter((other) => areMethodsMixed(statement, other.statement, input))
  const [other] = sortedByContent(mixed, time)
  if (other === undefined) return undefined
  const from = provenanceOfBoth(provenanceOf(statement, time), provenanceOf(other.statement, time))
  return { kind: 'unusable', why: 'methods-differ', from }
}

/** So many of the newest values are held against all others, to say what their partners lack. */
const MOST_EXPLAINED = 20

/**
 * Why no ratio could be formed: what is wrong with the half that is refused; a value without its
 * partner; what is wrong with the ratio as reported; else with the newest value.
 */
export function whyNoPair(
  ways: readonly JudgedHalves[],
  reported: Reading<number>,
  input: RatioInput,
  context: ReadingContext,
): Reading<number> {
  const { time } = context
  const singles = singlesOf(ways, context)
  for (const single of singles.slice(0, MOST_EXPLAINED)) {
    const why = whyNotPartner(single, input, context)
    if (why !== undefined) return why
  }
  if (reported.kind !== 'missing') return reported
  const [newest] = singles
  if (newest !== undefined)
    return { kind: 'unusable', why: 'no-partner', from: provenanceOf(newest.statement, time) }
  const reasons = ways
    .flatMap(({ numerators, denominators }) => [numerators, denominators])
    .map((part) => whyNoneUsable(part, time))
  const reason = reasons.find(({ kind }) => kind === 'unusable')
  return reason?.kind === 'unusable' ? { ...reason, range: undefined } : { kind: 'missing' }
}
