import type { Interval } from '../statistics/estimate.ts'

/** The column of the outcome: 1 with it, 0 without. */
export const OUTCOME = 'outcome'

/** What a column of numbers may hold. */
export interface Variable {
  readonly name: string
  /** The canonical unit, to be told to people; nothing for a yes and no. */
  readonly unit?: string
  /** Values outside count as missing; without it every number is accepted. */
  readonly acceptance?: Interval
  /** Whether it is a yes (1) and no (0). */
  readonly isBinary: boolean
}

export interface DataDictionary {
  readonly variables: readonly Variable[]
  readonly hasOutcome: boolean
  /** Columns of texts by which patients are told into subgroups. */
  readonly subgroups: readonly string[]
}

export type TableRow = Readonly<Record<string, unknown>>

const MISSING: ReadonlySet<unknown> = new Set([undefined, null, '', 'NA', 'N/A', 'NaN', 'null'])
const YES_AND_NO: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [true, 1],
  [false, 0],
  ['true', 1],
  ['false', 0],
])
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A cell as a number, as missing, or as neither. */
export function toNumber(cell: unknown): number | 'missing' | 'unreadable' {
  const value = typeof cell === 'string' ? cell.trim() : cell
  if (MISSING.has(value)) return 'missing'
  const yesOrNo = YES_AND_NO.get(value)
  if (yesOrNo !== undefined) return yesOrNo
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : 'unreadable'
}

/** A cell as a label of a subgroup; what is missing is a subgroup of its own. */
export function toLabel(cell: unknown): string {
  if (typeof cell === 'boolean' || typeof cell === 'number') return String(cell)
  return typeof cell === 'string' && !MISSING.has(cell.trim()) ? cell.trim() : '(missing)'
}
