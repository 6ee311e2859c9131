import { numberIn } from '../../base/formats/table/cells.ts'
import type { DecimalSign } from '../../base/formats/table/table.ts'

const LENGTH = /^([\d.,]+)\s*(mm|cm)?$/iu

/** The long axis of a lesion that is written by two or three: `62 x 45`, `6.2×4.5×4 cm`. */
export type LongAxis =
  { readonly number: number; readonly unit: string | undefined } | { readonly why: string }

/**
 * @param unit - Of the column, where it has one: a cell that says another is refused.
 * @returns Nothing of a cell that is no list of lengths.
 */
export function longAxisIn(
  text: string,
  decimal: DecimalSign | undefined,
  unit: string | undefined,
): LongAxis | undefined {
  const parts = text.split(/[x×*]/iu).map((part) => LENGTH.exec(part.trim()))
  if (parts.length < 2 || parts.length > 3 || parts.includes(null)) return undefined
  const units = parts.flatMap((part) => part?.[2]?.toLowerCase() ?? [])
  if (new Set([...units, ...(unit === undefined ? [] : [unit])]).size > 1)
    return { why: 'lengths in two units' }
  const lengths = parts.map((part) => numberIn(part?.[1], decimal))
  const unread = lengths.find((length) => length.kind === 'unreadable')
  if (unread !== undefined) return { why: unread.why }
  const numbers = lengths.flatMap((length) => (length.kind === 'value' ? [length.value] : []))
  return { number: Math.max(...numbers), unit: units[0] ?? unit }
}
