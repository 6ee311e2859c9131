import type { PhraseList } from '../terminology/index.ts'

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A number as a literal of approximate type, every digit kept. */
export const double = (value: number): string =>
  value.toExponential().replace('e+', 'E').replace('e', 'E')

/** One column of a list of constants. */
export type Constant = string | number | boolean

function cell(value: Constant): string {
  if (typeof value === 'string') return literal(value)
  return typeof value === 'number' ? double(value) : String(value).toUpperCase()
}

/** A table of constants; without rows it needs one that is thrown away, for its types. */
export function constants(
  name: string,
  columns: Readonly<Record<string, Constant>>,
  rows: readonly (readonly Constant[])[],
): string {
  const names = Object.keys(columns).join(', ')
  const line = (row: readonly Constant[]) => `    (${row.map(cell).join(', ')})`
  const unique = [...new Set(rows.map(line))]
  return rows.length === 0
    ? `${name} (${names}) AS (\n  SELECT ${Object.values(columns).map(cell).join(', ')} WHERE 1 = 0\n)`
    : `${name} (${names}) AS (\n  VALUES\n${unique.join(',\n')}\n)`
}

/** A comma-separated list of literals. */
export const listOf = (texts: readonly string[]): string =>
  texts.length === 0 ? "''" : texts.map(literal).join(', ')

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i))

// Without the backslash: some dialects read it as an escape.
const PRINTABLE = range(0x20, 0x7e).filter((one) => one !== '\\')
const PUNCTUATION = PRINTABLE.filter((one) => !/[A-Za-z0-9 ]/.test(one)).join('')

/**
 * Whether a text is of plain characters alone. Other texts are folded by Unicode before they are
 * compared, which SQL cannot do.
 */
export const isPlain = (text: string): string =>
  `TRANSLATE(${text}, ${literal(PRINTABLE.join(''))}, '') = ''`

/** A plain text in lower case without blanks, hyphens, underscores and slashes. */
export const compact = (text: string): string => `TRANSLATE(LOWER(${text}), ' _-/', '')`

/** Whether a plain text holds one of the words. */
export function holdsWord(text: string, words: readonly string[]): string {
  if (words.length === 0) return 'FALSE'
  const spaced = `' ' || TRANSLATE(LOWER(${text}), ${literal(PUNCTUATION)}, ${literal(' '.repeat(PUNCTUATION.length))}) || ' '`
  return `(${words.map((word) => `${spaced} LIKE ${literal(`% ${word} %`)}`).join(' OR ')})`
}

/** What stands between the phrases in the pattern of a list. */
const BETWEEN = /\(\?<!\[a-z0-9\]\)|\(\?!\[a-z0-9\]\)|\(\?:|\(\?!\)|\)|\|| \?/

/**
 * A word of each phrase of a list without which a plain text does not hold the phrase: the longest.
 * Phrases of other characters are in no plain text.
 */
export function wordsOf(lists: readonly PhraseList[]): readonly string[] {
  const phrases = lists
    .flatMap(({ patterns }) => patterns)
    .map((pattern) => pattern.replace(/\\[^a-z]/g, ' '))
    .flatMap((pattern) => pattern.split(BETWEEN))
    .filter((phrase) => /[a-z0-9]/.test(phrase) && /^[\x20-\x7e]*$/.test(phrase))
  const longest = phrases.map(
    (phrase) => phrase.split(/[^a-z0-9]+/).toSorted((a, b) => b.length - a.length)[0] ?? '',
  )
  return [...new Set(longest)].toSorted()
}
