import { decimalSignIn, isMissing, numberIn, textOf } from './cells.ts'
import type { DecimalSign, Table } from './table.ts'

/** What a first look at a whole column shows. */
export interface ColumnSurvey {
  /** Rows in which it holds something. */
  readonly filled: number
  /** Numbers that look like a code for a missing value, and how often. */
  readonly codes: ReadonlyMap<number, number>
  /** Of the other numbers. */
  readonly least: number
  readonly greatest: number
  /** Words in it, in small letters, as far as they are few. */
  readonly words: ReadonlySet<string>
}

export interface TableSurvey {
  readonly rows: number
  /** By the name in the header, in the order in which names came up. */
  readonly columns: ReadonlyMap<string, ColumnSurvey>
  /** The decimal sign of all columns together; nothing where it cannot be told. */
  readonly decimal: DecimalSign | undefined
}

const MOST_WORDS = 100

/** -9, -99, 999 and the like. */
const CODE = /^-?([789])\1{0,3}$/

class Column implements ColumnSurvey {
  filled = 0
  readonly codes = new Map<number, number>()
  least = Infinity
  greatest = -Infinity
  readonly words = new Set<string>()

  add(cell: unknown): void {
    const text = textOf(cell)
    if (text === undefined || isMissing(text)) return
    this.filled += 1
    const number = numberIn(cell)
    if (number.kind !== 'value') this.#addWord(text)
    else if (CODE.test(text)) this.codes.set(number.value, (this.codes.get(number.value) ?? 0) + 1)
    else {
      this.least = Math.min(this.least, number.value)
      this.greatest = Math.max(this.greatest, number.value)
    }
  }

  #addWord(text: string): void {
    if (this.words.size < MOST_WORDS) this.words.add(text.toLowerCase())
  }
}

/** What the numbers of a table tell of its decimal sign. */
class Signs {
  #hasComma = false
  #hasPoint = false
  #hasEither = false

  add(cell: unknown): void {
    if (typeof cell !== 'string') return
    const sign = decimalSignIn(cell)
    if (sign === 'comma') this.#hasComma = true
    else if (sign === 'point') this.#hasPoint = true
    else if (cell.includes('.')) this.#hasEither = true
  }

  sign(suggested: DecimalSign | undefined): DecimalSign | undefined {
    if (this.#hasComma !== this.#hasPoint) return this.#hasComma ? 'comma' : 'point'
    return this.#hasComma || this.#hasEither ? undefined : suggested
  }
}

/** Looks a table through once, before it is read: much of it only the whole column can tell. */
export async function surveyTable(table: Table): Promise<TableSurvey> {
  const columns = new Map<string, Column>()
  const signs = new Signs()
  let rows = 0
  for await (const line of table.lines()) {
    rows += 1
    if ('refused' in line) continue
    for (const [name, cell] of Object.entries(line.cells)) {
      const column = columns.get(name) ?? new Column()
      columns.set(name, column)
      column.add(cell)
      signs.add(cell)
    }
  }
  return { rows, columns, decimal: signs.sign(table.suggestedDecimal) }
}

/** How often a number must come up, and how far from the others it must lie, to be a code. */
const CODE_AT_LEAST = 2
const CODE_BEYOND = 3

/**
 * Numbers of a column that are more likely a code for a missing value than a measurement: negative
 * where nothing else is, or repeated and far above all else.
 */
export function likelyCodes({ codes, least, greatest }: ColumnSurvey): ReadonlyMap<number, number> {
  const isLikely = ([code, times]: readonly [number, number]) =>
    code < 0 ? least >= 0 : times >= CODE_AT_LEAST && code > CODE_BEYOND * greatest
  return new Map([...codes].filter(isLikely))
}
