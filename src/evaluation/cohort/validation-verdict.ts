import { fixed } from '../drawing/format.ts'
import { holds } from '../statistics/estimate.ts'
import type { Performance } from '../statistics/performance.ts'

export interface Verdict {
  readonly kind:
    'too-few-patients' | 'no-discrimination' | 'recalibrate' | 'no-disagreement-found' | 'unclear'
  readonly sentences: readonly string[]
}

/** Vergouwe et al., J Clin Epidemiol 2005;58:475-483. */
export const LEAST_EVENTS = 100
/** Van Calster et al., J Clin Epidemiol 2016;74:167-176: for a flexible calibration curve. */
const EVENTS_FOR_CURVE = 200

/** The smaller of the patients with and without the outcome: what a sample's size is judged by. */
const fewerOf = ({ patients, events }: Pick<Performance, 'patients' | 'events'>) =>
  Math.min(events, patients - events)

export function sizeWarnings(performance: Performance): readonly string[] {
  const fewer = fewerOf(performance)
  if (fewer < LEAST_EVENTS)
    return [
      `Only ${fewer} patients in the smaller outcome group: at least ${LEAST_EVENTS} with and ${LEAST_EVENTS} without the outcome are advised, ${EVENTS_FOR_CURVE} for a calibration curve.`,
    ]
  if (fewer < EVENTS_FOR_CURVE)
    return [
      `${fewer} patients in the smaller outcome group: enough for intercept and slope; ${EVENTS_FOR_CURVE} are advised before the shape of the calibration curve is read.`,
    ]
  return []
}

function intercept({ calibrationIntercept: estimate }: Performance): readonly string[] {
  if (estimate === undefined || holds(estimate, 0)) return []
  const way = estimate.value > 0 ? 'too low' : 'too high'
  return [
    `Predicted risks are ${way} on average (calibration intercept ${fixed(estimate.value, 2)}): a new intercept is the first remedy.`,
  ]
}

function slope({ calibrationSlope: estimate }: Performance): readonly string[] {
  if (estimate === undefined || holds(estimate, 1)) return []
  const way = estimate.value < 1 ? 'too extreme' : 'not spread enough'
  return [`Predicted risks are ${way} (calibration slope ${fixed(estimate.value, 2)}).`]
}

function agreement(performance: Performance): Verdict {
  const problems = [...intercept(performance), ...slope(performance)]
  if (problems.length > 0) return { kind: 'recalibrate', sentences: problems }
  return {
    kind: 'no-disagreement-found',
    sentences: [
      'Predictions and outcomes are compatible on average and in spread. That is not proof of agreement: look at the curve, and at the width of the intervals.',
    ],
  }
}

/** What a validation says, in words. The order of the questions is that of their weight. */
export function verdictOf(performance: Performance): Verdict {
  const warnings = sizeWarnings(performance)
  const { cStatistic } = performance
  const judged = agreement(performance)
  if (fewerOf(performance) < LEAST_EVENTS)
    return {
      kind: 'too-few-patients',
      sentences: ['Too few patients for a conclusion.', ...warnings, ...judged.sentences],
    }
  if (cStatistic === undefined || performance.calibrationSlope === undefined)
    return {
      kind: 'unclear',
      sentences: ['Discrimination or slope cannot be estimated.', ...warnings],
    }
  if (cStatistic.ci95[0] <= 0.5)
    return {
      kind: 'no-discrimination',
      sentences: [
        `The model does not tell patients with the outcome from those without (c-statistic ${fixed(cStatistic.value, 2)}): recalibration cannot help that. Do not use it here.`,
        ...warnings,
      ],
    }
  return { kind: judged.kind, sentences: [...judged.sentences, ...warnings] }
}
