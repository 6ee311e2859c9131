import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  CODES,
  type Elements,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
  uid,
} from './sr-file.ts'
import { importBytes, importGroups, observationsOf, refusalsOf } from './support.ts'

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
    ['that is JSON', new TextEncoder().encode('{"resourceType":"Bundle"}'), 'not-dicom'],
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
