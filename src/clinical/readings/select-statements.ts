import type { Statement } from '../fhir/statements.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import { objectionTo, provenanceOf, type ReadingTime, type TimingRule } from './judge-statement.ts'
import type { Judgement, Provenance, Reading } from './reading.ts'

export interface JudgedStatement<Value> {
  readonly statement: Statement
  readonly judgement: Judgement<Value>
}

export interface UsableStatement<Value> {
  readonly value: Value
  readonly statement: Statement
}

/** Statements by code system, then by code. */
export type StatementIndex = ReadonlyMap<string, ReadonlyMap<string, readonly Statement[]>>

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const value = make()
  map.set(key, value)
  return value
}

const newCodes = () => new Map<string, Statement[]>()
const newList = (): Statement[] => []

export function indexStatements(statements: readonly Statement[]): StatementIndex {
  const index = new Map<string, Map<string, Statement[]>>()
  for (const statement of statements) {
    for (const { system, code } of statement.code.codings) {
      if (system === undefined || code === undefined) continue
      getOrMake(getOrMake(index, system, newCodes), code, newList).push(statement)
    }
  }
  return index
}

const startOf = ({ time }: Statement) => time?.earliest ?? -Infinity

// A correction replaces what was final.
const rankOf = ({ status }: Statement) => (status === 'corrected' || status === 'amended' ? 1 : 0)

const newestFirst = (a: Statement, b: Statement) =>
  startOf(b) - startOf(a) || rankOf(b) - rankOf(a) || (a.reference < b.reference ? -1 : 1)

/**
 * The statements whose code is in the value set, the newest first, and of those of one time the
 * corrected first: the order in which they came does not matter.
 */
export function candidatesFor(index: StatementIndex, { codings }: ValueSet): readonly Statement[] {
  const lists = codings
    .map(({ system, code }) => index.get(system)?.get(code))
    .filter((list) => list !== undefined)
  const [only] = lists
  if (only === undefined) return []
  const found = lists.length === 1 ? [...only] : [...new Set(lists.flat())]
  return found.length === 1 ? found : found.sort(newestFirst)
}

/** Judges each candidate by its status, meaning, time and value; their order stays. */
export function judgeStatements<Value>(
  candidates: readonly Statement[],
  rule: TimingRule,
  time: ReadingTime,
  judge: (statement: Statement) => Judgement<Value>,
): readonly JudgedStatement<Value>[] {
  return candidates.map((statement) => {
    const objection = objectionTo(statement, rule, time)
    return {
      statement,
      judgement: objection === undefined ? judge(statement) : { why: objection },
    }
  })
}

export function usableStatements<Value>(
  judged: readonly JudgedStatement<Value>[],
): readonly UsableStatement<Value>[] {
  return judged.flatMap(({ statement, judgement }) =>
    'value' in judgement ? [{ statement, value: judgement.value }] : [],
  )
}

/** Why the newest statement cannot be used; `missing` where there is none. */
export function whyNoneUsable(
  judged: readonly JudgedStatement<unknown>[],
  time: ReadingTime,
): Reading<never> {
  for (const { statement, judgement } of judged) {
    if ('value' in judgement) continue
    const { why, range } = judgement
    return { kind: 'unusable', why, range, from: provenanceOf(statement, time) }
  }
  return { kind: 'missing' }
}

const dayOf = ({ time }: Statement) => time?.written.slice(0, 10)

/**
 * The usable statements of the newest usable day: of the preferred kind where there are such, and
 * of them the corrected ones.
 */
function bestOfNewestDay<Value>(
  judged: readonly JudgedStatement<Value>[],
): readonly UsableStatement<Value>[] {
  const [newest] = usableStatements(judged)
  if (newest === undefined) return []
  const day = dayOf(newest.statement)
  const ofDay = judged.filter(({ statement }) => dayOf(statement) === day)
  const isPreferred = ({ judgement }: JudgedStatement<Value>) =>
    'value' in judgement && judgement.isPreferred === true
  const best = usableStatements(ofDay.some(isPreferred) ? ofDay.filter(isPreferred) : ofDay)
  const rank = Math.max(...best.map(({ statement }) => rankOf(statement)))
  return best.filter(({ statement }) => rankOf(statement) === rank)
}

/**
 * The newest usable value, if the best statements of its day agree: of two values that contradict
 * each other none is picked.
 */
export function newestAgreed<Value>(
  judged: readonly JudgedStatement<Value>[],
  time: ReadingTime,
): Reading<Value> {
  const agreed = bestOfNewestDay(judged)
  const [first] = agreed
  if (first === undefined) return whyNoneUsable(judged, time)
  const from: Provenance = provenanceOf(first.statement, time)
  return agreed.every(({ value }) => Object.is(value, first.value))
    ? { kind: 'found', value: first.value, from }
    : { kind: 'unusable', why: 'contradicts-another', from }
}
