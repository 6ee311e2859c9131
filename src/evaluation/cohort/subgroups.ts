import { Fault } from '../../base/fault.ts'
import { MISSING_LABEL } from './data-dictionary.ts'
import {
  calibrationIntercept,
  calibrationSlope,
  observedToExpected,
} from '../statistics/calibration.ts'
import { type Cohort, columnOf, eventsOf } from '../statistics/cohort-columns.ts'
import { chiSquaredP } from '../statistics/distributions.ts'
import { fitLogistic } from '../statistics/logistic-regression.ts'
import { type Performance, risksOf } from '../statistics/performance.ts'
import { cStatistic } from '../statistics/roc.ts'
import { ascending, quantileOf, rowsWhere, take, type Vector } from '../statistics/vector.ts'

type InSubgroups =
  | 'patients'
  | 'events'
  | 'cStatistic'
  | 'observedToExpected'
  | 'calibrationIntercept'
  | 'calibrationSlope'

interface Subgroup extends Pick<Performance, InSubgroups> {
  readonly level: string
}

/** The patients told apart by one variable. */
export interface SubgroupSplit {
  readonly variable: string
  readonly levels: readonly Subgroup[]
  /**
   * P of no difference in calibration: one intercept and slope for all against those of each level,
   * by the likelihood ratio. Nothing where a level cannot tell.
   */
  readonly p: number | undefined
}

/** More levels than this are no subgroups: numbers are divided at a cut, names are a mistake. */
const MOST_LEVELS = 12

/** Where the age is divided, as trials do; any other number at its median. */
const AGE = /^(?:age|年龄)/i
const AGE_CUT = 65

/** The texts of a column as levels. */
function levelsOf(texts: readonly string[], name: string): readonly string[] {
  if (new Set(texts).size <= MOST_LEVELS) return texts
  const numbers = texts.map((text) => (text === MISSING_LABEL ? NaN : Number(text)))
  const known = numbers.filter((number) => !Number.isNaN(number))
  if (known.length < texts.filter((text) => text !== MISSING_LABEL).length)
    throw new Fault('malformed-request', `${name} has too many levels for subgroups`)
  const cut = AGE.test(name) ? AGE_CUT : quantileOf(ascending(known), 0.5)
  return numbers.map((number) => {
    if (Number.isNaN(number)) return MISSING_LABEL
    return number < cut ? `below ${String(cut)}` : `${String(cut)} and above`
  })
}

function subgroup(outcome: Vector, lp: Vector, level: string): Subgroup {
  const events = eventsOf(outcome)
  const hasBoth = events > 0 && events < outcome.length
  return {
    level,
    patients: outcome.length,
    events,
    cStatistic: cStatistic(outcome, lp),
    observedToExpected: observedToExpected(outcome, risksOf(lp)),
    calibrationIntercept: hasBoth ? calibrationIntercept(outcome, lp) : undefined,
    calibrationSlope: hasBoth ? calibrationSlope(outcome, lp) : undefined,
  }
}

/** The log-likelihood of an intercept and slope; nothing where they have no finite estimate. */
function recalibrated(outcome: Vector, lp: Vector): number | undefined {
  try {
    const fit = fitLogistic({ outcome, names: ['slope'], columns: [lp] })
    return fit.unbounded.length > 0 ? undefined : fit.logLikelihood
  } catch (fault) {
    if (fault instanceof Fault) return undefined
    throw fault
  }
}

type Part = readonly [outcome: Vector, lp: Vector]

const joined = (parts: readonly Part[], which: 0 | 1) =>
  Float64Array.from(parts.flatMap((part) => Array.from(part[which])))

function differenceOf(parts: readonly Part[]): number | undefined {
  const together = recalibrated(joined(parts, 0), joined(parts, 1))
  const apart = parts.map((part) => recalibrated(...part))
  if (together === undefined || parts.length < 2) return undefined
  let sum = 0
  for (const logLikelihood of apart) {
    if (logLikelihood === undefined) return undefined
    sum += logLikelihood
  }
  return chiSquaredP(Math.max(0, 2 * (sum - together)), 2 * (parts.length - 1))
}

/**
 * How well the risks hold at each level of a variable, and whether they do so differently.
 *
 * @throws {Fault} When the variable has too many levels and is no number.
 */
export function splitBy(cohort: Cohort, lp: Vector, variable: string): SubgroupSplit {
  const texts = cohort.labels[variable] ?? Array.from(columnOf(cohort, variable), String)
  const levels = levelsOf(texts, variable)
  const names = [...new Set(levels)].toSorted()
  const parts = names.map((name) => {
    const rows = rowsWhere(cohort.patients, (i) => levels[i] === name)
    return [take(cohort.outcome, rows), take(lp, rows)] as const
  })
  return {
    variable,
    levels: parts.map(([outcome, own], i) => subgroup(outcome, own, names[i] ?? '')),
    p: differenceOf(parts.filter((_, i) => names[i] !== MISSING_LABEL)),
  }
}
