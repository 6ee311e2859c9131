import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import type { Cohort } from '../../../src/evaluation/statistics/cohort-columns.ts'
import type { Interruptible } from '../../../src/evaluation/statistics/interruptible.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { CANDIDATES } from './synthetic-cohort.ts'

/** A complete synthetic cohort from its file, with those of the columns that it has. */
export function fixtureCohort(name: string, candidates: readonly string[] = CANDIDATES): Cohort {
  const text = readFileSync(repositoryPath(`fixtures/cohorts/${name}`), 'utf8')
  const rows = parse<Record<string, string>>(text, { columns: true })
  const column = (id: string) => Float64Array.from(rows, (row) => Number(row[id]))
  return {
    patients: rows.length,
    outcome: column('outcome'),
    columns: Object.fromEntries(
      candidates.filter((id) => rows[0]?.[id] !== undefined).map((id) => [id, column(id)]),
    ),
    labels: { scanner: rows.map((row) => row['scanner'] ?? '') },
  }
}

/** What R says of a fit. */
export interface RFit {
  readonly names: readonly string[]
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly number[]
  readonly logLikelihood: number
  readonly aic: number
}

interface RAuc {
  readonly auc: number
  readonly variance: number
  readonly ci95: readonly [number, number]
}

interface RSteps {
  readonly terms: readonly string[]
  readonly steps: readonly string[]
  readonly aic: readonly number[]
}

/** Values computed by R; reference/reference.R made them. */
export interface RReference {
  readonly full: RFit
  readonly stepFromFull: RSteps
  readonly stepFromNull: RSteps
  readonly selected: RFit
  readonly auc: RAuc
  readonly aucOfNlr: RAuc
  readonly aucOfStage: RAuc
  readonly youden: readonly [{ readonly sensitivity: number; readonly specificity: number }]
  readonly hosmerLemeshow: {
    readonly statistic: number
    readonly p: number
    readonly observed: readonly number[]
    readonly expected: readonly number[]
  }
  readonly brier: number
  readonly calibration: { readonly intercept: RFit; readonly slope: RFit; readonly brier: number }
  readonly closedTest: {
    readonly deviances: readonly number[]
    readonly df: readonly number[]
    readonly p: readonly number[]
    readonly refit: RFit
  }
  readonly spline: {
    readonly lp: readonly number[]
    readonly fit: readonly number[]
    readonly se: readonly number[]
    readonly ici: number
    readonly e50: number
    readonly e90: number
  }
  readonly groups: readonly {
    readonly variable: string
    readonly welch: number
    readonly mannWhitney: number
  }[]
  readonly fourfold: readonly {
    readonly table: readonly [number, number, number, number]
    readonly chiSquared: number
    readonly fisher: number
  }[]
  readonly wilson: readonly {
    readonly count: number
    readonly of: number
    readonly ci95: readonly [number, number]
  }[]
  readonly firth: {
    readonly separated: RFit
    readonly full: RFit
    readonly endometrial: RFit & { readonly data: Readonly<Record<string, readonly number[]>> }
  }
  readonly birthWeight: RFit & { readonly data: Readonly<Record<string, readonly number[]>> }
}

export const r = readRepositoryJson('test/evaluation/cohort/reference/r.json') as RReference

/** The rows of a cohort by outcome, for one column. */
export function byOutcome(cohort: Cohort, name: string, outcome: 0 | 1): Float64Array {
  const column = cohort.columns[name] ?? []
  return Float64Array.from(Array.from(column).filter((_, i) => cohort.outcome[i] === outcome))
}

/** The result of work that nobody watches. */
export function finished<Result>(work: Interruptible<Result>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}
