import { type JudgedStatement, usableStatements } from './select-statements.ts'
import type { StatementFilter, ReadingContext, RecordStatements } from './reading-context.ts'
import type { LesionRule } from './input-definition.ts'
import { type LesionName, lesionNameOf, mayBeOne, toLesionKeys } from './lesion-name.ts'
import { judgeQuantities, readQuantity } from './read-quantity.ts'
import type { Statement } from '../fhir/statements.ts'

export type LesionChoice =
  /** The record names one lesion at most. */
  | { readonly kind: 'only' }
  | { readonly kind: 'largest'; readonly isOf: StatementFilter }
  /** The record does not tell which is the largest: the statements of each. */
  | { readonly kind: 'undecided'; readonly each: readonly StatementFilter[] }
  /** More lesions are named than are told apart. */
  | { readonly kind: 'too-many' }

/** So many names of lesions are compared, each with each: no report measures as many. */
const MOST_NAMES = 100

const eachOnce = (names: readonly LesionName[]): readonly LesionName[] => [
  ...new Map(names.map((name) => [JSON.stringify(name), name])).values(),
]

const isName = (name: LesionName | undefined) => name !== undefined

function namesIn(statements: readonly Statement[], { sites }: LesionRule): readonly LesionName[] {
  return statements.map((statement) => lesionNameOf(statement, sites)).filter(isName)
}

const statementsOf = (judged: readonly JudgedStatement<unknown>[]) =>
  usableStatements(judged).map(({ statement }) => statement)

/** Whether all names may be of one lesion, as a segment and its lobe may. */
const mayAllBeOne = (names: readonly LesionName[]) =>
  names.every((a, i) => names.slice(i + 1).every((b) => mayBeOne(a, b)))

/**
 * The lesion whose values are read: the only one, else the largest, if the record gives the size of
 * each and one is larger than all others.
 *
 * @param judged - The candidates of the per-lesion predictors: lesions are those with a usable
 *   value.
 */
export function chooseLesion(
  judged: readonly JudgedStatement<unknown>[],
  rule: LesionRule,
  record: RecordStatements,
  context: ReadingContext,
): LesionChoice {
  const names = namesIn(statementsOf(judged), rule)
  const measured = namesIn(statementsOf(judgeQuantities(rule.size, record, context)), rule)
  const all = eachOnce([...names, ...measured])
  const keyOf = toLesionKeys(all)
  const keys = [...new Set(names.map(keyOf))].toSorted()
  if (keys.length <= 1) return { kind: 'only' }
  if (all.length > MOST_NAMES) return { kind: 'too-many' }
  if (mayAllBeOne(all)) return { kind: 'only' }
  const lesions = keys.map((key) => {
    const isOf: StatementFilter = (statement) => {
      const name = lesionNameOf(statement, rule.sites)
      return name !== undefined && keyOf(name) === key
    }
    const size = readQuantity(rule.size, record, context, isOf)
    return { isOf, size: size.kind === 'found' ? size.value : undefined }
  })
  const undecided = { kind: 'undecided', each: lesions.map(({ isOf }) => isOf) } as const
  if (lesions.some(({ size }) => size === undefined)) return undecided
  // For the types alone: there are two, each with a size.
  const [first, second] = lesions.toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0))
  return first === undefined || first.size === second?.size
    ? undecided
    : { kind: 'largest', isOf: first.isOf }
}
