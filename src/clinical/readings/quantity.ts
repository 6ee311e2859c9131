import { withoutNoise } from '../../base/number.ts'
import type { Statement } from '../fhir/statements.ts'
import type { QuantityAsSent } from '../fhir/value.ts'
import { conversionFactor, scale, type UnitSynonyms } from '../terminology/convert.ts'
import type { Interval, Judgement } from './reading.ts'

/** The unit and the limits within which a measured value is believed. */
export interface QuantityRule {
  /** UCUM unit that the model's coefficient expects. */
  readonly unit: string
  /** Physically believable interval in that unit, both ends included. */
  readonly acceptance: Interval
  /** Units of another dimension that convert for this quantity: mass to amount of substance. */
  readonly conversions?: readonly { readonly unit: string; readonly factor: number }[] | undefined
}

/** How a site writes units other than in UCUM. */
export interface UnitReading {
  readonly synonyms: UnitSynonyms
  /** The unit that a site states for a code, by `system|code`, for values sent without one. */
  readonly defaultUnits: ReadonlyMap<string, string>
}

const UNITY = '1'

export function isAccepted(value: number, [least, most]: Interval): boolean {
  return value >= least && value <= most
}

function factorOf(sent: QuantityAsSent, rule: QuantityRule, { synonyms }: UnitReading) {
  const direct = conversionFactor(sent, rule.unit, synonyms)
  if (direct !== undefined) return direct
  for (const { unit, factor } of rule.conversions ?? []) {
    const toUnit = conversionFactor(sent, unit, synonyms)
    if (toUnit !== undefined) return withoutNoise(toUnit * factor)
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

type ToCanonical = (sent: QuantityAsSent) => Judgement<number>

function converterFor(statement: Statement, rule: QuantityRule, units: UnitReading): ToCanonical {
  return (sent) => {
    const quantity = withUnit(sent, statement, rule, units)
    if (quantity === undefined) return { why: 'no-unit' }
    const factor = factorOf(quantity, rule, units)
    if (factor === undefined) return { why: 'unknown-unit' }
    const value = scale(quantity.value, factor)
    return isAccepted(value, rule.acceptance) ? { value } : { why: 'implausible' }
  }
}

/**
 * Where a value lies that was sent as a limit (`<5`): between the limit and an end of the
 * acceptance interval.
 */
function intervalBeyond(
  limit: number,
  comparator: string,
  [least, most]: Interval,
): Interval | undefined {
  if (comparator.startsWith('<')) return [least, limit]
  return comparator.startsWith('>') ? [limit, most] : undefined
}

function measureQuantity(
  quantity: QuantityAsSent,
  toCanonical: ToCanonical,
  { acceptance }: QuantityRule,
): Judgement<number> {
  const measured = toCanonical(quantity)
  const { comparator } = quantity
  return comparator !== undefined && 'value' in measured
    ? { why: 'only-a-limit', range: intervalBeyond(measured.value, comparator, acceptance) }
    : measured
}

function measureRange(
  [low, high]: readonly [QuantityAsSent | undefined, QuantityAsSent | undefined],
  toCanonical: ToCanonical,
  { acceptance: [least, most] }: QuantityRule,
): Judgement<number> {
  const from = low === undefined ? { value: least } : toCanonical(low)
  const to = high === undefined ? { value: most } : toCanonical(high)
  if (!('value' in from)) return from
  if (!('value' in to)) return to
  return from.value <= to.value
    ? { why: 'only-a-range', range: [from.value, to.value] }
    : { why: 'implausible' }
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
  return isAccepted(value, acceptance) ? { value } : { why: 'implausible' }
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/

function measureText(text: string, toCanonical: ToCanonical): Judgement<number> {
  return NUMBER.test(text) ? toCanonical({ value: Number(text) }) : { why: 'not-a-number' }
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
      return measureText(value.text.trim(), toCanonical)
    case 'boolean':
    case 'concept':
    case undefined:
      return { why: 'not-a-number' }
  }
}
