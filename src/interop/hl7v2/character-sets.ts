import { toLookup } from '../../base/lookup.ts'

export type CharacterSet = 'utf-8' | 'gb18030' | 'ascii'

/**
 * What MSH-18 may say, in capitals and without blanks: HL7 table 0211, and what Chinese systems
 * write beside it. GBK and GB2312 are parts of GB18030.
 */
const NAMES = toLookup<CharacterSet>({
  ASCII: 'ascii',
  'UNICODEUTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  'GB18030-2000': 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gb18030',
  GB2312: 'gb18030',
})

const SETS: readonly CharacterSet[] = ['ascii', 'utf-8', 'gb18030']

/** The character set of a name in MSH-18; nothing when it is not read here. */
export function characterSetNamed(name: string): CharacterSet | undefined {
  const key = name.toUpperCase().replace(/\s+/g, '')
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80)

/** The text of bytes; nothing when they are not of this character set. */
export function decode(bytes: Uint8Array, set: CharacterSet): string | undefined {
  if (set === 'ascii' && !isAscii(bytes)) return undefined
  try {
    const label = set === 'gb18030' ? 'gb18030' : 'utf-8'
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** MSH-18 of a header as one character set would read it; only its first repetition counts. */
function namedIn(header: Uint8Array, set: CharacterSet): string {
  const text = new TextDecoder(set === 'gb18030' ? 'gb18030' : 'utf-8').decode(header)
  // The separator after the name is MSH-1, so MSH-18 stands behind the 17th of them.
  const separator = text.charAt(3)
  const field = separator === '' ? undefined : text.split(separator)[17]
  return (field?.split(text.charAt(5))[0] ?? '').trim()
}

const [LF, CR] = [0x0a, 0x0d]

/**
 * The character set of a message, by its own MSH-18; nothing when it names one that is not read
 * here. A byte of a Chinese character may look like a separator, so that the field is found only in
 * the right character set: the one is taken whose reading of the header names itself.
 *
 * @param whenSilent - What counts when MSH-18 is empty.
 */
export function characterSetOf(
  message: Uint8Array,
  whenSilent: CharacterSet,
): CharacterSet | undefined {
  const end = message.findIndex((byte) => byte === CR || byte === LF)
  const header = end < 0 ? message : message.subarray(0, end)
  const own = SETS.find((set) => characterSetNamed(namedIn(header, set)) === set)
  if (own !== undefined) return own
  return namedIn(header, whenSilent) === '' ? whenSilent : undefined
}

/** `?` */
const NO_CHARACTER = 0x3f

const BMP_POINTERS = 39_420
const SUPPLEMENTARY_POINTER = 189_000

/** https://encoding.spec.whatwg.org/#gb18030-encoder */
function fourBytes(pointer: number): readonly number[] {
  const last = pointer % 10
  const third = Math.floor(pointer / 10) % 126
  const second = Math.floor(pointer / 1_260) % 10
  return [Math.floor(pointer / 12_600) + 0x81, second + 0x30, third + 0x81, last + 0x30]
}

/** The codes of two bytes, then those of four that lie in the first plane. */
function* codesOfFirstPlane(): Generator<readonly number[]> {
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) yield [lead, trail]
  for (let pointer = 0; pointer < BMP_POINTERS; pointer += 1) yield fourBytes(pointer)
}

/**
 * The bytes of each character beyond ASCII. Node decodes GB18030 and does not encode it: the table
 * is the decoder's, turned round, made when it is first needed.
 */
function makeTable(): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>()
  for (const code of codesOfFirstPlane()) {
    const character = decode(Uint8Array.from(code), 'gb18030')
    const isOneCharacter = character !== undefined && Array.from(character).length === 1
    if (isOneCharacter && !table.has(character)) table.set(character, code)
  }
  return table
}

let table: ReadonlyMap<string, readonly number[]> | undefined

function encodeCharacter(character: string): readonly number[] {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x80) return [point]
  if (point > 0xffff) return fourBytes(SUPPLEMENTARY_POINTER + point - 0x1_00_00)
  table ??= makeTable()
  return table.get(character) ?? [NO_CHARACTER]
}

/** The bytes of a text; what the character set has no character for becomes `?`. */
export function encode(text: string, set: CharacterSet): Uint8Array {
  if (set === 'utf-8') return new TextEncoder().encode(text)
  const characters = Array.from(text)
  if (set === 'gb18030') return Uint8Array.from(characters.flatMap(encodeCharacter))
  const codes = characters.map((character) => character.codePointAt(0) ?? 0)
  return Uint8Array.from(codes, (code) => (code < 0x80 ? code : NO_CHARACTER))
}
