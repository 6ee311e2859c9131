/** Limits of a number. All that are given hold. */
export interface Limits {
  readonly atLeast?: number | undefined
  readonly above?: number | undefined
  readonly atMost?: number | undefined
  readonly below?: number | undefined
}

type Range = readonly [least: number, most: number]

/** A number, or an interval that it lies in, in the unit in which it was measured. */
export interface Measured {
  readonly unit: string
  readonly number?: number
  readonly range?: Range
  /** The end of the interval that the number does not reach: `> 400` is not 400. */
  readonly openEnd?: 'least' | 'most' | undefined
}

/**
 * What is known of an input: a number, a named value (of a finding, of a class), or both; or an
 * interval that the number lies in.
 */
export interface Known {
  readonly number?: number
  readonly range?: Range
  /** The same in the unit in which it was measured, where a paper prints its limits in it too. */
  readonly measured?: Measured | undefined
  readonly finding?: string
  /** Known not to exist, so that no condition on it holds. */
  readonly isAbsent?: true
}

/** Nothing when the input is not known. */
export type LookUp = (input: string) => Known | undefined

/** A condition on one input: its named values, or limits of its number. All that are given hold. */
export interface Condition extends Limits {
  readonly input: string
  readonly oneOf?: readonly string[] | undefined
  /**
   * The same limits as they are printed for another unit, in which they are no conversion of each
   * other: 51 umol/L is printed as 3.0 mg/dL, which is 51.3.
   */
  readonly twins?: readonly (Limits & { readonly unit: string })[] | undefined
}

const isAboveLeast = (number: number, { atLeast = -Infinity, above = -Infinity }: Limits) =>
  number >= atLeast && number > above

/** Whether a number does not exceed the upper limits that are given. */
export const isBelowMost = (
  number: number,
  { atMost = Infinity, below = Infinity }: Pick<Limits, 'atMost' | 'below'>,
) => number <= atMost && number < below

const isWithinLimits = (number: number, limits: Limits) =>
  isAboveLeast(number, limits) && isBelowMost(number, limits)

/** The upper limits, and the ends of an interval, as lower ones: each end is judged alike. */
const mirrored = ({ atMost = Infinity, below = Infinity }: Limits): Limits => ({
  atLeast: -atMost,
  above: -below,
})

/** Whether all numbers from one on are above the lower limits; it may not be one of them itself. */
function allAbove(least: number, isOpen: boolean, limits: Limits): boolean {
  const { atLeast = -Infinity, above = -Infinity } = limits
  return isOpen ? least >= atLeast && least >= above : isAboveLeast(least, limits)
}

/** Whether no number up to one is above the lower limits; it may not be one of them itself. */
function noneAbove(most: number, isOpen: boolean, limits: Limits): boolean {
  return !isAboveLeast(most, limits) || (isOpen && most <= (limits.atLeast ?? -Infinity))
}

/** Whether an interval lies within the limits; nothing when only a part of it does. */
function isRangeWithin(
  [least, most]: Range,
  openEnd: Measured['openEnd'],
  limits: Limits,
): boolean | undefined {
  const [isOpenBelow, isOpenAbove] = [openEnd === 'least', openEnd === 'most']
  const upper = mirrored(limits)
  if (allAbove(least, isOpenBelow, limits) && allAbove(-most, isOpenAbove, upper)) return true
  const liesOutside = noneAbove(most, isOpenAbove, limits) || noneAbove(-least, isOpenBelow, upper)
  return liesOutside ? false : undefined
}

/** What is compared with which limits: those printed for the unit in which it was measured first. */
function comparedOf(known: Known, condition: Condition): readonly [Known | Measured, Limits] {
  const { measured } = known
  const twin = condition.twins?.find(({ unit }) => unit === measured?.unit)
  return twin === undefined || measured === undefined ? [known, condition] : [measured, twin]
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
  const [{ number, range }, limits] = comparedOf(known, condition)
  if (number !== undefined) return isWithinLimits(number, limits)
  return range && isRangeWithin(range, known.measured?.openEnd, limits)
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
