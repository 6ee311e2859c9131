import type { RiskRange } from '../../clinical/models/uncertainty.ts'

/** In whole per cent, and no more certainty than there is at the ends. */
function wholePercent(probability: number): string {
  if (probability < 0.05) return '<5'
  if (probability > 0.95) return '>95'
  return String(Math.round(probability * 100))
}

/** A probability as people read it, in the typography of a language: `{n} %`. */
export const riskIn =
  ({ percent }: { readonly percent: string }) =>
  (probability: number): string =>
    percent.replace('{n}', wholePercent(probability))

/** The same in English. */
export const formatRisk = riskIn({ percent: '{n} %' })

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
