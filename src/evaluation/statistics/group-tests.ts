import { twoSidedP } from '../../clinical/models/normal.ts'
import { chiSquaredP, logChoose, twoSidedStudentP } from './distributions.ts'
import { midranksOf, tiesOf } from './ranks.ts'
import { at, meanOf, sumOf, varianceOf, type Vector } from './vector.ts'

export interface TestResult {
  readonly test: 'welch-t' | 'mann-whitney' | 'chi-squared' | 'fisher-exact' | 'none'
  readonly p: number | undefined
}

/** Counts of two groups by a yes and a no: [[a yes, a no], [b yes, b no]]. */
export type FourfoldTable = readonly [readonly [number, number], readonly [number, number]]

/** The t test that does not assume equal variances (Welch, Biometrika 1947;34:28-35). */
export function welchTest(a: Vector, b: Vector): number {
  const [va, vb] = [varianceOf(a) / a.length, varianceOf(b) / b.length]
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1))
  return twoSidedStudentP((meanOf(a) - meanOf(b)) / Math.sqrt(va + vb), df)
}

/**
 * The rank-sum test by its normal approximation, corrected for ties and continuity (Mann and
 * Whitney, Ann Math Stat 1947;18:50-60; Lehmann, Nonparametrics, 1975, 1.4).
 */
export function mannWhitneyTest(a: Vector, b: Vector): number {
  const [m, n] = [a.length, b.length]
  const all = new Float64Array(m + n)
  all.set(a)
  all.set(b, m)
  const ranks = midranksOf(all)
  const u = sumOf(m, (i) => at(ranks, i)) - (m * (m + 1)) / 2
  const ties = tiesOf(all).reduce((sum, t) => sum + t ** 3 - t, 0)
  const total = m + n
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)))
  // Values that are all equal cannot tell the groups apart.
  if (variance === 0) return 1
  const distance = u - (m * n) / 2
  const z = (distance - Math.sign(distance) / 2) / Math.sqrt(variance)
  return twoSidedP(z)
}

const totals = ([[a, b], [c, d]]: FourfoldTable) => ({
  rows: [a + b, c + d] as const,
  columns: [a + c, b + d] as const,
  all: a + b + c + d,
})

/** The smallest count that is expected if the groups do not differ. */
export function smallestExpected(table: FourfoldTable): number {
  const { rows, columns, all } = totals(table)
  return (Math.min(...rows) * Math.min(...columns)) / all
}

/** Pearson's test of a fourfold table, without a continuity correction (Phil Mag 1900;50:157-175). */
export function chiSquaredTest(table: FourfoldTable): number {
  const { rows, columns, all } = totals(table)
  const [[a, b], [c, d]] = table
  const statistic = (all * (a * d - b * c) ** 2) / (rows[0] * rows[1] * columns[0] * columns[1])
  return chiSquaredP(statistic, 1)
}

/**
 * Fisher's exact test, two-sided: every table with the same margins that is no more probable than
 * the observed one (Fisher, J R Stat Soc 1935;98:39-82; the rule of R's `fisher.test`).
 */
export function fisherExactTest(table: FourfoldTable): number {
  const { rows, columns, all } = totals(table)
  const logP = (a: number) =>
    logChoose(rows[0], a) + logChoose(rows[1], columns[0] - a) - logChoose(all, columns[0])
  const from = Math.max(0, columns[0] - rows[1])
  const to = Math.min(rows[0], columns[0])
  const observed = logP(table[0][0])
  const p = sumOf(to - from + 1, (i) => {
    const tableP = logP(from + i)
    // Equal probabilities differ in their last digits.
    return tableP <= observed + 1e-7 ? Math.exp(tableP) : 0
  })
  return Math.min(1, p)
}
