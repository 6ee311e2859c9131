import { describe, expect, test } from '@jest/globals'
import {
  type Code,
  CODES,
  container,
  type Elements,
  evidenceOf,
  imageItem,
  item,
  lesionGroup,
  measurement,
  modifier,
  region,
  textItem,
  uid,
} from './sr-file.ts'
import { importGroups, numberRead, observationsOf, reasonsOf } from './support.ts'

const { adc, mm2PerS, derivation, mean, finding, findingSite, liver, mass } = CODES

/** The report's study (uid 9002) and an earlier one, each with one image of one series. */
const NOW = { image: uid(9201), series: uid(9202) }
const BEFORE = { study: uid(9301), image: uid(9302), series: uid(9303) }
const now = evidenceOf(uid(9002), NOW.series, NOW.image)
const before = evidenceOf(BEFORE.study, BEFORE.series, BEFORE.image)
const evidence = {
  CurrentRequestedProcedureEvidenceSequence: [now],
  PertinentOtherEvidenceSequence: [before],
}

const CONTEXT = [modifier(finding, mass, 'CONTAINS'), modifier(findingSite, liver)]

const value = (number: number, own: readonly Elements[] = [], more: Elements = {}): Elements => ({
  ...measurement(adc, number, mm2PerS, [modifier(derivation, mean), ...own]),
  ...more,
})

interface Group {
  readonly context?: readonly Elements[]
  readonly own?: readonly Elements[]
  /** Elements of the NUM item and of the group. */
  readonly onItem?: Elements
  readonly onGroup?: Elements
}

const groupOf = ({ context = [], own = [], onItem = {}, onGroup = {} }: Group): Elements => ({
  ...lesionGroup(1, [value(0.0011, own, onItem)], [...CONTEXT, ...context]),
  ...onGroup,
})

/** The ADC of a report of one group, or why it is not taken. */
async function read(group: Group, more: Elements = evidence): Promise<unknown> {
  const imported = await importGroups([groupOf(group)], more)
  return reasonsOf(imported)[0] ?? numberRead(observationsOf(imported), 'adc')
}

async function timeOf(group: Group, more: Elements = {}): Promise<unknown> {
  const imported = await importGroups([groupOf(group)], more)
  return observationsOf(imported)[0]?.['effectiveDateTime'] ?? reasonsOf(imported)[0]
}

