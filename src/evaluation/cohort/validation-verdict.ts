import { fixed } from '../drawing/format.ts'
import { agreementOf, LEAST_EVENTS } from './agreement.ts'
import type { Performance } from '../statistics/performance.ts'

export interface Verdict {
  readonly kind:
    | 'grossly-wrong'
    | 'too-few-patients'
    | 'unclear'
    | 'no-discrimination'
    | 'recalibrate'
    | 'no-disagreement-found'
  readonly sentences: readonly string[]
}

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

/** What a validation says, in words. The order of the questions is that of their weight. */
export function verdictOf(performance: Performance): Verdict {
  const { gross, unclear, wrong } = agreementOf(performance)
  const isEnough = fewerOf(performance) >= LEAST_EVENTS
  const warnings = sizeWarnings(performance)
  const all = [...gross, ...wrong, ...unclear, ...warnings]
  const { cStatistic } = performance
  if (isEnough && cStatistic !== undefined && cStatistic.ci95[0] <= 0.5)
    return {
      kind: 'no-discrimination',
      sentences: [
        `The model does not tell patients with the outcome from those without (c-statistic ${fixed(cStatistic.value, 2)}): recalibration cannot help that. Do not use it here.`,
        ...all,
      ],
    }
  if (gross.length > 0)
    return {
      kind: 'grossly-wrong',
      sentences: ['The risks are grossly wrong here: do not use the model as it is.', ...all],
    }
  if (!isEnough)
    return { kind: 'too-few-patients', sentences: ['Too few patients for a conclusion.', ...all] }
  if (wrong.length > 0) return { kind: 'recalibrate', sentences: all }
  if (unclear.length > 0)
    return {
      kind: 'unclear',
      sentences: ['No disagreement was shown, and no agreement either.', ...all],
    }
  return {
    kind: 'no-disagreement-found',
    sentences: [
      'Predictions and outcomes agree on average, in spread and along the curve, as far as these patients can show. That is not proof: look at the curve, and at the width of the intervals.',
      ...warnings,
    ],
  }
}
