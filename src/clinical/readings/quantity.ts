import { halfUnitOf, withoutNoise } from '../../base/number.ts'
import type { Measured } from '../models/decisions.ts'
import type { Concept } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import type { QuantityAsSent } from '../fhir/value.ts'
import { conversionFactor, scale, type WrittenUnits } from '../terminology/convert.ts'
import { ordinalOf, type ValueSet } from '../terminology/value-set.ts'
import type { Interval, Judgement, Unusable } from './reading.ts'

/** The unit and the limits within which a measured value is believed. */
export interface QuantityRule {
  /** UCUM unit that the model's coefficient expects. */
  readonly unit: string
  /** Physically believable interval in that unit, both ends included. */
  readonly acceptance: Interval
  /** Units of another dimension that convert for this quantity: mass to amount of substance. */
  readonly conversions?: readonly { readonly unit: string; readonly factor: number }[] | undefined
  /** Answers in codes that stand for a number: the grades of a score. */
  readonly answerCodes?: ValueSet | undefined
}

/** How units are written, and those that are not. */
export interface UnitReading {
  readonly written: WrittenUnits
  /** The unit that a site states for a code, by `system|code`, for values sent without one. */
  readonly defaultUnits: ReadonlyMap<string, string>
}

const UNITY = '1'

export function isAccepted(value: number, [least, most]: Interval): boolean {
  return value >= least && value <= most
}

/** What makes a value as sent one in a unit that is the input's, and that one in the canonical unit. */
interface Conversion {
  readonly unit: string
  readonly toUnit: number
  readonly factor: number
}

function conversionOf(
  sent: QuantityAsSent,
  rule: QuantityRule,
  { written }: UnitReading,
): Conversion | undefined {
  const direct = conversionFactor(sent, rule.unit, written)
  if (direct !== undefined) return { unit: rule.unit, toUnit: direct, factor: 1 }
  for (const { unit, factor } of rule.conversions ?? []) {
    const toUnit = conversionFactor(sent, unit, written)
    if (toUnit !== undefined) return { unit, toUnit, factor }
  }
  return undefined
}

function siteUnitOf({ code }: Statement, { defaultUnits }: UnitReading): string | undefined {
  if (defaultUnits.size === 0) return undefined
  return code.codings
    .map((coding) => defaultUnits.get(`${coding.system ?? ''}|${coding.code ?? ''}`))
    .find((unit) => unit !== undefined)
}

/** A quantity with the unit that the site states for its code, when it was sent without a unit. */
function withUnit(
  sent: QuantityAsSent,
  statement: Statement,
  rule: QuantityRule,
  units: UnitReading,
): QuantityAsSent | undefined {
  if (sent.unit !== undefined || sent.code !== undefined) return sent
  const unit = siteUnitOf(statement, units) ?? (rule.unit === UNITY ? UNITY : undefined)
  return unit === undefined ? undefined : { ...sent, unit }
}

/** A value in the canonical unit, its printed digits, and the unit in which it was measured. */
interface Canonical {
  readonly value: number
  readonly printed: Interval
  readonly measured: Measured
  /** How many of the canonical unit make one of the unit in which it was measured. */
  readonly factor: number
}

type ToCanonical = (sent: QuantityAsSent) => Canonical | { readonly why: Unusable }

/** Between what a number lies by the digits in which it is written. */
function printedInterval({ value, digits = String(value) }: QuantityAsSent, by: number): Interval {
  const half = halfUnitOf(digits)
  return [withoutNoise((value - half) * by), withoutNoise((value + half) * by)]
}

function converterFor(statement: Statement, rule: QuantityRule, units: UnitReading): ToCanonical {
  return (sent) => {
    const quantity = withUnit(sent, statement, rule, units)
    if (quantity === undefined) return { why: 'no-unit' }
    const conversion = conversionOf(quantity, rule, units)
    if (conversion === undefined) return { why: 'unknown-unit' }
    const { unit, toUnit, factor } = conversion
    const by = factor === 1 ? toUnit : withoutNoise(toUnit * factor)
    const value = scale(quantity.value, by)
    if (!isAccepted(value, rule.acceptance)) return { why: 'implausible' }
    const measured = { unit, number: scale(quantity.value, toUnit) }
    return { value, printed: printedInterval(quantity, by), measured, factor }
  }
}

type Limit = Pick<Measured, 'openEnd'> & { readonly range: Interval }

/**
 * Where a value lies that was sent as a limit (`<5`): between the limit and an end of the
 * acceptance interval.
 */
function intervalBeyond(
  limit: number,
  comparator: string,
  [least, most]: Interval,
): Limit | undefined {
  const isOpen = comparator.length === 1
  if (comparator.startsWith('<'))
    return { range: [least, limit], openEnd: isOpen ? 'most' : undefined }
  return comparator.startsWith('>')
    ? { range: [limit, most], openEnd: isOpen ? 'least' : undefined }
    : undefined
}

