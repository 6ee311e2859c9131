import type { Statement } from '../fhir/statements.ts'
import { systemNamed } from '../terminology/code-system.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import { objectionTo, type ReadingTime, type TimingRule } from './judge-statement.ts'
import type { Judgement } from './reading.ts'

export interface JudgedStatement<Value> {
  readonly statement: Statement
  readonly judgement: Judgement<Value>
}

type Usable<Value> = Extract<Judgement<Value>, { readonly value: Value }>

export type UsableStatement<Value> = Usable<Value> & { readonly statement: Statement }

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

export const startOf = ({ time }: Statement) => time?.earliest ?? -Infinity

// A correction replaces what was final.
export const rankOf = ({ status }: Statement) =>
  status === 'corrected' || status === 'amended' ? 1 : 0

const newestFirst = (a: Statement, b: Statement) =>
  startOf(b) - startOf(a) || rankOf(b) - rankOf(a) || (a.reference < b.reference ? -1 : 1)

/**
 * The statements whose code is in the value set, the newest first, and of those of one time the
 * corrected first: the order in which they came does not matter.
 */
export function candidatesFor(index: StatementIndex, { codings }: ValueSet): readonly Statement[] {
  const lists = codings
    .map(({ system, code }) => index.get(systemNamed(system))?.get(code))
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
    'value' in judgement ? [{ statement, ...judgement }] : [],
  )
}

/** The refused statements, the newest first. */
export function refusedStatements(judged: readonly JudgedStatement<unknown>[]) {
  return judged.flatMap(({ statement, judgement }) =>
    'value' in judgement ? [] : [{ statement, ...judgement }],
  )
}
