import type { MeasuredNumber } from '../content-item.ts'
import type { DataSet } from './data-set.ts'

/** A Decimal String (PS3.5 section 6.2): digits, one point at most, an exponent of base 10. */
const DECIMAL = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/

interface Decimal {
  readonly value: number
  /** Half a unit of its last digit: two numbers that are this near may be the same, rounded. */
  readonly halfUnit: number
}

function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text)
  const value = Number(text)
  if (match === null || !Number.isFinite(value)) return undefined
  const fraction = match[2] ?? match[3] ?? ''
  const exponent = Number(match[4] ?? 0) - fraction.length
  return { value, halfUnit: 0.5 * 10 ** exponent }
}

/** Many writers keep numbers in 32 bits, whatever the element could hold. */
const SINGLE_PRECISION = 2 ** -23

const agree = (a: number, b: number, within: number) =>
  Math.abs(a - b) <= Math.max(within, SINGLE_PRECISION * Math.max(Math.abs(a), Math.abs(b)))

/** Nothing when it is not there; NaN when the bytes are no number. */
function readFloat(item: DataSet): number | undefined {
  const bytes = item.bytes('FloatingPointValue')
  if (bytes === undefined || bytes.length === 0) return undefined
  return bytes.length === 8 ? bytes.readDoubleLE() : NaN
}

/** Nothing when it is not there; NaN when a part is missing. */
function readRational(item: DataSet): number | undefined {
  const numerator = item.bytes('RationalNumeratorValue')
  const denominator = item.bytes('RationalDenominatorValue')
  if (!item.has('RationalNumeratorValue') && !item.has('RationalDenominatorValue')) return undefined
  return numerator?.length === 4 && denominator?.length === 4
    ? numerator.readInt32LE() / denominator.readUInt32LE()
    : NaN
}

/** The fewest digits that give the same number in 32 bits, of a number that came from there. */
function asWritten(value: number): number {
  if (Math.fround(value) !== value) return value
  for (let digits = 1; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** The decimal, else the float, if nothing beside it is another number. */
function numberOf(
  decimal: Decimal | undefined,
  float: number | undefined,
  others: readonly number[],
): MeasuredNumber {
  const value = decimal?.value ?? float
  if (value === undefined) return { why: 'no-value' }
  return others.every((number) => agree(number, value, decimal?.halfUnit ?? 0))
    ? { value: decimal === undefined ? asWritten(value) : value }
    : { why: 'forms-contradict' }
}

/**
 * The number of an item of the Measured Value Sequence. It can stand there in three forms, a
 * decimal, a float and a ratio (PS3.3 section C.18.1): what is given must agree, and the decimal is
 * the number. Nothing is mended: `24,5` is neither 24.5 nor 245.
 */
export function readMeasuredNumber(item: DataSet): MeasuredNumber {
  const text = item.text('NumericValue')
  const decimal = text === undefined ? undefined : parseDecimal(text)
  if (text !== undefined && decimal === undefined) return { why: 'no-decimal' }
  const float = readFloat(item)
  const binary = [float, readRational(item)].filter((number) => number !== undefined)
  if (!binary.every(Number.isFinite)) return { why: 'not-finite' }
  return numberOf(decimal, float, binary)
}
