import { fillIn } from './fill-in.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'

/** Per cents in the typography of a language, each of a figure `{n}`. */
interface PercentWords {
  readonly percent: string
  readonly percentBelow: string
  readonly percentAbove: string
}

/** A probability as people read it: in whole per cent, and no more certain than it is at the ends. */
export const riskIn =
  ({ percent, percentBelow, percentAbove }: PercentWords) =>
  (probability: number): string => {
    if (probability < 0.05) return percentBelow.replace('{n}', '5')
    if (probability > 0.95) return percentAbove.replace('{n}', '95')
    return percent.replace('{n}', String(Math.round(probability * 100)))
  }

/** The same in English. */
export const formatRisk = riskIn({
  percent: '{n} %',
  percentBelow: '<{n} %',
  percentAbove: '>{n} %',
})

interface RangeTypography {
  readonly risk?: (probability: number) => string
  readonly to?: string
}

/** A range of probabilities; one figure when both ends read the same. */
export function formatRange(
  { low, high }: RiskRange,
  { risk = formatRisk, to = ' to ' }: RangeTypography = {},
): string {
  const [least, most] = [risk(low), risk(high)]
  return least === most ? least : `${least}${to}${most}`
}

interface RangeWords extends PercentWords {
  readonly to: string
  readonly withRange: string
}

/** How a range is said in a language, alone and beside a figure: never twice the same. */
export function rangeWording(words: RangeWords) {
  const range = (ends: RiskRange) => formatRange(ends, { risk: riskIn(words), to: words.to })
  const rangeBeside = (figure: string, ends: RiskRange) =>
    range(ends) === figure ? '' : range(ends)
  return {
    range,
    rangeBeside,
    withRange: (figure: string, ends: RiskRange) =>
      rangeBeside(figure, ends) === ''
        ? figure
        : fillIn(words.withRange, { risk: figure, range: range(ends) }),
  }
}

/**
 * A number with at most `digits` significant digits, without an exponent; what is below a millionth
 * is 0.
 */
export function formatNumber(value: number, digits = 3): string {
  return Math.abs(value) < 1e-6 ? '0' : String(Number(value.toPrecision(digits)))
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A text of at most `max` UTF-16 units, cut between characters and marked when it was longer. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  let cut = ''
  for (const { segment } of segments.segment(text)) {
    if (cut.length + segment.length > max - 1) break
    cut += segment
  }
  return `${cut.trimEnd()}…`
}
