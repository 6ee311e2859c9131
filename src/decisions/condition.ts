/** What something is known to be: a number, a named value (of a finding, of a class), or both. */
export interface Known {
  readonly number?: number
  readonly finding?: string
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

function isWithinLimits(number: number, condition: Condition): boolean {
  const { atLeast = -Infinity, above = -Infinity, atMost = Infinity, below = Infinity } = condition
  return number >= atLeast && number > above && number <= atMost && number < below
}

/** Whether a condition holds; nothing when its input is not known. */
export function holds(condition: Condition, lookUp: LookUp): boolean | undefined {
  const known = lookUp(condition.input)
  if (known === undefined) return undefined
  // The catalog gives each condition an input of its kind; the other kind counts as not known.
  if (condition.oneOf !== undefined) return condition.oneOf.includes(known.finding ?? '')
  return known.number === undefined ? undefined : isWithinLimits(known.number, condition)
}

/** Whether all conditions hold; nothing when that depends on what is not known. */
export function allHold(conditions: readonly Condition[], lookUp: LookUp): boolean | undefined {
  const answers = conditions.map((condition) => holds(condition, lookUp))
  if (answers.includes(false)) return false
  return answers.includes(undefined) ? undefined : true
}
