import { Fault } from '../../base/fault.ts'
import { calibrationSlope, observedToExpected } from '../statistics/calibration.ts'
import { type Cohort, eventsOf, rowsOf } from '../statistics/cohort-columns.ts'
import type { Estimate } from '../statistics/estimate.ts'
import type { Interruptible } from '../statistics/interruptible.ts'
import { linearPredictors } from '../statistics/logistic-likelihood.ts'
import type { LogisticFit } from '../statistics/logistic-regression.ts'
import { risksOf } from '../statistics/performance.ts'
import { cStatistic } from '../statistics/roc.ts'
import { rowsWhere } from '../statistics/vector.ts'
import { designOf } from './stepwise-selection.ts'

/** One group of patients, judged by a model that was made from all others. */
export interface LeftOutGroup {
  readonly group: string
  readonly patients: number
  readonly events: number
  /** Nothing where the others give no model, or the group cannot tell. */
  readonly cStatistic: Estimate | undefined
  readonly observedToExpected: Estimate | undefined
  readonly calibrationSlope: Estimate | undefined
}

/** More groups than this are no years or scanners but names of patients, by mistake. */
const MOST_GROUPS = 30

const unjudged = {
  cStatistic: undefined,
  observedToExpected: undefined,
  calibrationSlope: undefined,
}

function judged(fit: LogisticFit, { outcome, ...group }: Cohort) {
  if (fit.unbounded.length > 0 || fit.names.length === 0) return unjudged
  const lp = linearPredictors(designOf({ outcome, ...group }, fit.names), fit.coefficients)
  const events = eventsOf(outcome)
  const hasBoth = events > 0 && events < outcome.length
  return {
    cStatistic: cStatistic(outcome, lp),
    observedToExpected: observedToExpected(outcome, risksOf(lp)),
    calibrationSlope: hasBoth ? calibrationSlope(outcome, lp) : undefined,
  }
}

function* judgedByOthers(
  others: Cohort,
  group: Cohort,
  build: (cohort: Cohort) => Interruptible<LogisticFit>,
) {
  try {
    return judged(yield* build(others), group)
  } catch (fault) {
    // The others may hold a constant predictor: then there is no model of them.
    if (fault instanceof Fault) return unjudged
    throw fault
  }
}

/**
 * Internal-external validation: each year, scanner or centre is left out in turn, the whole way to
 * the model is gone with the others, and the model is judged on what was left out (Steyerberg and
 * Harrell, J Clin Epidemiol 2016;69:245-247).
 *
 * @throws {Fault} When the column does not tell the patients into a few groups.
 */
export function* internalExternal(
  cohort: Cohort,
  column: string,
  build: (cohort: Cohort) => Interruptible<LogisticFit>,
): Interruptible<readonly LeftOutGroup[]> {
  const labels = cohort.labels[column] ?? []
  const groups = [...new Set(labels)].toSorted()
  if (groups.length < 2 || groups.length > MOST_GROUPS)
    throw new Fault('malformed-request', `${column} does not tell the patients into a few groups`)
  const results: LeftOutGroup[] = []
  for (const group of groups) {
    const [own, others] = [true, false].map((isOwn) =>
      rowsOf(
        cohort,
        rowsWhere(cohort.patients, (i) => (labels[i] === group) === isOwn),
      ),
    )
    if (own === undefined || others === undefined) continue
    const figures = yield* judgedByOthers(others, own, build)
    results.push({ group, patients: own.patients, events: eventsOf(own.outcome), ...figures })
  }
  return results
}
