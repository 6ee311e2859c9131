import type { RiskCategory } from '../definition.ts'
import type { RiskRange } from '../uncertainty.ts'

/** What enough versions agree on. */
export interface FirmStatement {
  /** The category that enough versions give. */
  readonly category: string | undefined
  /** The lowest border that enough versions lie below, and the highest that they reach. */
  readonly below: number | undefined
  readonly atLeast: number | undefined
}

/** What the versions of a model say of a patient together. */
export interface Agreement extends FirmStatement {
  /** Their mean. */
  readonly risk: number
  /** From the 5 % to the 95 % quantile of the versions: documented doubts, no confidence interval. */
  readonly range: RiskRange
  /** The share of the versions in each category. */
  readonly shares: Readonly<Record<string, number>>
}

/** Type 7 of Hyndman and Fan. */
function quantileOf(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const low = sorted[below] ?? 0
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/** How many of the sorted risks lie below a border. */
function countBelow(sorted: Float64Array, border: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 1) < border) from = middle + 1
    else to = middle
  }
  return from
}

function firmOf(
  categories: readonly RiskCategory[],
  below: readonly number[],
  { gamma, count }: { readonly gamma: number; readonly count: number },
): FirmStatement {
  // Shares of whole versions are compared as counts: 1 - 0.05 is not 0.95 in binary.
  const enough = Math.ceil(gamma * count - 1e-9)
  const inside = (i: number) => (below[i + 1] ?? count) - (below[i] ?? 0)
  return {
    category: categories.find((_, i) => inside(i) >= enough)?.id,
    below: categories.find((_, i) => i > 0 && (below[i] ?? 0) >= enough)?.from,
    atLeast: categories.findLast((_, i) => i > 0 && count - (below[i] ?? 0) >= enough)?.from,
  }
}

/** What the versions' risks of one patient say together. */
export function agreementOf(
  risks: Float64Array,
  categories: readonly RiskCategory[],
  gamma: number,
): Agreement {
  const sorted = Float64Array.from(risks).sort()
  const count = sorted.length
  const below = categories.map(({ from }) => countBelow(sorted, from))
  const shares = categories.map(
    ({ id }, i) => [id, ((below[i + 1] ?? count) - (below[i] ?? 0)) / count] as const,
  )
  return {
    risk: sorted.reduce((sum, risk) => sum + risk, 0) / count,
    range: { low: quantileOf(sorted, 0.05), high: quantileOf(sorted, 0.95) },
    shares: Object.fromEntries(shares),
    ...firmOf(categories, below, { gamma, count }),
  }
}

const lowestOf = (borders: readonly (number | undefined)[], pick: (...all: number[]) => number) => {
  const known = borders.filter((border) => border !== undefined)
  return known.length === borders.length ? pick(...known) : undefined
}

/** What is firm in each of several evaluations. */
export function firmInAll(all: readonly FirmStatement[]): FirmStatement {
  const [first] = all
  const isShared = all.every(({ category }) => category === first?.category)
  return {
    category: isShared ? first?.category : undefined,
    below: lowestOf(
      all.map(({ below }) => below),
      Math.max,
    ),
    atLeast: lowestOf(
      all.map(({ atLeast }) => atLeast),
      Math.min,
    ),
  }
}
