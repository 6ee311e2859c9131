import { type DataSet, toDataSet } from './data-set.ts'
import { ByteReader, readElements, UnreadableFile, type UnreadableReason } from './raw-data-set.ts'
import type { SrMap } from '../sr-map.ts'

export type DicomRefusal = 'not-dicom' | 'transfer-syntax' | UnreadableReason

/** The data set of a file, or why there is none. */
type DicomFile = { readonly dataSet: DataSet } | { readonly why: DicomRefusal }

const PREAMBLE = 128

/** PS3.10 section 7.1: 128 bytes, then `DICM`. */
const isPart10 = (bytes: Buffer) =>
  bytes.subarray(PREAMBLE, PREAMBLE + 4).toString('latin1') === 'DICM'

/**
 * The transfer syntax of the File Meta Information, which is in explicit VR. Its elements are those
 * of group 2: their total length (0002,0000) is not needed, and is not always there.
 */
function readTransferSyntax(reader: ByteReader): string | undefined {
  const isEnd = () => reader.isAtEnd || reader.peekTag() >>> 16 !== 2
  const meta = readElements(reader, { isExplicit: true, depth: 0 }, isEnd)
  return toDataSet(meta).text('TransferSyntaxUID')
}

function readWhole(bytes: Buffer, { transferSyntaxes }: SrMap): DicomFile {
  const reader = new ByteReader(bytes, PREAMBLE + 4)
  const uid = readTransferSyntax(reader)
  const syntax = transferSyntaxes.find((known) => known.uid === uid)
  // A file that ends in its header names none.
  if (uid === undefined) return { why: 'damaged' }
  if (syntax === undefined) return { why: 'transfer-syntax' }
  const isExplicit = syntax.valueRepresentation === 'explicit'
  return { dataSet: toDataSet(readElements(reader, { isExplicit, depth: 0 })) }
}

/**
 * The data set of a DICOM file (PS3.10) in one of the map's transfer syntaxes: whole, or not at
 * all. The last number of a file that was cut off would be another number.
 */
export function readDicomFile(bytes: Uint8Array, map: SrMap): DicomFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isPart10(buffer)) return { why: 'not-dicom' }
  try {
    return readWhole(buffer, map)
  } catch (error) {
    if (error instanceof UnreadableFile) return { why: error.why }
    throw error
  }
}
