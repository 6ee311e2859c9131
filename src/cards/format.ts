import type { RiskRange } from '../risk-model/index.ts'

/** A probability as people read it: whole percent, and no more certainty than there is at the ends. */
export function formatRisk(probability: number): string {
  if (probability < 0.05) return '<5 %'
  if (probability > 0.95) return '>95 %'
  return `${String(Math.round(probability * 100))} %`
}

/** A range of probabilities; one figure when both ends read the same. */
export function formatRange({ low, high }: RiskRange): string {
  const [from, to] = [formatRisk(low), formatRisk(high)]
  return from === to ? from : `${from} to ${to}`
}

// A formatter costs tens of microseconds to make: one per number of digits.
const formatters = [1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en', { maximumSignificantDigits: digits, useGrouping: false }),
)

/** A number with at most `digits` (1 to 3) significant digits, without an exponent. */
export function formatNumber(value: number, digits: 1 | 2 | 3 = 3): string {
  return (formatters[digits - 1] ?? formatters[2])?.format(value) ?? String(value)
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
