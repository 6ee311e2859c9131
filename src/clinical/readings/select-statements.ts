import type { Statement } from '../fhir/statements.ts'
import { systemNamed } from '../terminology/code-system.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import { objectionTo, type ReadingTime, type TimingRule } from './judge-statement.ts'
import type { Judgement, Unusable } from './reading.ts'

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

/**
 * So many values of one input are compared with each other: nobody is measured as often within a
 * look-back, and each is held against each.
 */
export const MOST_COMPARED = 300

/** So many of the newest that are refused for their status or time: they only explain. */
const MOST_REFUSED = 50

interface Candidate {
  readonly statement: Statement
  /** Of its status, meaning or time. */
  readonly objection: Unusable | undefined
}

/**
 * Judges each candidate by its status, meaning, time and value; their order stays. Of too many none
 * is used: which of them counts would take too long to find.
 */
export function judgeStatements<Value>(
  candidates: readonly Statement[],
  rule: TimingRule,
  time: ReadingTime,
  judge: (statement: Statement) => Judgement<Value>,
): readonly JudgedStatement<Value>[] {
  const items = candidates.map((statement) => ({
    statement,
    objection: objectionTo(statement, rule, time),
  }))
  const toJudged = ({ statement, objection }: Candidate): JudgedStatement<Value> => ({
    statement,
    judgement: objection === undefined ? judge(statement) : { why: objection },
  })
  if (items.length <= MOST_REFUSED) return items.map(toJudged)
  const open = items.filter(({ objection }) => objection === undefined)
  const refused = items.filter(({ objection }) => objection !== undefined).slice(0, MOST_REFUSED)
  const heard = new Set([...open.slice(0, MOST_COMPARED), ...refused])
  const tooMany = open.length > MOST_COMPARED ? 'too-many-values' : undefined
  return items
    .filter((item) => heard.has(item))
    .map(({ statement, objection = tooMany }) => toJudged({ statement, objection }))
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
