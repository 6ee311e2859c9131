/**
 * Units as laboratories, viewers and papers write them, read by a grammar into UCUM: a count is a
 * power of ten or a word for it over a volume (`x10(9)/L`, `Tsd/µl`, `cells/cumm`), a diffusion
 * coefficient a power of ten of an area over a time (`×10⁻³ mm²/s`), a share a percentage (`/100
 * WBC`). What may mean two things is not read.
 */

/** Ways to write one thing: words in whatever case, letters as they stand. */
interface Written {
  readonly words: readonly string[]
  readonly letters?: readonly string[] | undefined
}

/** A unit of UCUM and how it is written. */
type WrittenUcum = Written & { readonly ucum: string }

/** A word for a power of ten; with `volumes` only over these: `K` is no thousand over a litre. */
type WrittenPower = Written & {
  readonly exponent: number
  readonly volumes?: readonly string[] | undefined
}

/** The vocabulary of the grammar, from `terminology/units.json`. */
export interface UnitWords {
  /** What is counted, which says nothing of the unit: cells, WBC. */
  readonly counted: readonly string[]
  readonly percent: readonly string[]
  readonly powers: readonly WrittenPower[]
  readonly volumes: readonly WrittenUcum[]
  readonly areas: readonly WrittenUcum[]
  readonly times: readonly WrittenUcum[]
}

/** Reads a folded unit into UCUM; nothing when it is none of its kind. */
type Reader = (folded: string) => string | undefined

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'
const RAISED = /[⁰¹²³⁴-⁹⁺⁻]+/gu
const PLAIN = '0123456789+-'

const lowered = (raised: string) =>
  Array.from(raised, (sign) => PLAIN[SUPERSCRIPTS.indexOf(sign)] ?? '').join('')

/** `L-1`, `mm^-3` and `s^(-1)` as what they are over: but `10e-3` and `10x-3` are powers of ten. */
const INVERSE = /[.·*]?(\p{L}{1,20})\^?\(?-([123])\)?(?!\d)/gu

const overInverse = (text: string) =>
  text.replace(INVERSE, (whole, name: string, power: string) =>
    /^(?:x|e|exp)$/i.test(name) ? whole : `/${name}${power === '1' ? '' : power}`,
  )

