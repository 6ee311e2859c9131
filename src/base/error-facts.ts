/** What is thrown may come from another realm, so that `instanceof` says nothing. */
function textIn(error: unknown, name: 'message' | 'code' | 'name'): string {
  if (typeof error !== 'object' || error === null) return ''
  const value = (error as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : ''
}

export const messageOf = (error: unknown): string => textIn(error, 'message')

/** A SQLSTATE, or the code of a system error. */
export const codeOf = (error: unknown): string => textIn(error, 'code')

/** The kind of an error, for the log: its text may quote a value. */
export const nameOfError = (error: unknown): string =>
  `${textIn(error, 'name')} ${codeOf(error)}`.trim() || 'unknown'
