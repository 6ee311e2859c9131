import { meanRisk } from '../../clinical/models/population.ts'
import { Fault } from '../../base/fault.ts'
import { checkedEvents, type Cohort, eventsOf } from '../statistics/cohort-columns.ts'
import type { LogisticFit } from '../statistics/logistic-regression.ts'
import { checkBalance } from '../statistics/not-converged.ts'
import { type Performance, performanceOf, risksOf } from '../statistics/performance.ts'
import { separatingColumns } from '../statistics/separating-columns.ts'
import { at, sumOf } from '../statistics/vector.ts'
import {
  applyUpdate,
  type Candidates,
  closedTest,
  type ClosedTest,
  empiricalDistribution,
  fitUpdates,
  linearPredictorsOf,
  refitOf,
  shrinkageOf,
  type UpdatedCoefficients,
  type UpdateMethod,
} from './recalibration.ts'
import { designOf } from './stepwise-selection.ts'
import { type ModelName, type NamedModel, nameOf } from './validation-study.ts'
import { LEAST_EVENTS } from './agreement.ts'

/** An update from predictors with outcomes. */
export interface OutcomeReport {
  readonly model: ModelName
  readonly patients: number
  readonly before: { readonly intercept: number; readonly meanRisk: number }
  readonly after: UpdatedCoefficients
  readonly remarks: readonly string[]
  readonly kind: 'outcome-calibration'
  readonly events: number
  readonly asked: UpdateMethod | 'closed-test'
  readonly method: UpdateMethod
  readonly closedTest: ClosedTest
  readonly shrinkage: number
  /** On the very patients of the update: too good, since it was made for them. */
  readonly apparent: { readonly before: Performance; readonly after: Performance }
}

const ELSEWHERE =
  'Judge the new model on other patients than these (cohort validate): figures on the patients of the update flatter it.'

const NO_REFIT =
  'The model cannot be refitted here (a predictor does not vary, or separates the outcome), so nothing can be tested: only the intercept is updated.'

/** With too few patients only the intercept is updated, whatever the tests say. */
function methodFor(
  asked: OutcomeReport['asked'],
  test: ClosedTest,
  fewer: number,
): { readonly method: UpdateMethod; readonly remarks: readonly string[] } {
  if (asked !== 'closed-test') return { method: asked, remarks: [] }
  if (test.tests.length === 0) return { method: test.chosen, remarks: [NO_REFIT] }
  if (fewer >= LEAST_EVENTS || test.chosen === 'none') return { method: test.chosen, remarks: [] }
  return {
    method: 'intercept',
    remarks: [
      `Fewer than ${LEAST_EVENTS} patients in the smaller outcome group: only the intercept is updated, whatever the tests say.`,
    ],
  }
}

function judge(
  { outcome }: Cohort,
  linearPredictor: Float64Array,
  thresholds: readonly number[],
  isFittedHere: boolean,
): Performance {
  return performanceOf({ outcome, linearPredictor, thresholds, isFittedHere })
}

/** The fit that an update needs, if it needs one that may have no finite estimate. */
function neededFit(method: UpdateMethod, candidates: Candidates): LogisticFit | undefined {
  if (method === 'refit') return refitOf(candidates)
  return method === 'intercept-and-slope' ? candidates.slope : undefined
}

function checkSeparation(method: UpdateMethod, candidates: Candidates, cohort: Cohort): void {
  const fit = neededFit(method, candidates)
  if (fit === undefined || fit.unbounded.length === 0) return
  const by = method === 'refit' ? separatingColumns(designOf(cohort, fit.names)) : ['the risk']
  throw new Fault(
    'malformed-request',
    `${by.join(', ')} separates the outcome: no finite estimate; update the intercept only`,
  )
}

/**
 * What an update must keep, whatever made it: it predicts as many events as there were.
 *
 * @throws {Fault} When it does not.
 */
function checkUpdate({ outcome }: Cohort, linearPredictor: Float64Array): void {
  const risks = risksOf(linearPredictor)
  checkBalance(
    sumOf(risks.length, (i) => at(risks, i)),
    eventsOf(outcome),
  )
}

interface OutcomeOptions {
  readonly asked: OutcomeReport['asked']
  readonly isShrunken: boolean
  readonly thresholds: readonly number[]
}

/**
 * Updates a model on patients with outcomes: what was asked for, or what the closed test chooses.
 * It starts at the intercept, and stays there when patients are few.
 *
 * @throws {Fault} When the outcome does not vary, separation leaves no finite estimate, or the
 *   update does not predict as many events as there were.
 */
export function calibrateToOutcomes(
  model: NamedModel,
  cohort: Cohort,
  { asked, isShrunken, thresholds }: OutcomeOptions,
): OutcomeReport {
  const events = checkedEvents(cohort)
  const candidates = fitUpdates(model, cohort)
  const test = closedTest(candidates)
  const fewer = Math.min(events, cohort.patients - events)
  const { method, remarks } = methodFor(asked, test, fewer)
  checkSeparation(method, candidates, cohort)
  const shrinkage = isShrunken ? shrinkageOf(method, candidates) : 1
  const after = applyUpdate(method, { model, cohort, candidates }, shrinkage)
  const { terms } = after
  const intercept = { value: after.intercept, standardError: after.standardErrorAtMean }
  const distribution = empiricalDistribution(candidates.linearPredictor, model.intercept.value)
  const updated = linearPredictorsOf({ intercept, terms }, cohort)
  if (method !== 'none') checkUpdate(cohort, updated)
  return {
    kind: 'outcome-calibration',
    model: nameOf(model),
    patients: cohort.patients,
    events,
    asked,
    method,
    closedTest: test,
    shrinkage,
    before: {
      intercept: model.intercept.value,
      meanRisk: meanRisk(distribution, model.intercept.value).risk,
    },
    after,
    apparent: {
      before: judge(cohort, candidates.linearPredictor, thresholds, false),
      after: judge(cohort, updated, thresholds, true),
    },
    remarks: [...remarks, ELSEWHERE],
  }
}
