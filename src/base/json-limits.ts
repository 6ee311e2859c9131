import type { JsonObject } from './json.ts'

/** Far deeper than any resource of FHIR, and no strain for what reads it. */
const DEEPEST = 64

/** At a hundredth of a millisecond each, what one call may keep all others waiting. */
const MOST_ENTRIES = 12_000

/** Numbers and texts cost less than entries, but a schema may find something wrong with each. */
const LONGEST_LIST = MOST_ENTRIES

/** What of a JSON value is more than may be walked without harm. */
export type Excess =
  | { readonly what: 'depth'; readonly most: number }
  | { readonly what: 'entries'; readonly most: number }
  /** `member` holds the list: a word from outside. */
  | { readonly what: 'list'; readonly most: number; readonly member: string }

const TOO_DEEP: Excess = { what: 'depth', most: DEEPEST }
const TOO_MANY: Excess = { what: 'entries', most: MOST_ENTRIES }

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Contained resources, components and stages state values as the resources of entries do. */
const COUNTED: readonly string[] = ['entry', 'contained', 'component', 'stage']

/**
 * Bounds what one call may bring in: its own body, or all answers that a FHIR server gives to it
 * together.
 */
export class JsonBounds {
  #entries = 0

  /** What is too much in a value beside all that was admitted before; nothing when it is admitted. */
  excessOf(value: unknown): Excess | undefined {
    const before = this.#entries
    const excess = isObject(value) ? this.#measure(value, '', 1) : undefined
    // What is not admitted takes no room.
    if (excess !== undefined) this.#entries = before
    return excess
  }

  #count(entries: readonly unknown[]): Excess | undefined {
    this.#entries += entries.length
    return this.#entries > MOST_ENTRIES ? TOO_MANY : undefined
  }

  #measureList(list: readonly unknown[], member: string, depth: number): Excess | undefined {
    if (list.length > LONGEST_LIST) return { what: 'list', most: LONGEST_LIST, member }
    for (const part of list) {
      const excess = isObject(part) ? this.#measure(part, member, depth + 1) : undefined
      if (excess !== undefined) return excess
    }
    return undefined
  }

  // Every object of every request is walked: a list of its members made for each costs six times
  // as much. What JSON.parse makes has no members but its own.
  #measure(value: object, name: string, depth: number): Excess | undefined {
    if (depth > DEEPEST) return TOO_DEEP
    if (Array.isArray(value)) return this.#measureList(value, name, depth)
    const members = value as JsonObject
    for (const member in members) {
      const part = members[member]
      if (!isObject(part)) continue
      const counted =
        COUNTED.includes(member) && Array.isArray(part) ? this.#count(part) : undefined
      const excess = counted ?? this.#measure(part, member, depth + 1)
      if (excess !== undefined) return excess
    }
    return undefined
  }
}
