import type { RiskCategory } from '../../clinical/models/definition.ts'
import { disclosedBesideSum, type DisclosedCount } from './small-cells.ts'

/** How often each situation is; those of a risk are told also where there is none. */
export function countedSituations(
  things: readonly { readonly situation: string }[],
  categories: readonly Pick<RiskCategory, 'id'>[],
  others: readonly string[] = [],
): Readonly<Record<string, DisclosedCount>> {
  const expected = [
    ...categories.toReversed().map(({ id }) => `category-${id}`),
    ...['not-classifiable', 'insufficient-data'],
    ...others,
  ]
  const counts = new Map(expected.map((situation) => [situation, 0]))
  for (const { situation } of things) counts.set(situation, (counts.get(situation) ?? 0) + 1)
  return disclosedBesideSum(Object.fromEntries(counts))
}
