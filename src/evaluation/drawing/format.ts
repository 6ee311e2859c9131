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

/** A coefficient with its interval: its size depends on a unit, so its digits do not. */
export const coefficientText = ({ value, ci95: [low, high] }: IntervalEstimate): string =>
  `${significant(value)} (${endText(low, significant)} to ${endText(high, significant)})`

/** An end of an interval that has none on this side. */
const endText = (value: number, format: (value: number) => string): string =>
  Number.isFinite(value) ? format(value) : 'no limit'

/** Beyond these an odds ratio says no more than that the sample does not bound it. */
const LARGEST_RATIO = 1000

/**
 * A ratio with as many decimals as its distance from 1 needs: 1 + 7e-6 is not 1.000. Beyond 1000,
 * or below its inverse, only that it is so.
 */
export function ratio(value: number): string {
  if (value > LARGEST_RATIO) return `>${String(LARGEST_RATIO)}`
  if (value < 1 / LARGEST_RATIO) return `<${String(1 / LARGEST_RATIO)}`
  const distance = Math.abs(value - 1)
  const decimals = distance === 0 ? 3 : Math.max(3, 1 - Math.floor(Math.log10(distance)))
  return value.toFixed(Math.min(12, decimals))
}

/** A ratio with its interval. */
export const ratioText = ({ value, ci95: [low, high] }: IntervalEstimate): string =>
  `${ratio(value)} (${ratio(low)} to ${ratio(high)})`
