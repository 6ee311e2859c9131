import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { parseFeedback } from '../../../src/hook/protocol/feedback.ts'
import { Fault } from '../../../src/base/fault.ts'

const CARD = '4e0a3a1e-3283-4575-ab82-028d55fe2719'
const overridden = { card: CARD, outcome: 'overridden', outcomeTimestamp: '2026-11-20T09:00:00Z' }
const accepted = { ...overridden, outcome: 'accepted', acceptedSuggestions: [{ id: 's1' }] }

function refusal(body: unknown): string {
  try {
    parseFeedback(body)
    return ''
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return error.issues.map(({ text }) => text).join('\n')
  }
}

const refusalOf = (item: object) => refusal({ feedback: [item] })

describe('feedback is read', () => {
  test('I@155: a card, an outcome and a moment suffice', () => {
    expect(parseFeedback({ feedback: [overridden] })).toEqual([
      {
        card: CARD,
        outcome: 'overridden',
        acceptedSuggestions: [],
        outcomeTimestamp: '2026-11-20T09:00:00.000Z',
      },
    ])
  })

  test('1.13: several items in one request, and none', () => {
    expect(parseFeedback({ feedback: [overridden, accepted, overridden] })).toHaveLength(3)
    expect(parseFeedback({ feedback: [] })).toEqual([])
  })

  test('I@159: the reason by code, and a comment', () => {
    const overrideReason = {
      reason: { code: 'c', system: 'http://example.org' },
      userComment: 'words',
    }
    expect(parseFeedback({ feedback: [{ ...overridden, overrideReason }] })[0]).toMatchObject({
      reason: { code: 'c', system: 'http://example.org' },
      userComment: 'words',
    })
  })

  test('I@216: a reason without its system, as 1.1 and a widespread client send it, is taken', () => {
    const [item] = parseFeedback({
      feedback: [{ ...overridden, overrideReason: { reason: { code: 'c' } } }],
    })
    expect(item?.reason).toEqual({ code: 'c', system: undefined })
  })

  test('I@161: a moment with an offset is told in UTC', () => {
    const outcomeTimestamp = '2026-11-20T17:00:00.52+08:00'
    expect(parseFeedback({ feedback: [{ ...overridden, outcomeTimestamp }] })[0]).toMatchObject({
      outcomeTimestamp: '2026-11-20T09:00:00.520Z',
    })
  })

  test.each([
    ['2026-11-20t09:00:00z', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20T09:00:00z', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20t09:00:00.5Z', '2026-11-20T09:00:00.500Z'],
    ['2026-11-20t10:00:00+01:00', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20T09:00:00-00:00', '2026-11-20T09:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31T23:59:60.25z', '2016-12-31T23:59:59.250Z'],
    ['2017-01-01T00:59:60+01:00', '2016-12-31T23:59:59.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-11-20T09:00:00.123456789Z', '2026-11-20T09:00:00.123Z'],
  ])('RFC 3339 section 5.6: %s is a moment', (outcomeTimestamp, utc) => {
    expect(parseFeedback({ feedback: [{ ...overridden, outcomeTimestamp }] })[0]).toMatchObject({
      outcomeTimestamp: utc,
    })
  })

  const reason = { code: 'c', system: 'http://example.org' }
  test.each([
    [{ reason, userComment: '' }, { reason }],
    [{ reason, userComment: ' ' }, { reason }],
    [{ reason, userComment: null }, { reason }],
    [{ reason: { ...reason, display: null } }, { reason }],
    [{ reason: { code: 'c', system: null } }, { reason: { code: 'c', system: undefined } }],
    [{ reason: null, userComment: 'words' }, { userComment: 'words' }],
    [{ reason: null, userComment: '' }, {}],
    [{ reason: null }, {}],
    [{ userComment: '' }, {}],
    [null, {}],
  ])('what nobody filled in says nothing, and is taken: %j', (overrideReason, kept) => {
    const [item] = parseFeedback({ feedback: [{ ...overridden, overrideReason }] })
    const { card: _card, outcome: _outcome, ...rest } = item ?? {}
    expect(rest).toEqual({
      acceptedSuggestions: [],
      outcomeTimestamp: '2026-11-20T09:00:00.000Z',
      ...kept,
    })
  })

  test('a uuid in capitals or as a URN is the same uuid', () => {
    for (const card of [CARD.toUpperCase(), `urn:uuid:${CARD}`])
      expect(parseFeedback({ feedback: [{ ...overridden, card }] })[0]?.card).toBe(CARD)
  })

  test('N7: members that no specification names are passed over', () => {
    const item = { ...accepted, extension: { a: 1 }, user: 'x' }
    expect(parseFeedback({ feedback: [item], more: 1 })).toHaveLength(1)
  })
})

describe('feedback is refused with the invariant that it breaks', () => {
  test.each([
    ['cds-fb-1', { ...overridden, outcome: 'ignored' }],
    ['cds-fb-2', { ...overridden, outcome: 'accepted' }],
    ['cds-fb-2', { ...accepted, acceptedSuggestions: [] }],
    ['cds-fb-3', { ...overridden, overrideReason: {} }],
  ])('%s: %j', (invariant, item) => {
    expect(refusalOf(item)).toContain(invariant)
  })

  test.each([
    ['I@155', 'card', { ...overridden, card: undefined }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: '2026-11-20' }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: undefined }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: '2026-02-30T09:00:00Z' }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: '2026-11-20T09:00:61Z' }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: '2026-11-20T09:60:00Z' }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: '2026-11-20T09:00:00' }],
    ['I@161', 'outcomeTimestamp', { ...overridden, outcomeTimestamp: 'T:60Z' }],
    ['I@162', 'acceptedSuggestions', { ...accepted, acceptedSuggestions: ['s1'] }],
  ])('%s: %s is at fault', (_clause, field, item) => {
    expect(refusalOf(item)).toContain(`feedback[0].${field}`)
  })

  test('I@154: the body is an object with an array `feedback`', () => {
    for (const body of [[overridden], overridden, { feedback: overridden }, null, 'x'])
      expect(refusal(body)).not.toBe('')
  })

  test('a refusal holds no word of a comment', () => {
    const item = { ...overridden, outcome: 'x', overrideReason: { userComment: 'Mrs Smith said' } }
    expect(refusalOf(item)).not.toContain('Smith')
  })

  test('whatever JSON comes, it is read or refused with a Fault', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        refusal(value)
        refusal({ feedback: value })
        refusal({ feedback: [{ ...overridden, overrideReason: value }] })
      }),
    )
  })
})
