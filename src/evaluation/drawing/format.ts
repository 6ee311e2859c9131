import { formatP } from '../../clinical/models/odds-ratio.ts'
import type { IntervalEstimate } from '../statistics/estimate.ts'
import type { Proportion } from '../statistics/proportion.ts'

/** In the place of a figure that has no value. */
export const NONE = 'not estimable'

/** A number with a fixed count of decimals; what rounds to 0 has no sign. */
export function fixed(value: number, digits = 3): string {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** A number of any size with three significant digits. */
export const significant = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)))

/** P as journals print it. */
export const pValue = (p: number | undefined): string => (p === undefined ? '-' : formatP(p))

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`

export const withInterval = (estimate: IntervalEstimate | undefined, digits = 3): string =>
  estimate === undefined
    ? NONE
    : `${fixed(estimate.value, digits)} (${fixed(estimate.ci95[0], digits)} to ${fixed(estimate.ci95[1], digits)})`

export const shareWithInterval = (share: Proportion | undefined): string =>
  share === undefined
    ? '-'
    : `${percent(share.value)} (${fixed(100 * share.ci95[0], 1)} to ${fixed(100 * share.ci95[1], 1)})`
