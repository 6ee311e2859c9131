import {
  type Cohort,
  columnOf,
  isBinary,
  rowsOf,
  rowsWithOutcome,
} from '../statistics/cohort-columns.ts'
import {
  chiSquaredTest,
  fisherExactTest,
  type FourfoldTable,
  mannWhitneyTest,
  smallestExpected,
  type TestResult,
  welchTest,
} from '../statistics/group-tests.ts'
import { normalityTest } from '../statistics/normality.ts'
import {
  ascending,
  at,
  meanOf,
  quantileOf,
  standardDeviationOf,
  sumOf,
  type Vector,
} from '../statistics/vector.ts'

export type GroupSummary =
  | { readonly kind: 'count'; readonly yes: number; readonly patients: number }
  | { readonly kind: 'mean'; readonly mean: number; readonly sd: number }
  | {
      readonly kind: 'median'
      readonly median: number
      readonly quartiles: readonly [number, number]
    }

export interface GroupComparison extends TestResult {
  readonly variable: string
  readonly groups: readonly [GroupSummary, GroupSummary]
  /** Both groups together. */
  readonly all: GroupSummary
}

const NORMAL_AT = 0.05
/** Expected counts below this need the exact test (Cochran, Biometrics 1954;10:417-451). */
const SMALLEST_EXPECTED = 5

const isNormal = (values: Vector) => (normalityTest(values) ?? 0) >= NORMAL_AT

function median(values: Vector): GroupSummary {
  const sorted = ascending(values)
  const quartiles = [quantileOf(sorted, 0.25), quantileOf(sorted, 0.75)] as const
  return { kind: 'median', median: quantileOf(sorted, 0.5), quartiles }
}

const mean = (values: Vector): GroupSummary => ({
  kind: 'mean',
  mean: meanOf(values),
  sd: standardDeviationOf(values),
})

const both = (a: Vector, b: Vector) => Float64Array.from([...Array.from(a), ...Array.from(b)])

function compareBinary(a: Vector, b: Vector): Omit<GroupComparison, 'variable'> {
  const yes = (values: Vector) => sumOf(values.length, (i) => at(values, i))
  const summary = (values: Vector): GroupSummary => ({
    kind: 'count',
    yes: yes(values),
    patients: values.length,
  })
  const groups = [summary(a), summary(b)] as const
  const all = summary(both(a, b))
  const row = (values: Vector) => [yes(values), values.length - yes(values)] as const
  const table: FourfoldTable = [row(a), row(b)]
  const expected = smallestExpected(table)
  if (expected === 0) return { groups, all, test: 'none', p: undefined }
  return expected < SMALLEST_EXPECTED
    ? { groups, all, test: 'fisher-exact', p: fisherExactTest(table) }
    : { groups, all, test: 'chi-squared', p: chiSquaredTest(table) }
}

function compareContinuous(a: Vector, b: Vector): Omit<GroupComparison, 'variable'> {
  const isOfMeans = isNormal(a) && isNormal(b)
  const summary = isOfMeans ? mean : median
  const groups = [summary(a), summary(b)] as const
  const all = summary(both(a, b))
  return isOfMeans
    ? { groups, all, test: 'welch-t', p: welchTest(a, b) }
    : { groups, all, test: 'mann-whitney', p: mannWhitneyTest(a, b) }
}

/**
 * One variable in two groups. Yes and no: chi-squared, or Fisher's exact test where a count below 5
 * is expected. Measured: Welch's t where neither group departs from normality (P < 0.05), else
 * Mann-Whitney.
 */
export function compareGroups(variable: string, a: Vector, b: Vector): GroupComparison {
  if (a.length === 0 || b.length === 0) throw new RangeError('a group without patients')
  const compare = isBinary(a) && isBinary(b) ? compareBinary : compareContinuous
  return { variable, ...compare(a, b) }
}

/** Every variable of two cohorts. */
export const compareBy = (names: readonly string[], a: Cohort, b: Cohort) =>
  names.map((name) => compareGroups(name, columnOf(a, name), columnOf(b, name)))

/** Patients with the outcome against those without. */
export function compareOutcomes(cohort: Cohort, names: readonly string[]) {
  const withOutcome = (value: 0 | 1) => rowsOf(cohort, rowsWithOutcome(cohort.outcome, value))
  return compareBy(names, withOutcome(1), withOutcome(0))
}

/**
 * The patients of a study against those who were left out for want of another value: where the two
 * differ, values are not missing by chance.
 */
export function compareIncomplete(
  { columns }: Cohort,
  incomplete: Readonly<Record<string, Vector>>,
): readonly GroupComparison[] {
  return Object.entries(columns).flatMap(([name, values]) => {
    const others = incomplete[name]
    return others === undefined || others.length === 0 ? [] : [compareGroups(name, values, others)]
  })
}
