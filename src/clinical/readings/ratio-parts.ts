import { withoutNoise } from '../../base/number.ts'
import { onceOf } from '../../base/once-of.ts'
import { originOfAll } from '../fhir/origin.ts'
import type { Statement } from '../fhir/statements.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import type { RatioInput, RatioPair } from './input-definition.ts'
import { provenanceOf } from './judge-statement.ts'
import { type QuantityRule, toCanonicalValue } from './quantity.ts'
import { areMethodsMixed, type Half, pairsOf, toHalves } from './ratio-samples.ts'
import type { Interval } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import {
  candidatesFor,
  type JudgedStatement,
  judgeStatements,
  refusedStatements,
} from './select-statements.ts'

type RatioPart = RatioPair['numerator']

/** How two values of one sample make one. */
interface Joining {
  readonly sign: '+' | '×'
  readonly of: (a: number, b: number) => number
  /** Whether both must be of one method: a share is of cells that another device may count. */
  readonly isOfOneMethod: boolean
}

const SUM: Joining = { sign: '+', of: (a, b) => a + b, isOfOneMethod: true }
/** A percentage of a whole. */
const SHARE: Joining = { sign: '×', of: (a, b) => (a / 100) * b, isOfOneMethod: false }

const printedOf = ({ value, printed = [value, value] }: Half): Interval => printed

/** Two statements as the one that they make: it is where both are, and is sent as both were. */
function joinedStatement(
  [a, b]: readonly [Statement, Statement],
  { sign }: Joining,
  { time }: ReadingContext,
): Statement {
  const [first, second] = [provenanceOf(a, time), provenanceOf(b, time)]
  const others = b.code.codings.map(({ system, code }) => ({ system, code }))
  return {
    ...a,
    reference: `${first.reference} / ${second.reference}`,
    code: { ...a.code, codings: [...a.code.codings, ...others] },
    value: { kind: 'text', text: `${first.asSent} ${sign} ${second.asSent}` },
    origin: originOfAll([a.origin, b.origin]),
    isDisputed: a.isDisputed === true ? true : b.isDisputed,
  }
}

/** All values that two parts of one sample make; of too many none is used. */
function join(
  firsts: readonly Half[],
  seconds: readonly Half[],
  joining: Joining,
  { input, context }: { readonly input: RatioInput; readonly context: ReadingContext },
): readonly JudgedStatement<number>[] {
  const pairs = pairsOf(
    firsts,
    seconds,
    input,
    (a, b) => !joining.isOfOneMethod || !areMethodsMixed(a, b, input),
  )
  if (pairs === undefined)
    return firsts
      .slice(0, 1)
      .map(({ statement }) => ({ statement, judgement: { why: 'too-many-values' } }))
  return pairs.map(([first, second]) => {
    const [low, high] = [0, 1].map((end) =>
      withoutNoise(joining.of(printedOf(first)[end] ?? 0, printedOf(second)[end] ?? 0)),
    )
    return {
      statement: joinedStatement([first.statement, second.statement], joining, context),
      judgement: {
        value: withoutNoise(joining.of(first.value, second.value)),
        printed: [low ?? 0, high ?? 0] as const,
      },
    }
  })
}

/** The rules of two parts, and how they are joined; of a value that is sent whole, nothing. */
const partsOf = onceOf(({ plus, shareOf, ...part }: RatioPart) => {
  // Of two parts that make one value, one alone may be nothing.
  const addend = { ...part, acceptance: [0, part.acceptance[1]] as const }
  if (plus !== undefined) return { parts: [addend, { ...addend, codes: plus }], joining: SUM }
  return shareOf === undefined ? undefined : { parts: [part, shareOf], joining: SHARE }
})

/**
 * The judged values of one half of a ratio: as they are sent, or made of two of one sample. A part
 * without the other is no value; what is refused of either is told.
 */
export function judgeRatioPart(
  part: RatioPart,
  input: RatioInput,
  { index }: RecordStatements,
  context: ReadingContext,
): readonly JudgedStatement<number>[] {
  const judge = (rule: QuantityRule & { readonly codes: ValueSet }) =>
    judgeStatements(candidatesFor(index, rule.codes), input, context.time, (statement) =>
      toCanonicalValue(statement, rule, context.units),
    )
  const made = partsOf(part)
  if (made === undefined) return judge(part)
  const judged = made.parts.map(judge)
  const [firsts = [], seconds = []] = judged.map((one) => toHalves(one, input, context))
  const refused = refusedStatements(judged.flat()).map(({ statement, ...judgement }) => ({
    statement,
    judgement,
  }))
  return [...join(firsts, seconds, made.joining, { input, context }), ...refused]
}
