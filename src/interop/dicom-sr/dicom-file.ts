import { async as reading, data, log } from 'dcmjs'
import { type JsonObject, objects } from '../../base/json.ts'
import type { SrMap } from './sr-map.ts'

// The library writes to the console about what it finds odd, with values of the file.
for (const logger of [log, ...Object.values(log.getLoggers())]) logger.setLevel('silent')

export type DicomRefusal = 'not-dicom' | 'damaged' | 'transfer-syntax' | 'character-set'

/** The elements of a file by their names, or why there are none. */
type DicomFile = { readonly elements: JsonObject } | { readonly why: DicomRefusal }

const PREAMBLE = 128

/** PS3.10 section 7.1: 128 bytes, then `DICM`. */
const isPart10 = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes.subarray(PREAMBLE, PREAMBLE + 4)) === 'DICM'

/**
 * Data Set Trailing Padding (FFFC,FFFC) of one byte pair, PS3.10 section 7.2, as the transfer
 * syntaxes write it: implicit and explicit VR, both little endian (PS3.5 section A).
 */
const TRAILERS = {
  implicit: [0xfc, 0xff, 0xfc, 0xff, 2, 0, 0, 0, 0x5a, 0xa5],
  explicit: [0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0x5a, 0xa5],
} as const

/** A copy with more bytes at its end. */
function followedBy(bytes: Uint8Array, suffix: readonly number[]): ArrayBuffer {
  const copy = new Uint8Array(bytes.length + suffix.length)
  copy.set(bytes)
  copy.set(suffix, bytes.length)
  return copy.buffer
}

/** The strict reader of the library: it keeps the padding. */
function parse(bytes: ArrayBuffer) {
  const { meta, dict } = data.DicomMessage.readFile(bytes)
  const { naturalizeDataset } = data.DicomMetaDictionary
  return { meta: naturalizeDataset(meta), elements: naturalizeDataset(dict) }
}

/** By the reader that knows the character set inside sequences too, and stops at any padding. */
async function parseTexts(bytes: ArrayBuffer): Promise<JsonObject> {
  const reader = new reading.AsyncDicomReader()
  reader.stream.addBuffer(bytes)
  reader.stream.setComplete()
  const { dict } = await reader.readFile()
  return data.DicomMetaDictionary.naturalizeDataset(dict)
}

/** How many elements a data set has, those of its sequences' items included. */
function countElements(item: JsonObject): number {
  const items = Object.values(item).flatMap(objects)
  return items.reduce((count, nested) => count + countElements(nested), Object.keys(item).length)
}

async function readWhole(bytes: Uint8Array, { transferSyntaxes }: SrMap): Promise<DicomFile> {
  const { meta } = parse(followedBy(bytes, []))
  const syntax = transferSyntaxes.find(({ uid }) => uid === meta['TransferSyntaxUID'])
  if (syntax === undefined) return { why: 'transfer-syntax' }
  const strict = parse(followedBy(bytes, TRAILERS[syntax.valueRepresentation])).elements
  if (!('DataSetTrailingPadding' in strict)) return { why: 'damaged' }
  const elements = await parseTexts(followedBy(bytes, []))
  return countElements(elements) + 1 === countElements(strict) ? { elements } : { why: 'damaged' }
}

/**
 * The elements of a DICOM file (PS3.10) in one of the map's transfer syntaxes.
 *
 * The library gives the beginning of a value whose end is missing: the last number of a file that
 * was cut off would be another number. The file is therefore read with a known element after it,
 * which a cut value swallows.
 */
export async function readDicomFile(bytes: Uint8Array, map: SrMap): Promise<DicomFile> {
  if (!isPart10(bytes)) return { why: 'not-dicom' }
  try {
    return await readWhole(bytes, map)
  } catch (error) {
    // The library has no classes of errors.
    const isText = error instanceof Error && error.message.includes('character set')
    return { why: isText ? 'character-set' : 'damaged' }
  }
}