/** One way to write signs, exponents and slashes; no blanks. Letters keep their case. */
export function foldUnit(text: string): string {
  const marked = text
    .replace(/[ˉ¯](?=[⁰¹²³⁴-⁹\d])|[\p{Dash_Punctuation}\u2212](?=[⁰¹²³⁴-⁹])/gu, '⁻')
    .replace(RAISED, (raised) => `^${lowered(raised)}`)
    .replace(/<sup>([+-]?\d+)<\/sup>/giu, '^$1')
    .replace(/\^\{([+-]?\d{1,2})\}/gu, '^$1')
    .replace(/的([+-]?\d{1,2})次方/gu, '^$1')
    .replace(/\\S\\|[ˆ˄]/gu, '^')
    .normalize('NFKC')
  const signs = marked
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\p{Dash_Punctuation}\u2212]/gu, '-')
    .replace(/[×✕✖╳∗х]/gu, 'x')
    .replace(/[•∙⋅]/gu, '·')
    .replace(/[∕÷⁄]|(?<=^|\s)per(?=\s)|每/giu, '/')
    .replace(/[`´‘’]/gu, "'")
    .replace(/μ/gu, 'u')
  return overInverse(signs.replace(/\s/gu, '').replace(/(?<=\d),(?=\d{3}(?!\d))/gu, ''))
}

const keyOf = (word: string) =>
  foldUnit(word)
    .replace(/[.^*()]/gu, '')
    .toLowerCase()

/** A map from how something is written to what it is. */
function lookupOf<T extends Written>(entries: readonly T[]): (text: string) => T | undefined {
  const byWord = new Map<string, T>()
  const byLetter = new Map<string, T>()
  for (const entry of entries) {
    for (const word of entry.words) byWord.set(keyOf(word), entry)
    for (const letter of entry.letters ?? []) byLetter.set(letter, entry)
  }
  return (text) => byLetter.get(text) ?? byWord.get(keyOf(text))
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The words of a list, longer ones first. */
const anyOf = (words: readonly string[]) =>
  words
    .map((word) => escapeRegExp(foldUnit(word)))
    .toSorted((a, b) => b.length - a.length)
    .join('|')

/** `10^9`, `10*9`, `10E+9`, `10exp9`, `10(9)`, `10x9`, `10~9`, `10'9`, `109` bare, `1e9`, `E9`. */
const POWER = String.raw`\(?(?:10\.?(?:\^|\*\*?|exp|e|x|~|')?|1?e)[([{]?([+-]?\d{1,2})[)\]}]?\)?`
const ONLY_A_POWER = new RegExp(`^${POWER}$`, 'iu')
const LEADING_POWER = new RegExp(String.raw`^[x*·]*${POWER}[.·*x]*(?=\D)`, 'iu')
/** A factor that stands behind the unit: `mm2/s x10-3`, `/uL (10^3)`. */
const TRAILING_POWER = new RegExp(String.raw`[([,;x*·]{1,3}${POWER}[)\]]{0,2}$`, 'iu')
/** A whole number that is a power of ten: 1000/uL. Ten itself may be one that lost its exponent. */
const PLAIN_POWER = /^1(0{2,6})$/u

const LARGEST_COUNT = 12

/** The exponent of a power of ten that counts may have; ten itself and fractions are none. */
function exponentOf(text: string): number | undefined {
  const plain = PLAIN_POWER.exec(text)?.[1]
  if (plain !== undefined) return plain.length
  const exponent = Number(ONLY_A_POWER.exec(text)?.[1] ?? NaN)
  return exponent >= 2 && exponent <= LARGEST_COUNT ? exponent : undefined
}

const withoutSigns = (text: string) => text.replace(/^[x*·.]{1,3}|[x*·.]{1,3}$/giu, '')

const withoutBrackets = (text: string) =>
  /^\[.*\]$|^\(.*\)$/u.test(text) ? text.slice(1, -1) : text

/** `a/b` where there is one slash, without the exponent of a factor that stands behind it. */
function partsOf(folded: string) {
  const [over = '', under, another] = withoutBrackets(folded).split('/')
  if (under === undefined || another !== undefined) return undefined
  const factor = TRAILING_POWER.exec(under)
  return { over, under: under.slice(0, factor?.index), behind: factor?.[1] }
}

/** Reads what stands over a volume: nothing, a power of ten or a word for one. */
function toFactorReader({ powers }: UnitWords) {
  const worded = powers.map((power) => ({ ...power, isWritten: lookupOf([power]) }))
  return (text: string, volume: string): number | undefined => {
    if (text === '' || text === '1') return 0
    const word = worded.find(
      ({ isWritten, volumes: only }) =>
        isWritten(text) !== undefined && (only === undefined || only.includes(volume)),
    )
    return exponentOf(text) ?? word?.exponent
  }
}

function toCountReader(words: UnitWords): Reader {
  const cells = anyOf(words.counted)
  const named = new RegExp(String.raw`^[{(]?(?:${cells})[)}]?|[{(]?(?:${cells})[)}]?$`, 'giu')
  const volumeOf = lookupOf(words.volumes)
  const factorOf = toFactorReader(words)
  const written = (exponent: number, volume: string) =>
    exponent === 0 ? `/${volume}` : `10*${exponent}/${volume}`

  return (folded) => {
    const parts = partsOf(folded)
    if (parts === undefined) return undefined
    const { over, under, behind } = parts
    const volume = (volumeOf(under) ?? volumeOf(under.replace(named, '')))?.ucum
    const factor = withoutSigns(over.replace(named, '')).replace(named, '')
    if (volume === undefined || (factor !== '' && behind !== undefined)) return undefined
    const exponent = factorOf(behind === undefined ? factor : `10^${behind}`, volume)
    return exponent === undefined ? undefined : written(exponent, volume)
  }
}

/** `10^3 mm2/s` may say that the value was multiplied: a factor above one is not read. */
const fractionOf = (exponent: string) =>
  Number(exponent) < 0 ? `10*${Number(exponent)}.` : undefined

/** An area with a power of ten before it. */
function toAreaReader({ areas }: UnitWords) {
  const areaOf = lookupOf(areas)
  return (text: string) => {
    const [leading = '', exponent] = LEADING_POWER.exec(text) ?? []
    return { area: areaOf(withoutSigns(text.slice(leading.length)))?.ucum, exponent }
  }
}

function toDiffusionReader(words: UnitWords): Reader {
  const readArea = toAreaReader(words)
  const timeOf = lookupOf(words.times)
  return (folded) => {
    const parts = partsOf(folded)
    if (parts === undefined) return undefined
    const time = timeOf(parts.under)?.ucum
    const { area, exponent } = readArea(parts.over)
    const [only, second] = [exponent, parts.behind].filter((said) => said !== undefined)
    const factor = only === undefined ? '' : fractionOf(only)
    const unit = area === undefined || time === undefined ? undefined : `${area}/${time}`
    const isRead = unit !== undefined && factor !== undefined && second === undefined
    return isRead ? `${factor}${unit}` : undefined
  }
}

function toShareReader({ counted, percent }: UnitWords): Reader {
  const cells = String.raw`[{(]?(?:of)?(?:${anyOf(counted)})[)}]?`
  const share = new RegExp(String.raw`^(?:${cells})?(?:${anyOf(percent)})(?:${cells})?$`, 'iu')
  const ofHundred = new RegExp(String.raw`^(?:${cells})?/100${cells}$`, 'iu')
  return (folded) => (share.test(folded) || ofHundred.test(folded) ? '%' : undefined)
}

const readersOf = new WeakMap<UnitWords, readonly Reader[]>()

function readers(words: UnitWords): readonly Reader[] {
  const known = readersOf.get(words)
  if (known !== undefined) return known
  const made = [toCountReader(words), toDiffusionReader(words), toShareReader(words)]
  readersOf.set(words, made)
  return made
}

const LONGEST = 60

/** The units of UCUM that a text may be by the grammar: mostly one. */
export function readWrittenUnit(text: string, words: UnitWords): readonly string[] {
  if (text.length > LONGEST) return []
  const folded = foldUnit(text)
  return readers(words).flatMap((read) => read(folded) ?? [])
}
