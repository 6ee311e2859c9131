import { fixed, percent } from '../drawing/format.ts'
import { type Estimate, holds, type Interval } from '../statistics/estimate.ts'
import type { Performance } from '../statistics/performance.ts'

/** What the figures of a validation say against a model, by the weight of it. */
export interface Agreement {
  /** Errors that no patient should meet. */
  readonly gross: readonly string[]
  /** Shown by an interval that leaves out what is right. */
  readonly wrong: readonly string[]
  /** Not shown either way: not estimable, too far off by the estimate, or too uncertain. */
  readonly unclear: readonly string[]
}

/** Vergouwe et al., J Clin Epidemiol 2005;58:475-483. */
export const LEAST_EVENTS = 100

/**
 * Within these a model is taken to agree: a choice of this project, on the log scale alike on both
 * sides where it is a ratio. Beyond the gross ones it is wrong whatever the number of patients.
 */
const AGREES = {
  observedToExpected: { estimate: [0.9, 1.1], interval: [0.75, 1.33], gross: [0.5, 2] },
  calibrationSlope: { estimate: [0.8, 1.2] },
  calibrationIntercept: { gross: [-2, 2] },
  ici: { greatest: 0.05, gross: 0.2 },
  certain: { greatest: 0.05, gross: 0.5 },
} as const satisfies Record<string, unknown>

const within = (inner: Interval, [low, high]: Interval) => inner[0] >= low && inner[1] <= high
const beyond = ([low, high]: Interval, [least, greatest]: Interval) =>
  high < least || low > greatest
const at = (value: number): Interval => [value, value]

const said = ({ value, ci95: [low, high] }: Estimate) =>
  `${fixed(value, 2)}, 95 % CI ${fixed(low, 2)} to ${fixed(high, 2)}`

const nothing: Agreement = { gross: [], wrong: [], unclear: [] }
const gross = (sentence: string): Agreement => ({ ...nothing, gross: [sentence] })
const wrong = (sentence: string): Agreement => ({ ...nothing, wrong: [sentence] })
const unclear = (sentence: string): Agreement => ({ ...nothing, unclear: [sentence] })

function observedToExpected({ observedToExpected: ratio }: Performance): Agreement {
  const limits = AGREES.observedToExpected
  if (ratio === undefined) return unclear('Observed : expected cannot be estimated.')
  const sentence = `There are ${ratio.value < 1 ? 'fewer' : 'more'} events than predicted (observed : expected ${said(ratio)})`
  if (beyond(ratio.ci95, limits.gross)) return gross(`${sentence}, by more than half.`)
  if (!holds(ratio, 1)) return wrong(`${sentence}.`)
  if (within(at(ratio.value), limits.estimate) && within(ratio.ci95, limits.interval))
    return nothing
  return unclear(
    `Observed : expected is not known well enough (${said(ratio)}): it should lie within 0.9 and 1.1, its interval within 0.75 and 1.33.`,
  )
}

function calibrationIntercept({ calibrationIntercept: intercept }: Performance): Agreement {
  if (intercept === undefined) return unclear('The calibration intercept cannot be estimated.')
  if (holds(intercept, 0)) return nothing
  const way = intercept.value > 0 ? 'too low' : 'too high'
  const sentence = `Predicted risks are ${way} on average (calibration intercept ${said(intercept)})`
  return beyond(intercept.ci95, AGREES.calibrationIntercept.gross)
    ? gross(`${sentence}: the odds are off more than sevenfold.`)
    : wrong(`${sentence}: a new intercept is the first remedy.`)
}

function calibrationSlope({ calibrationSlope: slope }: Performance): Agreement {
  if (slope === undefined) return unclear('The calibration slope cannot be estimated.')
  if (!holds(slope, 1)) {
    const way = slope.value < 1 ? 'too extreme' : 'not spread enough'
    const sentence = `Predicted risks are ${way} (calibration slope ${said(slope)})`
    return slope.ci95[1] < 0
      ? gross(`${sentence}: higher risks go with fewer events.`)
      : wrong(`${sentence}.`)
  }
  if (within(at(slope.value), AGREES.calibrationSlope.estimate)) return nothing
  return unclear(
    `The calibration slope is not known well enough (${said(slope)}): it should lie within 0.8 and 1.2.`,
  )
}

function curve({ calibrationCurve, patients, events }: Performance): Agreement {
  if (calibrationCurve === undefined) return unclear('The calibration curve cannot be estimated.')
  const { ici } = calibrationCurve
  if (ici <= AGREES.ici.greatest) return nothing
  const sentence = `Predicted risks lie ${percent(ici)} from the calibration curve on average (ICI; at most 5 %).`
  // It has no interval, and chance alone makes it large in few patients.
  const isSure = Math.min(events, patients - events) >= LEAST_EVENTS
  return isSure && ici > AGREES.ici.gross ? gross(sentence) : unclear(sentence)
}

function discrimination({ cStatistic }: Performance): Agreement {
  return cStatistic === undefined ? unclear('The c-statistic cannot be estimated.') : nothing
}

function certainty({ certain, patients }: Performance): Agreement {
  const share = certain.patients / patients
  if (share <= AGREES.certain.greatest) return nothing
  const sentence = `${certain.patients} of ${patients} predicted risks are below 0.1 % or above 99.9 %; ${certain.contradicted} of these are contradicted by the outcome.`
  const isGross = share > AGREES.certain.gross && certain.contradicted > 0
  return isGross ? gross(sentence) : unclear(sentence)
}

/** Looks at every figure by itself: one that cannot be estimated never counts as agreement. */
export function agreementOf(performance: Performance): Agreement {
  const parts = [
    observedToExpected,
    calibrationIntercept,
    calibrationSlope,
    curve,
    discrimination,
    certainty,
  ].map((judge) => judge(performance))
  return {
    gross: parts.flatMap((part) => part.gross),
    wrong: parts.flatMap((part) => part.wrong),
    unclear: parts.flatMap((part) => part.unclear),
  }
}
