import { allHold, type Condition, holds, type LookUp } from './condition.ts'

/** A row of a decision table: what follows when all its conditions hold. */
export interface Row {
  readonly when: readonly Condition[]
  readonly value: string
}

/** One of several ways in which an item can score. */
export interface Band {
  readonly when: Condition
  readonly points: number
}

/** What was decided, and the inputs that were looked at for it. */
export interface Decided<Value> {
  readonly value: Value
  readonly used: readonly string[]
}

/**
 * The value of the first row whose conditions all hold, if every row before it is known not to:
 * what is not recorded is not taken for absent.
 */
export function decide(rows: readonly Row[], lookUp: LookUp): Decided<string> | undefined {
  const used: string[] = []
  for (const { when, value } of rows) {
    const answer = allHold(when, lookUp)
    used.push(...when.map(({ input }) => input))
    if (answer === undefined) return undefined
    if (answer) return { value, used }
  }
  return undefined
}

/** The sum of the points of the first band of each item that holds; nothing when one has none. */
export function addPoints(
  items: readonly (readonly Band[])[],
  lookUp: LookUp,
): Decided<number> | undefined {
  let value = 0
  for (const bands of items) {
    const band = bands.find(({ when }) => holds(when, lookUp) === true)
    if (band === undefined) return undefined
    value += band.points
  }
  return { value, used: items.flatMap((bands) => bands.map(({ when }) => when.input)) }
}
