import { UcumLhcUtils } from '@lhncbc/ucum-lhc'
import { withoutNoise } from '../../base/number.ts'
import { unheard } from '../../base/terminal/unheard.ts'

/** The system that a Quantity names when its `code` is UCUM. */
export const UCUM_SYSTEM = 'http://unitsofmeasure.org'

/**
 * What sites write instead of UCUM, per canonical unit: `G/L` is giga per litre only where a cell
 * count is expected (to UCUM it is gauss per litre).
 */
export type UnitSynonyms = ReadonlyMap<string, ReadonlyMap<string, string>>

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
function ifItAnswers<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return unheard(ask)
  } catch {
    return undefined
  }
}

function askLibrary(from: string, to: string): number | undefined {
  if (!mayBeUcum(from)) return undefined
  return ifItAnswers(() => {
    const { status, toVal } = library.convertUnitTo(from, 1, to)
    return status === 'succeeded' && toVal !== null ? withoutNoise(toVal) : undefined
  })
}

/**
 * How many `to` make one `from`. Units with an offset (degree Celsius) cannot be converted by a
 * factor: no input has one.
 */
function factor(from: string, to: string): number | undefined {
  if (from === to) return 1
  const key = `${from}\n${to}`
  if (!factors.has(key)) {
    if (factors.size >= MEMO_MAX) factors.clear()
    factors.set(key, askLibrary(from, to))
  }
  return factors.get(key)
}

const isWrittenPerUcum = ({ system }: UnitAsSent) => system === undefined || system === UCUM_SYSTEM

/**
 * The factor that turns a value in the unit as sent into the canonical unit, or nothing when the
 * unit is absent, unknown, or of another dimension. The UCUM `code` is believed first, then the
 * synonyms of the canonical unit, then a display that is UCUM.
 */
export function conversionFactor(
  sent: UnitAsSent,
  canonicalUnit: string,
  synonyms: UnitSynonyms,
): number | undefined {
  const written = [isWrittenPerUcum(sent) ? sent.code : undefined, sent.unit].filter(
    (text) => text !== undefined,
  )
  for (const text of written) {
    const meant = synonyms.get(canonicalUnit)?.get(text.trim()) ?? text
    const found = factor(meant, canonicalUnit)
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
  return mayBeUcum(unit) && ifItAnswers(() => library.validateUnitString(unit).status) === 'valid'
}
