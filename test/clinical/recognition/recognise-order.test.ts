import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import type { Concept } from '../../../src/clinical/fhir/concept.ts'
import { type Recognisable, recogniseOrder } from '../../../src/clinical/recognition/recognise.ts'
import { judgeDone } from '../../../src/clinical/recognition/recognise-done.ts'
import { coding, RULES } from './words.ts'

const SILENT = { ...RULES, isByText: false }

const text = (words: string): Concept => ({ codings: [], text: words })
const code = (...codes: readonly string[]): Concept => ({ codings: codes.map(coding) })

const order = (codes: readonly Concept[], more: Partial<Recognisable> = {}): Recognisable => ({
  codes,
  bodySites: [],
  notes: [],
  ...more,
})

describe('codes come before words', () => {
  test.each<[string, readonly Concept[], string]>([
    ['a specific code', [code('frob')], 'recognised'],
    ['beside a generic one', [code('bation', 'frob')], 'recognised'],
    ['with words for another procedure', [{ ...code('frob'), text: 'BLOB' }], 'recognised'],
    ['contradicted by a code', [code('frob', 'blob')], 'other'],
    ['a name contradicted by a code', [{ ...code('blob'), text: 'FROB' }], 'other'],
    ['among concepts of other things', [text('photo'), code('frob'), text('BLOB')], 'recognised'],
  ])('%s', (_name, codes, verdict) => {
    expect(recogniseOrder(order(codes), RULES)).toBe(verdict)
  })

  test('a code without its system is none', () => {
    expect(recogniseOrder(order([{ codings: [{ code: 'frob' }] }]), RULES)).toBe('other')
  })
})

describe('a combination with another procedure', () => {
  test('is not the procedure when it is ordered, and holds it once it was done', () => {
    const combined = order([text('FROB-BLOB')])
    expect(recogniseOrder(combined, RULES)).toBe('other')
    expect(judgeDone(combined, RULES)).toBe('earlier')
  })

  test.each<[string, readonly Concept[], boolean]>([
    ['the procedure alone', [text('FROB')], true],
    ['another procedure alone', [text('BLOB')], false],
    ['another procedure after this one', [text('BLOB after FROB')], false],
    ['a combination in another organ', [text('knee FROB, BLOB')], false],
    ['a combination among other concepts', [text('photo'), text('BLOB, FROB')], true],
  ])('%s: what was done holds the procedure: %p', (_name, codes, holds) => {
    expect(judgeDone(order(codes), RULES) === 'earlier').toBe(holds)
  })

  test('names count for nothing where orders are told by codes alone', () => {
    expect(judgeDone(order([text('FROB-BLOB')]), SILENT)).not.toBe('earlier')
  })
})

describe('several concepts', () => {
  test.each<[string, readonly Concept[], string]>([
    ['one that names it and one that is imaging', [text('photo'), text('FROB')], 'recognised'],
    ['one that names it and one of another procedure', [text('FROB'), text('BLOB')], 'other'],
    ['a generic one and a visit', [text('elbow bation'), text('visit')], 'other'],
    ['none', [], 'other'],
  ])('%s', (_name, codes, verdict) => {
    expect(recogniseOrder(order(codes), RULES)).toBe(verdict)
  })

  test('their order does not matter', () => {
    const concept = fc.constantFrom(
      text('FROB'),
      text('BLOB'),
      text('photo'),
      text('bation'),
      text('elbow'),
      code('frob'),
      code('bation'),
      code('blob'),
    )
    fc.assert(
      fc.property(fc.array(concept), (codes) => {
        expect(recogniseOrder(order(codes.toReversed()), RULES)).toBe(
          recogniseOrder(order(codes), RULES),
        )
      }),
    )
  })
})

describe('a generic order', () => {
  const generic = [code('bation')]

  test.each<[string, Recognisable, string]>([
    ['alone', order(generic), 'other'],
    ['at the site by code', order(generic, { bodySites: [code('elbow')] }), 'if-diagnosed'],
    ['at the site by word', order(generic, { bodySites: [text('Elbow')] }), 'if-diagnosed'],
    ['with a hint in a note', order(generic, { notes: ['left elbow'] }), 'if-diagnosed'],
    ['by name with a hint', order([text('bation of elbow')]), 'if-diagnosed'],
    ['for the diagnosis', order(generic, { reasons: [code('elbowitis')] }), 'if-diagnosed'],
    ['for a reason in words', order(generic, { reasons: [text('elbow pain')] }), 'if-diagnosed'],
    ['at another organ', order(generic, { bodySites: [text('elbow, knee')] }), 'other'],
    ['named of another organ', order([text('bation of knee')], { notes: ['elbow'] }), 'other'],
    ['for another organ', order(generic, { notes: ['elbow'], reasons: [text('knee')] }), 'other'],
    ['with another organ later', order(generic, { notes: ['elbow with knee'] }), 'if-diagnosed'],
    ['that a note says is another', order(generic, { notes: ['elbow', 'BLOB'] }), 'other'],
    ['with imaging in a note', order(generic, { notes: ['elbow', 'photo'] }), 'if-diagnosed'],
  ])('%s', (_name, recognisable, verdict) => {
    expect(recogniseOrder(recognisable, RULES)).toBe(verdict)
  })
})

describe('without recognition by text', () => {
  test.each<[string, Recognisable, string]>([
    ['a name is not taken', order([text('FROB')]), 'other'],
    ['a generic name is not taken', order([text('elbow bation')]), 'other'],
    ['a specific code is', order([code('frob')]), 'recognised'],
    ['a generic code is', order([code('bation')], { notes: ['elbow'] }), 'if-diagnosed'],
    ['unless its text is of another', order([{ ...code('bation'), text: 'elbow BLOB' }]), 'other'],
  ])('%s', (_name, recognisable, verdict) => {
    expect(recogniseOrder(recognisable, SILENT)).toBe(verdict)
  })
})
