import type { Evidence } from './derive-evidence.ts'
import { percent } from '../drawing/format.ts'
import { table } from '../drawing/markdown.ts'

/** What share of patients gets which statement, by how far the model has come. */
export function statesSection({ firmShares }: Evidence): readonly string[] {
  const [first] = firmShares
  if (first === undefined) return []
  const categories = Object.keys(first.categories)
  return [
    '## What a patient is told, in each state',
    '',
    'Shares of the patients of the reference population, at a site that is like it: which category is firm, or at least a border. Whether what',
    'is firm is also right is tried in twenty worlds by `npm run bench:states`. Anchored on 60 patients, counted on 100, updated with the',
    'outcomes of 60, calibrated on 260.',
    '',
    ...table(
      ['state', ...categories.map((id) => `firm ${id}`), 'a border', 'nothing firm'],
      firmShares.map(({ state, categories: shares, border, none }) => [
        state,
        ...categories.map((id) => percent(shares[id] ?? 0, 0)),
        percent(border, 0),
        percent(none, 0),
      ]),
    ),
  ]
}
