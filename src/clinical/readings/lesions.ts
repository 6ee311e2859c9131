import type { Statement } from '../fhir/statements.ts'
import { candidatesFor, type Judged, usableOf } from './select-statements.ts'
import { hasMember, type ValueSet } from '../terminology/value-set.ts'
import type { OnlyThose, ReadingContext, RecordStatements } from './reading-context.ts'
import type { LesionRule } from './input-definition.ts'
import { readQuantity } from './read-quantity.ts'

/** Which lesion's values are read. */
export type LesionChoice =
  /** The record names one lesion at most. */
  | { readonly kind: 'only' }
  | { readonly kind: 'largest'; readonly key: string }
  /** Which one is the largest is not said. */
  | { readonly kind: 'undecided'; readonly keys: readonly string[] }

/** The lesion that an Observation is of; nothing when it names none, or only the organ. */
function lesionOf({ lesion }: Statement, { unspecificSites }: LesionRule) {
  if (lesion === undefined) return undefined
  const isOrgan = lesion.site !== undefined && hasMember(lesion.site.codings, unspecificSites)
  return isOrgan ? undefined : lesion.key
}

/** Those of one lesion. */
export function ofLesion(key: string, rule: LesionRule): OnlyThose {
  return (observation) => lesionOf(observation, rule) === key
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

function lesionsOf(observations: readonly Statement[], rule: LesionRule): readonly string[] {
  const keys = observations
    .map((observation) => lesionOf(observation, rule))
    .filter((key) => key !== undefined)
  return [...new Set(keys)].toSorted()
}

/** Whether the candidates under these codes name more than one lesion. */
export function nameSeveralLesions(
  valueSets: readonly ValueSet[],
  rule: LesionRule,
  { index }: RecordStatements,
): boolean {
  const candidates = valueSets.flatMap((valueSet) => candidatesFor(index, valueSet))
  return lesionsOf(candidates, rule).length > 1
}

/**
 * The lesion whose values are read: the only one, else the largest if the record gives the size of
 * each and one is larger than all others.
 *
 * @param judged - The per-lesion predictors' candidates: lesions are those that have a usable
 *   value.
 */
export function chooseLesion(
  judged: readonly Judged<unknown>[],
  rule: LesionRule,
  record: RecordStatements,
  context: ReadingContext,
): LesionChoice {
  const keys = lesionsOf(
    usableOf(judged).map(({ observation }) => observation),
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
