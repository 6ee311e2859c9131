import { UcumLhcUtils } from '@lhncbc/ucum-lhc'
import { withoutNoise } from '../../base/number.ts'
import { unheard } from '../../base/terminal/unheard.ts'
import { systemNamed } from './code-system.ts'
import { foldUnit, readWrittenUnit, type UnitWords } from './written-unit.ts'

/** The system that a Quantity names when its `code` is UCUM. */
export const UCUM_SYSTEM = 'http://unitsofmeasure.org'

/** What is known of how units are written. */
export interface WrittenUnits {
  readonly words: UnitWords
  /** Spellings of the site, folded, and the UCUM that they stand for. */
  readonly spellings: ReadonlyMap<string, string>
}

interface UnitAsSent {
  readonly system?: string | undefined
  readonly code?: string | undefined
  readonly unit?: string | undefined
}

const library = UcumLhcUtils.getInstance()
const factors = new Map<string, number | undefined>()

// Units come from outside; the memo must not grow with whatever somebody sends.
const MEMO_MAX = 1_000

// Units with blanks in them are never UCUM.
const mayBeUcum = (unit: string) => /^\S{1,100}$/u.test(unit)

// The library looks words up in plain objects, so that `toString` and the like make it throw.
function askLibrary(from: string, to: string): number | undefined {
  if (!mayBeUcum(from)) return undefined
  return unheard(() => {
    const { status, toVal } = library.convertUnitTo(from, 1, to)
    return status === 'succeeded' && toVal !== null ? withoutNoise(toVal) : undefined
  })
}

/**
 * How many `to` make one `from`, both UCUM. Units with an offset (degree Celsius) cannot be
 * converted by a factor: no input has one.
 */
export function ucumFactor(from: string, to: string): number | undefined {
  if (from === to) return 1
  const key = `${from}\n${to}`
  if (!factors.has(key)) {
    if (factors.size >= MEMO_MAX) factors.clear()
    factors.set(key, askLibrary(from, to))
  }
  return factors.get(key)
}

const isWrittenPerUcum = ({ system }: UnitAsSent) =>
  system === undefined || systemNamed(system) === UCUM_SYSTEM

/**
 * UCUM in form, and hardly meant so: a ten may have lost its caret or its exponent, a figure is
 * part of the unit, a percentage or a microscope's field is counted as a pure number.
 */
const IS_DOUBTFUL = /^(?!10\*|1(?!\d))\d|(?:^|[/.])\d+[a-z[]|^%\/|[HL]PF/iu

/**
 * What a text may mean, the likeliest first: what the site says of it, what the grammar reads, the
 * text as UCUM. `G/L` is giga per litre only where a count is expected, to UCUM it is gauss.
 */
function meaningsOf(text: string, { words, spellings }: WrittenUnits): readonly string[] {
  const ofSite = spellings.get(foldUnit(text))
  const literal = IS_DOUBTFUL.test(text) ? [] : [text.replace(/[µμ]/gu, 'u')]
  return [...(ofSite === undefined ? [] : [ofSite]), ...readWrittenUnit(text, words), ...literal]
}

/** The UCUM that a written unit stands for where `to` is expected; nothing when it is not one. */
export const ucumOf = (text: string, to: string, units: WrittenUnits): string | undefined =>
  meaningsOf(text.trim(), units).find((meant) => ucumFactor(meant, to) !== undefined)

const written = new WeakMap<WrittenUnits, Map<string, number | undefined>>()

function writtenFactor(text: string, to: string, units: WrittenUnits): number | undefined {
  const known = written.get(units) ?? new Map<string, number | undefined>()
  written.set(units, known)
  const key = `${text}\n${to}`
  if (!known.has(key)) {
    if (known.size >= MEMO_MAX) known.clear()
    const found = meaningsOf(text, units).map((meant) => ucumFactor(meant, to))
    known.set(
      key,
      found.find((factor) => factor !== undefined),
    )
  }
  return known.get(key)
}

/**
 * The factor that turns a value in the unit as sent into the canonical unit, or nothing when the
 * unit is absent, unknown, or of another dimension. The `code` is believed first, then the
 * display.
 */
export function conversionFactor(
  sent: UnitAsSent,
  canonicalUnit: string,
  units: WrittenUnits,
): number | undefined {
  const texts = [isWrittenPerUcum(sent) ? sent.code : undefined, sent.unit]
  for (const text of texts.filter((said) => said !== undefined)) {
    const found = writtenFactor(text.trim(), canonicalUnit, units)
    if (found !== undefined) return found
    // A code that says one dimension is not overruled by a display that says another.
    if (text === sent.code) return undefined
  }
  return undefined
}

export function scale(value: number, by: number): number {
  return by === 1 ? value : withoutNoise(value * by)
}

export function isUcumUnit(unit: string): boolean {
  return mayBeUcum(unit) && unheard(() => library.validateUnitString(unit).status) === 'valid'
}
