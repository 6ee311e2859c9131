import { Fault } from '../../base/fault.ts'
import type { JsonObject } from '../../base/json.ts'

/** Far deeper than any request of CDS Hooks, and no strain for what reads it. */
const DEEPEST = 64

/** At a hundredth of a millisecond each, what one call may keep all others waiting. */
const MOST_ENTRIES = 12_000

/** Numbers and texts cost less than entries, but a schema may find something wrong with each. */
const LONGEST_LIST = MOST_ENTRIES

interface Extent {
  entries: number
}

/** @param name - Of the member that holds the list: a word of the caller, told only if it is short. */
function checkLength(list: readonly unknown[], name: string): void {
  if (list.length <= LONGEST_LIST) return
  const text = `A list of more than ${String(LONGEST_LIST)} elements.`
  const isTold = /^\w[\w-]{0,63}$/.test(name)
  throw new Fault('payload-too-large', [isTold ? { text, expression: name } : { text }])
}

function count(entries: readonly unknown[], extent: Extent): void {
  extent.entries += entries.length
  if (extent.entries > MOST_ENTRIES)
    throw new Fault('payload-too-large', `More than ${String(MOST_ENTRIES)} Bundle entries.`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

// Every object of every request is walked: a list of its members made for each costs six times as
// much. What JSON.parse makes has no members but its own.
function measure(value: object, name: string, depth: number, extent: Extent): void {
  if (depth > DEEPEST)
    throw new Fault('malformed-request', `The body is nested deeper than ${String(DEEPEST)}.`)
  if (Array.isArray(value)) {
    checkLength(value, name)
    for (const part of value) if (isObject(part)) measure(part, name, depth + 1, extent)
    return
  }
  const members = value as JsonObject
  for (const member in members) {
    const part = members[member]
    if (!isObject(part)) continue
    if (member === 'entry' && Array.isArray(part)) count(part, extent)
    measure(part, member, depth + 1, extent)
  }
}

/**
 * A JSON value that may be walked without harm.
 *
 * @throws {Fault} `malformed-request` when it is nested too deep, `payload-too-large` when it holds
 *   too many Bundle entries, or too long a list.
 */
export function withinLimits(value: unknown): unknown {
  if (isObject(value)) measure(value, '', 1, { entries: 0 })
  return value
}
