import type { RiskCategory } from '../definition.ts'
import type { RiskRange } from '../uncertainty.ts'
import { quantileOf } from './quantile.ts'

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

// By index: an iterator of thousands of numbers makes an object of each.

/** How many of the risks lie below a border. */
function countBelow(risks: Float64Array, border: number): number {
  const { length } = risks
  let count = 0
  for (let m = 0; m < length; m += 1) if ((risks[m] ?? 0) < border) count += 1
  return count
}

function meanOf(risks: Float64Array): number {
  const { length } = risks
  let sum = 0
  for (let m = 0; m < length; m += 1) sum += risks[m] ?? 0
  return sum / length
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
  const count = risks.length
  const below = categories.map(({ from }) => countBelow(risks, from))
  const shares = categories.map(
    ({ id }, i) => [id, ((below[i + 1] ?? count) - (below[i] ?? 0)) / count] as const,
  )
  const reordered = risks.slice()
  return {
    risk: meanOf(risks),
    range: { low: quantileOf(reordered, 0.05), high: quantileOf(reordered, 0.95) },
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
