import { rowsWithOutcome } from './cohort-columns.ts'
import type { Design } from './logistic-likelihood.ts'
import { fitLogistic } from './logistic-regression.ts'
import { packed, take, type Vector } from './vector.ts'

const without = (design: Design, left: readonly string[]): Design => ({
  ...design,
  names: design.names.filter((name) => !left.includes(name)),
  columns: design.columns.filter((_, j) => !left.includes(design.names[j] ?? '')),
})

/** Whether a threshold of one column parts the patients with the outcome from those without. */
function partsAlone(outcome: Vector, column: Vector): boolean {
  const range = (value: 0 | 1) => {
    const values = packed(take(column, rowsWithOutcome(outcome, value)))
    return values.reduce(
      ([low, high], each) => [Math.min(low, each), Math.max(high, each)] as const,
      [Infinity, -Infinity] as readonly [number, number],
    )
  }
  const [cases, controls] = [range(1), range(0)]
  return cases[1] <= controls[0] || controls[1] <= cases[0]
}

const isSeparated = (design: Design) =>
  design.names.length > 0 && fitLogistic(design).unbounded.length > 0

/** Of columns that separate together, a set of which none can be left out. */
function leastTogether(design: Design): readonly string[] {
  if (!isSeparated(design)) return []
  const name = design.names.findLast((each) => isSeparated(without(design, [each])))
  return name === undefined ? design.names : leastTogether(without(design, [name]))
}

/**
 * The columns to which a separation is due: each that separates the outcome by itself; beyond
 * these, a set that does so together and of which no column can be left out. A fit moves more
 * coefficients than these without end, since they carry others with them.
 */
export function separatingColumns(design: Design): readonly string[] {
  const alone = design.names.filter((_, j) => partsAlone(design.outcome, design.columns[j] ?? []))
  return [...alone, ...leastTogether(without(design, alone))]
}
