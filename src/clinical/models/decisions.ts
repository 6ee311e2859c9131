/**
 * What is known of an input: a number, a named value (of a finding, of a class), or both; or an
 * interval, both ends included, that the number lies in.
 */
export interface Known {
  readonly number?: number
  readonly range?: readonly [least: number, most: number]
  readonly finding?: string
  /** Known not to exist, so that no condition on it holds. */
  readonly isAbsent?: true
}

/** Nothing when the input is not known. */
export type LookUp = (input: string) => Known | undefined

/** A condition on one input: its named values, or limits of its number. All that are given hold. */
export interface Condition {
  readonly input: string
  readonly oneOf?: readonly string[] | undefined
  readonly atLeast?: number | undefined
  readonly above?: number | undefined
  readonly atMost?: number | undefined
  readonly below?: number | undefined
}

const isAboveLeast = (number: number, { atLeast = -Infinity, above = -Infinity }: Condition) =>
  number >= atLeast && number > above

/** Whether a number does not exceed the upper limits that are given. */
export const isBelowMost = (
  number: number,
  { atMost = Infinity, below = Infinity }: Pick<Condition, 'atMost' | 'below'>,
) => number <= atMost && number < below

const isWithinLimits = (number: number, condition: Condition) =>
  isAboveLeast(number, condition) && isBelowMost(number, condition)

/** Whether an interval lies within the limits; nothing when only a part of it does. */
function isRangeWithin(
  [least, most]: readonly [number, number],
  condition: Condition,
): boolean | undefined {
  if (isAboveLeast(least, condition) && isBelowMost(most, condition)) return true
  const liesOutside = !isAboveLeast(most, condition) || !isBelowMost(least, condition)
  return liesOutside ? false : undefined
}

/**
 * Whether a condition holds; nothing when its input is not known, or not known well enough. A limit
 * (`< 5`) decides what lies beyond it.
 */
export function holds(condition: Condition, lookUp: LookUp): boolean | undefined {
  const known = lookUp(condition.input)
  if (known === undefined) return undefined
  if (known.isAbsent === true) return false
  // The catalog gives each condition an input of its kind; the other kind counts as not known.
  if (condition.oneOf !== undefined) return condition.oneOf.includes(known.finding ?? '')
  if (known.number !== undefined) return isWithinLimits(known.number, condition)
  return known.range && isRangeWithin(known.range, condition)
}

/** Whether all conditions hold; nothing when that depends on what is not known. */
export function allHold(conditions: readonly Condition[], lookUp: LookUp): boolean | undefined {
  const answers = conditions.map((condition) => holds(condition, lookUp))
  if (answers.includes(false)) return false
  return answers.includes(undefined) ? undefined : true
}

/** What follows when all conditions of the row hold. */
export interface DecisionRow {
  readonly when: readonly Condition[]
  readonly value: string
}

/** One way in which an item of a point score can score. */
export interface PointsBand {
  readonly when: Condition
  readonly points: number
}

/** The decision, and the inputs that it was made from. */
export interface Decided<Value> {
  readonly value: Value
  readonly used: readonly string[]
}

/**
 * The value of the first row whose conditions all hold, if every row before it is known not to:
 * what is not recorded is not taken for absent.
 */
export function decide(rows: readonly DecisionRow[], lookUp: LookUp): Decided<string> | undefined {
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
  items: readonly (readonly PointsBand[])[],
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
