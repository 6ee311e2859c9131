import { ELEMENTS, isKnownSequence } from './elements.ts'

/** A data set as it is in the file: values as bytes, and sequences as their items. */
export interface RawDataSet {
  readonly values: ReadonlyMap<number, Buffer>
  readonly sequences: ReadonlyMap<number, readonly RawDataSet[]>
}

export type UnreadableReason = 'damaged' | 'too-deep'

/** The bytes are no data set, or one that is nested deeper than any report. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  readonly why: UnreadableReason

  constructor(why: UnreadableReason) {
    super(why)
    this.why = why
  }
}

const damaged = () => new UnreadableFile('damaged')

/** The content trees of TID 1500 are some ten items deep. */
const DEPTH_MAX = 64

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const UNDEFINED_LENGTH = 0xffffffff

/** PS3.5 section 7.1.2: those with a length of four bytes, and the others. */
const LONG = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']
const SHORT = 'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' ')

interface Header {
  readonly tag: number
  readonly representation: string | undefined
  readonly length: number
}

/** How a run of bytes is read: implicit or explicit VR, both little endian (PS3.5 section A). */
export interface Encoding {
  readonly isExplicit: boolean
  readonly depth: number
}

/** Reads bytes one after another; never beyond their end. */
export class ByteReader {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw damaged()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  short(): number {
    return this.take(2).readUInt16LE()
  }

  long(): number {
    return this.take(4).readUInt32LE()
  }

  tag(): number {
    const group = this.short()
    return group * 0x10000 + this.short()
  }

  /** The next tag, which stays the next. */
  peekTag(): number {
    const at = this.#at
    const tag = this.tag()
    this.#at = at
    return tag
  }
}

function readHeader(reader: ByteReader, isExplicit: boolean): Header {
  const tag = reader.tag()
  // Items and their ends have no representation in either syntax.
  if (!isExplicit || tag >= ITEM) return { tag, representation: undefined, length: reader.long() }
  const representation = reader.take(2).toString('latin1')
  if (SHORT.includes(representation)) return { tag, representation, length: reader.short() }
  if (!LONG.includes(representation)) throw damaged()
  reader.take(2)
  return { tag, representation, length: reader.long() }
}

/** An item whose header was read; one of undefined length is closed by a delimiter. */
function readItem(reader: ByteReader, length: number, encoding: Encoding): RawDataSet {
  if (length !== UNDEFINED_LENGTH)
    return readElements(new ByteReader(reader.take(length)), encoding)
  const item = readElements(reader, encoding, () => reader.peekTag() === ITEM_END)
  readHeader(reader, false)
  return item
}

/** The items of a sequence whose header was read. */
function readItems(
  reader: ByteReader,
  length: number,
  { isExplicit, depth }: Encoding,
): readonly RawDataSet[] {
  if (depth >= DEPTH_MAX) throw new UnreadableFile('too-deep')
  const isOpen = length === UNDEFINED_LENGTH
  const inside = isOpen ? reader : new ByteReader(reader.take(length))
  const items: RawDataSet[] = []
  while (isOpen || !inside.isAtEnd) {
    const { tag, length: itemLength } = readHeader(inside, false)
    if (isOpen && tag === SEQUENCE_END) return items
    if (tag !== ITEM) throw damaged()
    items.push(readItem(inside, itemLength, { isExplicit, depth: depth + 1 }))
  }
  return items
}

/**
 * PS3.5 section 6.2.2: what is of unknown representation and undefined length is a sequence in
 * implicit VR. A sequence that a converter wrote as unknown is told by its tag.
 */
function itemEncoding({ tag, representation, length }: Header, encoding: Encoding) {
  if (representation === 'SQ') return encoding
  const isUnknown = representation === undefined || representation === 'UN'
  if (isUnknown && (length === UNDEFINED_LENGTH || isKnownSequence(tag)))
    return { ...encoding, isExplicit: false }
  if (length === UNDEFINED_LENGTH) throw damaged()
  return undefined
}

/** @param isEnd - Whether the elements end before what comes next; else with the bytes. */
export function readElements(
  reader: ByteReader,
  encoding: Encoding,
  isEnd = () => reader.isAtEnd,
): RawDataSet {
  const values = new Map<number, Buffer>()
  const sequences = new Map<number, readonly RawDataSet[]>()
  const [padding] = ELEMENTS.DataSetTrailingPadding
  while (!isEnd()) {
    const header = readHeader(reader, encoding.isExplicit)
    const { tag, length } = header
    // Of an element that is there twice none could be picked; what pads an item may hide another.
    const isPadding = tag === padding && encoding.depth > 0
    if (tag >= ITEM || isPadding || values.has(tag) || sequences.has(tag)) throw damaged()
    const inside = itemEncoding(header, encoding)
    if (inside === undefined) values.set(tag, reader.take(length))
    else sequences.set(tag, readItems(reader, length, inside))
  }
  return { values, sequences }
}