const segment = (image: string): Elements => ({
  ...imageItem(image, 'CONTAINS'),
  ConceptNameCodeSequence: [
    { CodeValue: '121191', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Referenced Segment' },
  ],
})
const series = (of: string) => item('CONTAINS', 'UIDREF', CODES.sourceSeries, { UID: of })

describe('a value measured on images', () => {
  test.each<[string, Group]>([
    ['none at all', {}],
    ['a region of this study', { context: [region(NOW.image)] }],
    ['a segment of this study', { context: [segment(NOW.image)] }],
    ['its own image of this study', { own: [imageItem(NOW.image)] }],
    ['its own region of this study', { own: [{ ...region(NOW.image) }] }],
    ['a series of this study', { context: [series(NOW.series)] }],
    [
      'a segment of this study, made from a series that is not listed',
      { context: [segment(NOW.image), series(uid(9999))] },
    ],
  ])('%s: is of this study', async (_name, group) => {
    expect(await read(group)).toBe(1.1)
  })

  test.each<[string, Group, string]>([
    ['a region of an earlier study', { context: [region(BEFORE.image)] }, 'other-images'],
    ['a segment of an earlier study', { context: [segment(BEFORE.image)] }, 'other-images'],
    ['its own image of an earlier study', { own: [imageItem(BEFORE.image)] }, 'other-images'],
    ['its own region of an earlier study', { own: [region(BEFORE.image)] }, 'other-images'],
    ['a series of an earlier study', { context: [series(BEFORE.series)] }, 'other-images'],
    [
      'a segment of this study, made from an earlier series',
      { context: [segment(NOW.image), series(BEFORE.series)] },
      'other-images',
    ],
    [
      'images of both studies',
      { context: [region(NOW.image), region(BEFORE.image)] },
      'other-images',
    ],
    [
      'a region of this study, its own image of an earlier one',
      { context: [region(NOW.image)], own: [imageItem(BEFORE.image)] },
      'other-images',
    ],
    ['an image that nobody lists', { context: [region(uid(9999))] }, 'unlisted-images'],
    ['its own image that nobody lists', { own: [imageItem(uid(9999))] }, 'unlisted-images'],
    [
      'one image that is listed and one that is not',
      { context: [region(NOW.image), region(uid(9999))] },
      'unlisted-images',
    ],
    ['a series alone that nobody lists', { context: [series(uid(9999))] }, 'unlisted-images'],
    ['an image without a UID', { context: [region('')] }, 'unlisted-images'],
  ])('%s: is of another, or nobody knows', async (_name, group, expected) => {
    expect(await read(group)).toBe(expected)
  })

  test('of a report that lists none: nobody knows', async () => {
    expect(await read({ context: [region(NOW.image)] }, {})).toBe('unlisted-images')
  })

  test('that are listed under two studies: nobody knows', async () => {
    const both = {
      CurrentRequestedProcedureEvidenceSequence: [now],
      PertinentOtherEvidenceSequence: [evidenceOf(BEFORE.study, NOW.series, NOW.image)],
    }
    expect(await read({ context: [region(NOW.image)] }, both)).toBe('other-images')
  })

  test('of this study, listed as pertinent to it: is of this study', async () => {
    const pertinent = { PertinentOtherEvidenceSequence: [now] }
    expect(await read({ context: [region(NOW.image)] }, pertinent)).toBe(1.1)
  })

  test('of a request of two studies: those of this one, and not what names none', async () => {
    const two = { CurrentRequestedProcedureEvidenceSequence: [now, before] }
    expect(await read({ context: [region(NOW.image)] }, two)).toBe(1.1)
    expect(await read({ context: [region(BEFORE.image)] }, two)).toBe('other-images')
    expect(await read({}, two)).toBe('other-images')
  })

  test('does not concern the other measurements of its group', async () => {
    const values = [value(0.0009, [imageItem(BEFORE.image)]), value(0.0011)]
    const imported = await importGroups([lesionGroup(1, values)], evidence)
    expect(reasonsOf(imported)).toEqual(['other-images'])
    expect(numberRead(observationsOf(imported), 'adc')).toBe(1.1)
  })

  test('to which it refers elsewhere in the report', async () => {
    const refer = (...position: readonly number[]): Elements => ({
      RelationshipType: 'INFERRED FROM',
      ReferencedContentItemIdentifier: position,
    })
    const library = (image: string) =>
      container(['111028', 'DCM', 'Image Library'], [imageItem(image, 'CONTAINS')])
    const readFrom = async (image: string, target: Elements) => {
      const measurements = container(CODES.imagingMeasurements, [groupOf({ own: [target] })])
      const imported = await importGroups([], {
        ...evidence,
        ContentSequence: [library(image), measurements],
      })
      return reasonsOf(imported)[0] ?? numberRead(observationsOf(imported), 'adc')
    }
    expect(await readFrom(NOW.image, refer(1, 1, 1))).toBe(1.1)
    expect(await readFrom(BEFORE.image, refer(1, 1, 1))).toBe('other-images')
    expect(await readFrom(BEFORE.image, refer(1, 1))).toBe('other-images')
    expect(await readFrom(NOW.image, refer(1, 7, 1))).toBe('unlisted-images')
    // An item that refers to what it is in does not go round for ever.
    expect(await readFrom(NOW.image, refer(1))).toBe(1.1)
  })
})

describe('what says itself of which study it is', () => {
  const date = (Date: string, relationship = 'HAS ACQ CONTEXT') =>
    item(relationship, 'DATE', CODES.studyDate, { Date })
  const study = (UID: string) => item('HAS OBS CONTEXT', 'UIDREF', CODES.procedureStudy, { UID })

  test.each<[string, Elements, unknown]>([
    ['its day', date('20261108'), 1.1],
    ['an earlier day', date('20250301'), 'other-images'],
    ['an earlier day, as context', date('20250301', 'HAS OBS CONTEXT'), 'other-images'],
    ['its UID', study(uid(9002)), 1.1],
    ['another UID', study(BEFORE.study), 'other-images'],
  ])('by %s', async (_name, said, expected) => {
    expect(await read({ context: [said] })).toBe(expected)
    expect(await read({ own: [said] })).toBe(expected)
  })
})

describe('an Observation DateTime', () => {
  const OLD = { ObservationDateTime: '20250301101500' }

  test.each<[string, Group, Elements]>([
    ['of the item', { onItem: OLD }, {}],
    ['of its group', { onGroup: OLD }, {}],
    ['of the document', {}, OLD],
    [
      'of the item, whatever its group says',
      { onItem: OLD, onGroup: { ObservationDateTime: '20261108' } },
      {},
    ],
  ])('%s dates the value', async (_name, group, more) => {
    expect(await timeOf(group, more)).toBe('2025-03-01T10:15:00+08:00')
  })

  test.each([
    ['20250301101500.123456', '2025-03-01T10:15:00+08:00'],
    ['20250301101500+0100', '2025-03-01T10:15:00+01:00'],
    ['20250301', '2025-03-01'],
    ['202503', '2025-03'],
    ['2025', '2025'],
    ['2025030110', '2025-03-01T10:00:00+08:00'],
    ['20261108104500', '2026-11-08T10:45:00+08:00'],
    // Of the reading, days after the images: these are no younger for it.
    ['20261109081500', '2026-11-08T10:15:00+08:00'],
    ['20271109', '2026-11-08T10:15:00+08:00'],
    ['2026', '2026-11-08T10:15:00+08:00'],
    ['202611', '2026-11-08T10:15:00+08:00'],
    ['yesterday', 'unreadable-time'],
    ['20251301', 'unreadable-time'],
    ['2025-03-01', 'unreadable-time'],
    ['', '2026-11-08T10:15:00+08:00'],
  ])('%s in a study of 2026-11-08', async (ObservationDateTime, expected) => {
    expect(await timeOf({ onItem: { ObservationDateTime } })).toBe(expected)
  })

  test('dates a value whose study has no day', async () => {
    expect(await timeOf({ onItem: OLD }, { StudyDate: '' })).toBe('2025-03-01T10:15:00+08:00')
  })
})

describe('time points', () => {
  const point = (name: string) => textItem(CODES.timePoint, name, 'HAS OBS CONTEXT')
  const order = (n: number) =>
    item('HAS OBS CONTEXT', 'NUM', CODES.timePointOrder, {
      MeasuredValueSequence: [
        {
          NumericValue: n,
          MeasurementUnitsCodeSequence: [
            { CodeValue: '1', CodingSchemeDesignator: 'UCUM', CodeMeaning: 'no units' },
          ],
        },
      ],
    })
  const group = (n: number, number: number, context: readonly Elements[]) =>
    lesionGroup(n, [value(number)], [...CONTEXT, ...context])
  const taken = async (...groups: readonly Elements[]) =>
    observationsOf(await importGroups(groups)).map(
      ({ valueQuantity }) => (valueQuantity as { value: number }).value,
    )

  test('of which one alone is said changes nothing', async () => {
    expect(await taken(group(1, 0.001, [point('1')]), group(2, 0.002, [point('1')]))).toEqual([
      0.001, 0.002,
    ])
    expect(await taken(group(1, 0.001, [point('Follow-up 3'), order(3)]))).toEqual([0.001])
  })

  test.each<[string, readonly Elements[], readonly Elements[], readonly number[]]>([
    ['in their order', [point('Baseline'), order(0)], [point('Follow-up'), order(1)], [0.002]],
    ['in another order', [point('B'), order(5)], [point('A'), order(2)], [0.001]],
    ['by their order alone', [order(1)], [order(2)], [0.002]],
    ['without an order', [point('Baseline')], [point('Follow-up')], []],
    ['with one order', [point('Baseline'), order(0)], [point('Follow-up')], []],
    ['with two orders in one', [point('A'), order(0), order(2)], [point('B'), order(1)], []],
    ['beside none', [point('Baseline')], [], [0.002]],
  ])('%s: only the last that is known to be so', async (_name, first, second, expected) => {
    expect(await taken(group(1, 0.001, first), group(1, 0.002, second))).toEqual(expected)
    expect(await taken(group(1, 0.001, first), group(2, 0.002, second))).toEqual(expected)
  })

  test('of a type are told apart by it', async () => {
    const type: Code = ['126072', 'DCM', 'Time Point Type']
    const typed = (code: string) => modifier(type, [code, '99SITE', code], 'HAS OBS CONTEXT')
    expect(await taken(group(1, 0.001, [typed('PRE')]), group(1, 0.002, [typed('POST')]))).toEqual(
      [],
    )
  })
})
