/**
 * What something is known to be: a number, a named value (of a finding, of a class), or both; or an
 * interval, both ends included, that the number lies in.
 */
export interface Known {
  readonly number?: number
  readonly range?: readonly [least: number, most: number]
  readonly finding?: string
  /** It is known not to exist, so that no condition on it holds. */
  readonly isAbsent?: true
}

/** Looks something up by name; nothing when it is not known. */
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

const isBelowMost = (number: number, { atMost = Infinity, below = Infinity }: Condition) =>
  number <= atMost && number < below

const isWithinLimits = (number: number, condition: Condition) =>
  isAboveLeast(number, condition) && isBelowMost(number, condition)

/** Whether an interval lies within the limits; nothing when only a part of it does. */
function isRangeWithin(
  [least, most]: readonly [number, number],
  condition: Condition,
): boolean | undefined {
  if (isAboveLeast(least, condition) && isBelowMost(most, condition)) return true
  const isApart = !isAboveLeast(most, condition) || !isBelowMost(least, condition)
  return isApart ? false : undefined
}

/**
 * Whether a condition holds; nothing when its input is not known, or not known well enough: a limit
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