const limitOf = (
  { value, measured: { unit, number = value }, factor }: Canonical,
  comparator: string,
  { acceptance }: QuantityRule,
): Judgement<number> => {
  const [least, most] = acceptance
  const inUnit = intervalBeyond(number, comparator, [least / factor, most / factor])
  const range = intervalBeyond(value, comparator, acceptance)?.range
  return { why: 'only-a-limit', range, measured: inUnit && { unit, ...inUnit } }
}

function measureQuantity(
  quantity: QuantityAsSent,
  toCanonical: ToCanonical,
  rule: QuantityRule,
): Judgement<number> {
  const canonical = toCanonical(quantity)
  if ('why' in canonical) return canonical
  const { comparator } = quantity
  if (comparator !== undefined) return limitOf(canonical, comparator, rule)
  const { value, printed, measured } = canonical
  return { value, printed, measured }
}

function measureRange(
  [low, high]: readonly [QuantityAsSent | undefined, QuantityAsSent | undefined],
  toCanonical: ToCanonical,
  { acceptance: [least, most] }: QuantityRule,
): Judgement<number> {
  const from = low === undefined ? { value: least } : toCanonical(low)
  const to = high === undefined ? { value: most } : toCanonical(high)
  if ('why' in from) return from
  if ('why' in to) return to
  return from.value <= to.value
    ? { why: 'only-a-range', range: [from.value, to.value] }
    : { why: 'implausible' }
}

/** The quotient of two intervals of positive numbers. */
export function quotientOf([a, b]: Interval, [c, d]: Interval): Interval {
  return [withoutNoise(a / d), c > 0 ? withoutNoise(b / c) : Infinity]
}

const unitOf = ({ code, unit }: QuantityAsSent) => code ?? unit

/** A ratio is a number only where both quantities have one unit and a pure number is expected. */
function measureRatio(
  numerator: QuantityAsSent,
  denominator: QuantityAsSent,
  { unit, acceptance }: QuantityRule,
): Judgement<number> {
  if (unit !== UNITY || unitOf(numerator) !== unitOf(denominator)) return { why: 'unknown-unit' }
  if (numerator.comparator !== undefined || denominator.comparator !== undefined)
    return { why: 'only-a-limit' }
  const value = withoutNoise(numerator.value / denominator.value)
  if (!isAccepted(value, acceptance)) return { why: 'implausible' }
  const printed = quotientOf(printedInterval(numerator, 1), printedInterval(denominator, 1))
  return { value, printed, measured: { unit, number: value } }
}

/** Full width and single signs as the two-letter signs of FHIR. */
const foldSigns = (text: string) =>
  text.normalize('NFKC').replaceAll('\u2264', '<=').replaceAll('\u2265', '>=')

const NUMBER = /^(<=|>=|<|>)?\s*([+-]?\d+(?:\.\d+)?)$/

/** A text that is exactly a number, or a limit: as a laboratory writes what is beyond its method. */
function measureText(
  text: string,
  toCanonical: ToCanonical,
  rule: QuantityRule,
): Judgement<number> {
  const [, comparator, digits] = NUMBER.exec(foldSigns(text)) ?? []
  return digits === undefined
    ? { why: 'not-a-number' }
    : measureQuantity({ value: Number(digits), digits, comparator }, toCanonical, rule)
}

/** An answer in codes is a number where they stand for one and the same. */
function measureAnswer(
  { codings }: Concept,
  toCanonical: ToCanonical,
  { answerCodes, unit }: QuantityRule,
): Judgement<number> {
  const value = answerCodes && ordinalOf(codings, answerCodes)
  if (value === undefined) return { why: 'not-a-number' }
  const canonical = toCanonical({ value, unit })
  return 'why' in canonical ? canonical : { value: canonical.value, measured: canonical.measured }
}

/**
 * The value of a statement in the canonical unit. A unit is never assumed (a pure number needs
 * none; the site may state one for a code), and a value outside the acceptance interval is never
 * mended. A limit or a range is no number, and still says where the number lies.
 */
export function toCanonicalValue(
  statement: Statement,
  rule: QuantityRule,
  units: UnitReading,
): Judgement<number> {
  const { value } = statement
  const toCanonical = converterFor(statement, rule, units)
  switch (value?.kind) {
    case 'quantity':
      return measureQuantity(value.quantity, toCanonical, rule)
    case 'range':
      return measureRange([value.low, value.high], toCanonical, rule)
    case 'ratio':
      return measureRatio(value.numerator, value.denominator, rule)
    case 'text':
      return measureText(value.text.trim(), toCanonical, rule)
    case 'concept':
      return measureAnswer(value.concept, toCanonical, rule)
    case 'boolean':
    case undefined:
      return { why: 'not-a-number' }
  }
}
