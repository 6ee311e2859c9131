import type { Statement } from '../fhir/statements.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import { objectionTo, provenanceOf, type ReadingTime, type TimingRule } from './judge-statement.ts'
import type { Judgement, Provenance, Reading } from './reading.ts'

/** One Observation and what a rule makes of it. */
export interface Judged<Value> {
  readonly observation: Statement
  readonly judgement: Judgement<Value>
}

/** One Observation that can be used. */
export interface Usable<Value> {
  readonly value: Value
  readonly observation: Statement
}

/** The statements of a record by system and code, so that each reader finds its own at once. */
export type StatementIndex = ReadonlyMap<string, ReadonlyMap<string, readonly Statement[]>>

/** What a map holds under a key, which is made when it is not there. */
function under<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

const newCodes = () => new Map<string, Statement[]>()
const newList = (): Statement[] => []

/** The statements of a record, found by system and code. */
export function indexStatements(statements: readonly Statement[]): StatementIndex {
  const index = new Map<string, Map<string, Statement[]>>()
  for (const statement of statements) {
    for (const { system, code } of statement.code.codings) {
      if (system === undefined || code === undefined) continue
      under(under(index, system, newCodes), code, newList).push(statement)
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
 * The statements whose code is in the value set, the newest first and of those of one time the
 * corrected first; the order in which they came does not matter.
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

/** Judges every candidate by its status, meaning, time and value; the order stays. */
export function judgeAll<Value>(
  candidates: readonly Statement[],
  rule: TimingRule,
  time: ReadingTime,
  judge: (observation: Statement) => Judgement<Value>,
): readonly Judged<Value>[] {
  return candidates.map((observation) => {
    const objection = objectionTo(observation, rule, time)
    return {
      observation,
      judgement: objection === undefined ? judge(observation) : { why: objection },
    }
  })
}

/** Those that can be used, in their order. */
export function usableOf<Value>(judged: readonly Judged<Value>[]): readonly Usable<Value>[] {
  return judged.flatMap(({ observation, judgement }) =>
    'value' in judgement ? [{ observation, value: judgement.value }] : [],
  )
}

/** When none can be used: why the newest cannot, or that there is none. */
export function otherwiseOf(judged: readonly Judged<unknown>[], time: ReadingTime): Reading<never> {
  for (const { observation, judgement } of judged) {
    if ('value' in judgement) continue
    const { why, range } = judgement
    return { kind: 'unusable', why, range, from: provenanceOf(observation, time) }
  }
  return { kind: 'missing' }
}

const dayOf = ({ time }: Statement) => time?.written.slice(0, 10)

/** Those of the newest usable one's day that say it best: the preferred kind, then the corrected. */
function newestSaid<Value>(judged: readonly Judged<Value>[]): readonly Usable<Value>[] {
  const [newest] = usableOf(judged)
  if (newest === undefined) return []
  const day = dayOf(newest.observation)
  const ofDay = judged.filter(({ observation }) => dayOf(observation) === day)
  const isPreferred = ({ judgement }: Judged<Value>) =>
    'value' in judgement && judgement.isPreferred === true
  const best = usableOf(ofDay.some(isPreferred) ? ofDay.filter(isPreferred) : ofDay)
  const rank = Math.max(...best.map(({ observation }) => rankOf(observation)))
  return best.filter(({ observation }) => rankOf(observation) === rank)
}

/**
 * The newest usable value, if everything said as well on its day agrees: of two values that
 * contradict each other none is picked.
 */
export function newestAgreed<Value>(
  judged: readonly Judged<Value>[],
  time: ReadingTime,
): Reading<Value> {
  const said = newestSaid(judged)
  const [first] = said
  if (first === undefined) return otherwiseOf(judged, time)
  const from: Provenance = provenanceOf(first.observation, time)
  return said.every(({ value }) => Object.is(value, first.value))
    ? { kind: 'found', value: first.value, from }
    : { kind: 'unusable', why: 'contradicts-another', from }
}
