import { twoSidedP } from '../../clinical/models/normal.ts'

/**
 * What a figure of one period says: nothing, since there were too few patients; nothing unusual;
 * look at it (beyond three standard errors); act (beyond `ALARM_SCORE`).
 */
export type AlarmState = 'too-few' | 'in-control' | 'watch' | 'alarm'

/** Three standard errors, the limits of Shewhart's charts. */
const WATCH_SCORE = 3

/**
 * The limit of an alarm in standard errors. A report of a year has some 150 points at the most (the
 * findings and the missing values of five predictors each month, and less than ten others a month
 * that overlap); with 3.6 the chance of a false alarm among them is about 5 %, by Bonferroni's
 * inequality: 150 times 0.032 %.
 */
export const ALARM_SCORE = 3.6

/** The same limits as one-sided probabilities. */
const WATCH_P = twoSidedP(WATCH_SCORE) / 2
export const ALARM_P = twoSidedP(ALARM_SCORE) / 2

/** The state of a figure that lies so many standard errors off, in whichever direction. */
export function stateOfScore(score: number): AlarmState {
  const size = Math.abs(score)
  if (size > ALARM_SCORE) return 'alarm'
  return size > WATCH_SCORE ? 'watch' : 'in-control'
}

/** The state of a figure of which so much or more has this one-sided probability. */
export function stateOfTail(p: number): AlarmState {
  if (p < ALARM_P) return 'alarm'
  return p < WATCH_P ? 'watch' : 'in-control'
}

/**
 * With fewer than these a figure is not judged: small periods do not alarm. They are choices of
 * this project; the normal approximation behind the limits wants about as many.
 */
export const LEAST = {
  /** Patients behind a mean, a share or a chart point. */
  patients: 10,
  /** Patients with an outcome behind observed : expected. */
  outcomes: 10,
  /** Patients with, and without, the outcome behind a c-statistic that is shown. */
  eachOutcome: 5,
  /** The same behind a c-statistic that can alarm. */
  eachOutcomeToAlarm: 20,
  /** Earlier orders against which missing values are compared. */
  earlierOrders: 30,
} as const

/** The share of a period's patients whose outcome must be known before its calibration can alarm. */
export const LEAST_COVERAGE = 0.8
