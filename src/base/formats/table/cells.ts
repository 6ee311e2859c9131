import type { DecimalSign } from './table.ts'

/** What a cell says, what it lacks, or why it cannot be read: never with its content. */
export type Cell<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: string }

const valueCell = <Value>(value: Value): Cell<Value> => ({ kind: 'value', value })
const unreadable = (why: string) => ({ kind: 'unreadable', why }) as const
const MISSING = { kind: 'missing' } as const

/** How missing values are written, in small letters. */
const MISSING_WORDS: ReadonlySet<string> = new Set([
  ...['', 'na', 'n/a', '#n/a', 'n.a.', 'nan', 'null', 'none', 'nil', 'missing', 'unknown'],
  ...['not available', 'not done', 'nd', '.', '-', '--', '---', '–', '—', '/', '?'],
  ...['缺失', '缺', '未知', '不详', '未查', '未测', '未做', '未检'],
])

/** Forms of full width, as Chinese input methods write ASCII. */
const toHalfWidth = (text: string) =>
  text.replace(/[！-～]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))

/** A cell as the text that a person sees, or nothing where it is no scalar. */
export function textOf(cell: unknown): string | undefined {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return toHalfWidth(cell).trim()
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : undefined
}

export const isMissing = (text: string): boolean => MISSING_WORDS.has(text.toLowerCase())

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const WITH_COMMA = /^[+-]?\d*,\d+$/
/** Of one separator with three digits behind it nobody can tell what it means. */
const ONE_GROUP = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/
const GROUPED = {
  point: /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/,
  comma: /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/,
}

/** What a number tells of the decimal sign of its table; nothing where it may be either. */
export function decimalSignIn(cell: unknown): DecimalSign | undefined {
  const text = textOf(cell)
  if (typeof cell !== 'string' || text === undefined || ONE_GROUP.test(text)) return undefined
  if (WITH_COMMA.test(text) || (text.includes(',') && GROUPED.comma.test(text))) return 'comma'
  return PLAIN.test(text) && text.includes('.') ? 'point' : undefined
}

/** Whether the table does not tell what the one separator means. */
function isUnclear(text: string, sign: DecimalSign | undefined): boolean {
  if (!ONE_GROUP.test(text)) return false
  return text.includes(',') ? sign === undefined : sign === 'comma'
}

/** The number with a decimal point and nothing else between its digits. */
function plainForm(text: string, sign: DecimalSign | undefined): string {
  const isThousand = ONE_GROUP.test(text) && sign === 'point'
  if (WITH_COMMA.test(text) && !isThousand) return text.replace(',', '.')
  if (GROUPED.point.test(text)) return text.replaceAll(',', '')
  return text.includes(',') && GROUPED.comma.test(text)
    ? text.replaceAll('.', '').replace(',', '.')
    : text
}

function parsedNumber(text: string, sign: DecimalSign | undefined): number | undefined {
  const plain = plainForm(text, sign)
  return isUnclear(text, sign) || !PLAIN.test(plain) ? undefined : Number(plain)
}

function whyNoNumber(text: string): string {
  if (ONE_GROUP.test(text)) return 'a decimal or a thousand: state the decimal sign'
  if (/^[<>≤≥＜＞]/.test(text)) return 'a limit, not a value'
  return /^[+-]?\d/.test(text) ? 'a number with more beside it' : 'not a number'
}

/** A cell as a number, where the table's decimal sign is known, or not. */
export function numberIn(cell: unknown, sign?: DecimalSign): Cell<number> {
  if (typeof cell === 'number')
    return Number.isFinite(cell) ? valueCell(cell) : unreadable('not a number')
  const text = textOf(cell)
  if (typeof cell === 'boolean' || text === undefined) return unreadable('not a number')
  if (isMissing(text)) return MISSING
  const number = parsedNumber(text, sign)
  return number !== undefined && Number.isFinite(number)
    ? valueCell(number)
    : unreadable(whyNoNumber(text))
}

const YES = new Set(['1', '1.0', '1,0', 'true', 't', 'yes', 'y', 'ja', 'oui', 'si', 'sí', '是'])
const NO = new Set(['0', '0.0', '0,0', 'false', 'f', 'no', 'n', 'nein', 'non', '否'])

/** A cell as a yes (1) or a no (0). */
export function yesOrNoIn(cell: unknown): Cell<0 | 1> {
  const text = textOf(cell)?.toLowerCase()
  if (text === undefined) return unreadable('neither yes nor no')
  if (YES.has(text)) return valueCell(1)
  if (NO.has(text)) return valueCell(0)
  return isMissing(text) ? MISSING : unreadable('neither yes nor no')
}

const TIME = /(?:^|[T ,])(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$/

/** The time of day at the end of a cell, `HHMMSS`; midnight is what a day without a time becomes. */
export function timeIn(cell: unknown): string | undefined {
  const [, hour = '', minute = '', second = '00'] = TIME.exec(textOf(cell) ?? '') ?? []
  const time = `${hour.padStart(2, '0')}${minute}${second}`
  return hour === '' || Number(hour) > 23 || Number(time) === 0 ? undefined : time
}

const DAY = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ].*)?$/
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?$/

/** What comes first where the year comes last: `03/04/2026` is of March or of April. */
export type DayOrder = 'day-first' | 'month-first'

/** Year, month and day as they are written. */
function partsOfDay(text: string, order: DayOrder | undefined): readonly string[] | undefined {
  const inOrder = DAY.exec(text) ?? DIGITS.exec(text)
  if (inOrder !== null) return inOrder.slice(1)
  const [, first = '', , second = '', year = ''] = YEAR_LAST.exec(text) ?? []
  if (order === undefined || year === '') return undefined
  return order === 'day-first' ? [year, second, first] : [year, first, second]
}

/** A cell as a day, `YYYY-MM-DD`; where the year is written last, the order must be known. */
export function dayIn(cell: unknown, order?: DayOrder): Cell<string> {
  const text = textOf(cell)
  if (text === undefined) return unreadable('not a day')
  if (isMissing(text)) return MISSING
  const [year = '', month = '', date = ''] = partsOfDay(text, order) ?? []
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day)
    ? valueCell(day)
    : unreadable('not a day, as 2026-03-01')
}
