/** A calendar date as it was written (`YYYY-MM-DD...`), in the reader's way; other text as it is. */
export function formatDate(written: string | undefined, language: string): string {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(written ?? '') ?? []
  if (day === undefined) return written ?? ''
  const options = { dateStyle: 'medium', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, options).format(new Date(`${day}T00:00:00Z`))
}
