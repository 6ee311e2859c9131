import type { Statement } from '../fhir/statements.ts'
import { candidatesFor, type JudgedStatement, usableStatements } from './select-statements.ts'
import { hasMember, type ValueSet } from '../terminology/value-set.ts'
import type { StatementFilter, ReadingContext, RecordStatements } from './reading-context.ts'
import type { LesionRule } from './input-definition.ts'
import { readQuantity } from './read-quantity.ts'

export type LesionChoice =
  /** The record names one lesion at most. */
  | { readonly kind: 'only' }
  | { readonly kind: 'largest'; readonly key: string }
  /** The record does not tell which is the largest. */
  | { readonly kind: 'undecided'; readonly keys: readonly string[] }

/** The key of the lesion that a statement is of; nothing when it names none, or only the organ. */
function lesionOf({ lesion }: Statement, { unspecificSites }: LesionRule) {
  if (lesion === undefined) return undefined
  const isOrgan = lesion.site !== undefined && hasMember(lesion.site.codings, unspecificSites)
  return isOrgan ? undefined : lesion.key
}

export function ofLesion(key: string, rule: LesionRule): StatementFilter {
  return (statement) => lesionOf(statement, rule) === key
}

function sizeOf(
  key: string,
  rule: LesionRule,
  record: RecordStatements,
  context: ReadingContext,
): number | undefined {
  const size = readQuantity(rule.size, record, context, ofLesion(key, rule))
  return size.kind === 'found' ? size.value : undefined
}

function lesionsOf(statements: readonly Statement[], rule: LesionRule): readonly string[] {
  const keys = statements
    .map((statement) => lesionOf(statement, rule))
    .filter((key) => key !== undefined)
  return [...new Set(keys)].toSorted()
}

/** Whether the statements under these codes name more than one lesion. */
export function nameSeveralLesions(
  valueSets: readonly ValueSet[],
  rule: LesionRule,
  { index }: RecordStatements,
): boolean {
  const candidates = valueSets.flatMap((valueSet) => candidatesFor(index, valueSet))
  return lesionsOf(candidates, rule).length > 1
}

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
  const keys = lesionsOf(
    usableStatements(judged).map(({ statement }) => statement),
    rule,
  )
  if (keys.length <= 1) return { kind: 'only' }
  const sizes = keys.map((key) => ({ key, size: sizeOf(key, rule, record, context) }))
  if (sizes.some(({ size }) => size === undefined)) return { kind: 'undecided', keys }
  // For the types alone: there are two, each with a size.
  const [first, second] = sizes.toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0))
  return first === undefined || first.size === second?.size
    ? { kind: 'undecided', keys }
    : { kind: 'largest', key: first.key }
}
