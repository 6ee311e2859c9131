/** A calendar date as it was written (`YYYY-MM-DD...`), in the reader's way; other text as it is. */
export function formatDate(written: string | undefined, language: string): string {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(written ?? '') ?? []
  if (day === undefined) return written ?? ''
  const options = { dateStyle: 'medium', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, options).format(new Date(`${day}T00:00:00Z`))
}

/** A number with at most three significant digits, in the reader's way. */
export function formatValue(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value)
}

/** A probability as whole percent, with no more certainty than there is at the ends. */
export function formatPercent(share: number, language: string): string {
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  if (share < 0.05) return `<${percent.format(0.05)}`
  if (share > 0.95) return `>${percent.format(0.95)}`
  return percent.format(share)
}
