import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  CODES,
  container,
  type Elements,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
  tracked,
  uid,
} from './sr-file.ts'
import { importBytes, importGroups, observationsOf, refusalsOf, resourcesOf } from './support.ts'

const groups = [lesionGroup(1, [measurement(CODES.adc, 0.00118, CODES.mm2PerS)])]
const good = reportBytes(groups)

const refusal = async (more: Elements) => refusalsOf(await importGroups(groups, more))[0]

describe('a file is refused', () => {
  test.each([
    ['that is an image', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' }, 'not-a-structured-report'],
    [
      'that is a plain text report',
      { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11' },
      'not-a-structured-report',
    ],
    [
      'whose root is another document',
      {
        ConceptNameCodeSequence: [
          {
            CodeValue: '111036',
            CodingSchemeDesignator: 'DCM',
            CodeMeaning: 'Mammography CAD Report',
          },
        ],
      },
      'not-a-measurement-report',
    ],
    ['without content', { ContentSequence: [] }, 'not-a-measurement-report'],
    ['without a study', { StudyInstanceUID: '' }, 'no-uid'],
    ['whose study has a UID that is none', { StudyInstanceUID: '1.2.840.05' }, 'no-uid'],
    ['whose own UID is none', { SOPInstanceUID: 'report-1' }, 'no-uid'],
    ['that does not say whose it is', { PatientID: '' }, 'no-patient'],
    [
      'of images of another study, whose date it does not give',
      { CurrentRequestedProcedureEvidenceSequence: [{ StudyInstanceUID: uid(7) }] },
      'other-study',
    ],
    [
      'about a fetus',
      {
        ContentSequence: [modifier(CODES.subjectClass, CODES.fetus, 'HAS OBS CONTEXT'), ...groups],
      },
      'other-subject',
    ],
  ])('%s', async (_name, more, expected) => {
    expect(await refusal(more)).toBe(expected)
  })

  test.each([
    ['that is empty', new Uint8Array(), 'not-dicom'],
    ['that is JSON', new TextEncoder().encode('[{"resourceType":"Bundle"}]'), 'not-dicom'],
    ['that is no Bundle', new TextEncoder().encode('{"resourceType":"Patient"}'), 'no-bundle'],
    ['that is half a Bundle', new TextEncoder().encode('{"resourceType":"Bun'), 'no-bundle'],
    [
      'that is a Bundle without groups',
      new TextEncoder().encode('{"resourceType":"Bundle"}'),
      'no-groups',
    ],
    ['of zeros', new Uint8Array(1000), 'not-dicom'],
    ['that ends after its prefix', good.slice(0, 132), 'damaged'],
    [
      'of a compressed transfer syntax',
      withTransferSyntax('1.2.840.10008.1.2.5'),
      'transfer-syntax',
    ],
    ['of big endian', withTransferSyntax('1.2.840.10008.1.2.2'), 'transfer-syntax'],
  ])('%s', async (_name, bytes, expected) => {
    expect(refusalsOf(await importBytes([bytes]))).toEqual([expected])
  })

  test('wherever it was cut off', async () => {
    const cuts = [...good.keys()].filter((length) => length % 7 === 0 || length > good.length - 40)
    for (const length of cuts) {
      const { bundle } = await importBytes([good.slice(0, length)])
      expect(bundle).toBeUndefined()
    }
  })

  test('that has padding inside its content', async () => {
    const padded = lesionGroup(1, [
      {
        ...measurement(CODES.adc, 0.00118, CODES.mm2PerS),
        DataSetTrailingPadding: new ArrayBuffer(4),
      },
    ])
    const bytes = reportBytes([padded], { _vrMap: {} })
    expect(refusalsOf(await importBytes([bytes]))).toEqual(['damaged'])
  })

  test('and does not stop the others', async () => {
    const imported = await importBytes([new Uint8Array(10), good, good.slice(0, 900)])
    expect(refusalsOf(imported)).toEqual(['not-dicom', undefined, 'damaged'])
    expect(observationsOf(imported)).toHaveLength(1)
  })
})

/** An element in explicit VR: of two bytes of length, or of four. */
const short = (tag: string, vr: string, value: Uint8Array) =>
  Buffer.concat([tagBytes(tag), Buffer.from(vr), uint16(value.length), value])
const long = (tag: string, vr: string, value: Uint8Array, length = value.length) =>
  Buffer.concat([tagBytes(tag), Buffer.from(vr), uint16(0), uint32(length), value])
const itemHeader = (tag: string, length: number) => Buffer.concat([tagBytes(tag), uint32(length)])

function tagBytes(tag: string): Buffer {
  const [group = 0, element = 0] = tag.split(',').map((part) => parseInt(part, 16))
  return Buffer.concat([uint16(group), uint16(element)])
}

function uint16(number: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(number)
  return bytes
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

const OPEN = 0xffffffff
const NO_BYTES = Buffer.alloc(0)
const after = (...more: readonly Uint8Array[]) => Buffer.concat([good, ...more])
const padding = (length: number) => long('FFFC,FFFC', 'OB', Buffer.alloc(length))

describe('what other writers do', () => {
  const implicitItem = Buffer.concat([
    itemHeader('FFFE,E000', OPEN),
    itemHeader('0011,1001', 4),
    Buffer.from('abcd'),
    itemHeader('FFFE,E00D', 0),
    itemHeader('FFFE,E0DD', 0),
  ])
  const emptyItems = (length: number) =>
    length === OPEN
      ? [itemHeader('FFFE,E000', OPEN), itemHeader('FFFE,E00D', 0)]
      : [itemHeader('FFFE,E000', 0)]

  test.each<[string, Uint8Array]>([
    ['padding behind everything', after(padding(64))],
    ['a private sequence as unknown', after(long('0011,1000', 'UN', implicitItem, OPEN))],
    ['private bytes as unknown', after(long('0011,1000', 'UN', Buffer.from('xyzt')))],
    ['a sequence of an empty item', after(long('0011,1000', 'SQ', Buffer.concat(emptyItems(0))))],
    [
      'an open sequence of an open, empty item',
      after(
        long('0011,1000', 'SQ', NO_BYTES, OPEN),
        ...emptyItems(OPEN),
        itemHeader('FFFE,E0DD', 0),
      ),
    ],
    ['a sequence without items', after(long('0011,1000', 'SQ', NO_BYTES))],
    [
      'long values of every kind',
      after(
        ...['OB', 'OW', 'UT', 'UC', 'UR', 'OV', 'SV'].map((vr, i) =>
          long(`0011,100${String(i)}`, vr, Buffer.alloc(8, 0x20)),
        ),
      ),
    ],
    ['short values', after(short('0011,1000', 'LO', Buffer.from('ab')))],
    ['no length of its header', Buffer.concat([good.slice(0, 132), good.slice(144)])],
    ['a wrong length of its header', Buffer.from(good).fill(0xff, 140, 144)],
  ])('%s: is read', async (_name, bytes) => {
    const imported = await importBytes([bytes])
    expect(refusalsOf(imported)).toEqual([undefined])
    expect(observationsOf(imported)).toHaveLength(1)
  })

  test.each<[string, Uint8Array]>([
    ['an element that is there twice', after(short('0010,0020', 'LO', Buffer.from('SYN-2 ')))],
    ['a representation that there is not', after(short('0011,1000', 'ZZ', Buffer.from('ab')))],
    ['bytes of open length', after(long('0011,1000', 'OB', implicitItem, OPEN))],
    ['an item without its sequence', after(itemHeader('FFFE,E000', 0))],
    ['an end without its beginning', after(itemHeader('FFFE,E0DD', 0))],
    ['a sequence of no items', after(long('0011,1000', 'SQ', Buffer.from('abcdefgh')))],
    ['an open sequence without end', after(long('0011,1000', 'SQ', NO_BYTES, OPEN))],
    ['a value that is longer than the file', after(long('0011,1000', 'OB', NO_BYTES, 100))],
    [
      'an item that is longer than its sequence',
      after(long('0011,1000', 'SQ', itemHeader('FFFE,E000', 8))),
    ],
    ['half an element', after(Buffer.from([0x11, 0x00, 0x00]))],
  ])('%s: is refused whole', async (_name, bytes) => {
    expect(refusalsOf(await importBytes([bytes]))).toEqual(['damaged'])
  })

  test('is refused when it is nested without end, at once', async () => {
    const level = Buffer.concat([
      long('0040,A730', 'SQ', NO_BYTES, OPEN),
      itemHeader('FFFE,E000', OPEN),
    ])
    const deep = after(
      long('0011,1000', 'SQ', NO_BYTES, OPEN),
      itemHeader('FFFE,E000', OPEN),
      Buffer.concat(Array.from({ length: 150_000 }, () => level)),
    )
    expect(refusalsOf(await importBytes([deep]))).toEqual(['too-deep'])
  })
})

describe('names in any character set', () => {
  const named = (set: string, name: readonly number[]) => {
    const elements = { SpecificCharacterSet: set, PatientName: 'N'.repeat(name.length) }
    const text = Buffer.from(reportBytes(groups, elements)).toString('latin1')
    const written = Buffer.from(name).toString('latin1')
    return Buffer.from(text.replace('N'.repeat(name.length), written), 'latin1')
  }

  test.each<[string, readonly number[]]>([
    ['ISO_IR 100', [0xe4, 0xf6, 0xfc, 0x41]],
    ['ISO_IR 192', [0xe7, 0x8e, 0x8b, 0x41]],
    ['ISO_IR 192', [0xff, 0xff, 0xff, 0x41]],
    ['ISO_IR 999', [0xff, 0xfe, 0x00, 0x41]],
    ['GB18030', [0xcd, 0xf5, 0x41, 0x41]],
    ['\\ISO 2022 IR 58', [0x1b, 0x24, 0x29, 0x41, 0xcd, 0xf5]],
    ['\\ISO 2022 IR 149', [0x1b, 0x24, 0x29, 0x43, 0xb1, 0xe8]],
    ['', [0xe4, 0xf6, 0xfc, 0x41]],
  ])('%s: whether they are read or not, the numbers are', async (set, name) => {
    const imported = await importBytes([named(set, name)])
    expect(observationsOf(imported)).toHaveLength(1)
  })

  /** A report whose lesion is called so, in bytes of a character set. */
  function importNamed(set: string, name: string) {
    const placeholder = 'N'.repeat(name.length + (name.length % 2))
    const group = container(CODES.group, [
      ...tracked(placeholder, uid(1)),
      modifier(CODES.finding, CODES.mass, 'CONTAINS'),
      modifier(CODES.findingSite, CODES.liver),
      measurement(CODES.adc, 0.00118, CODES.mm2PerS),
    ])
    const bytes = Buffer.from(reportBytes([group], { SpecificCharacterSet: set.split('\\') }))
    const text = bytes.toString('latin1').replace(placeholder, name.padEnd(placeholder.length, ' '))
    return importBytes([Buffer.from(text, 'latin1')])
  }

  test.each([
    ['\\ISO 2022 IR 58', '\u001b$)A\u00b2\u00a1\u00d4\u00ee1', '病灶1'],
    ['ISO 2022 IR 6\\ISO 2022 IR 58', '\u001b$)A\u00b2\u00a1\u00d4\u00ee1', '病灶1'],
    ['\\ISO 2022 IR 149', '\u001b$)C\u00ba\u00b4\u00ba\u00af1', '병변1'],
    ['\\ISO 2022 IR 87', '\u001b$BIBJQ\u001b(B1', '病変1'],
    ['\\ISO 2022 IR 58', '\u001b$)A\u00cd', undefined],
    ['\\ISO 2022 IR 58\\ISO 2022 IR 87', '\u001b$)A\u00b2\u00a11', undefined],
    ['\\ISO 2022 IR 159', '\u001b$(D0!', undefined],
  ])('of a lesion under %j are read, or left blank: %j', async (set, name, read) => {
    const imported = await importNamed(set, name)
    expect(observationsOf(imported)).toHaveLength(1)
    expect(resourcesOf(imported, 'BodyStructure')[0]?.['description']).toBe(read)
  })

  test('of what is no lesion are heard in every set', async () => {
    const normal = '\u001b$)A\u00d5\u00fd\u00b3\u00a3\u00b8\u00ce'
    expect(observationsOf(await importNamed('\\ISO 2022 IR 58', normal))).toEqual([])
  })
})

describe('several files', () => {
  const other = (more: Elements) => reportBytes(groups, { SOPInstanceUID: uid(9101), ...more })

  test('of two patients are refused, and nothing is made of either', async () => {
    for (const more of [{ PatientID: 'SYN-2' }, { IssuerOfPatientID: 'Another' }]) {
      const imported = await importBytes([good, other(more)])
      expect(refusalsOf(imported)).toEqual([undefined, 'another-patient'])
      expect(imported.bundle).toBeUndefined()
    }
  })

  test('of one patient become one Bundle', async () => {
    expect(observationsOf(await importBytes([good, other({})]))).toHaveLength(2)
  })

  test('that are the same report are taken once', async () => {
    const imported = await importBytes([good, good])
    expect(refusalsOf(imported)).toEqual([undefined, 'given-twice'])
    expect(observationsOf(imported)).toHaveLength(1)
  })
})

describe('whatever the bytes', () => {
  test('damage to one byte has one outcome, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const changed = good.slice()
          changed[at] = byte
          const { outcomes } = await importBytes([changed])
          expect(outcomes).toHaveLength(1)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('bytes behind the prefix are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const file = new Uint8Array(132 + bytes.length)
        file.set(new TextEncoder().encode('DICM'), 128)
        file.set(bytes, 132)
        expect((await importBytes([file])).bundle).toBeUndefined()
      }),
    )
  })
})

/** The good report with another transfer syntax named in its header. */
function withTransferSyntax(syntax: string): Uint8Array {
  const text = Buffer.from(good).toString('latin1')
  // Explicit VR little endian, with its length and the null that makes it even.
  const [before, after] = text.split('UI\x14\x001.2.840.10008.1.2.1\0')
  const value = syntax.length % 2 === 0 ? syntax : `${syntax}\0`
  const length = String.fromCharCode(value.length)
  const header = `${before ?? ''}UI${length}\x00${value}`
  const bytes = Buffer.from(`${header}${after ?? ''}`, 'latin1')
  // The group length of the header (0002,0000) grows with it.
  bytes.writeUInt32LE(bytes.readUInt32LE(140) + value.length - 20, 140)
  return bytes
}
