import { describe, expect, test } from '@jest/globals'
import type { Card } from '../../src/hook/protocol/card.ts'
import type { HookRequest } from '../../src/hook/protocol/hook-request.ts'
import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import { limitCards } from '../../src/hook/limit-cards.ts'
import { FINGERPRINT, type Answer } from '../../src/hook/answer-with-risk.ts'
import { rememberShownCards } from '../../src/records/store/shown-cards.ts'
import { frozenClock } from '../support/clock.ts'

const uuids = { last: 0 }

const cardOf = (fingerprint: string, indicator: Card['indicator'] = 'info'): Card => ({
  uuid: `card-${String((uuids.last += 1))}`,
  summary: fingerprint,
  indicator,
  source: { label: 'L' },
  extension: { [FINGERPRINT]: fingerprint },
})

const guidanceOf = (...cards: readonly Card[]): Answer => ({
  response: { cards },
  answered: [],
  note: { orders: 1, situations: [], passedOver: 0, ofOthers: 0, withheld: {}, slots: {} },
})

const requestOf = (hook: 'order-select' | 'order-sign', userId = 'Practitioner/a'): HookRequest => {
  const context = { userId, patientId: 'p', draftOrders: { resourceType: 'Bundle' } }
  const common = { hookInstance: 'i', prefetch: {} }
  return hook === 'order-sign'
    ? { ...common, hook, context }
    : { ...common, hook, context: { ...context, selections: [] } }
}

function client(settings: Partial<ClientSettings>) {
  const shown = rememberShownCards({ clock: frozenClock, maxCards: 100, forgetAfterMs: 1_000 })
  return (guidance: Answer, request: HookRequest, more: Partial<ClientSettings> = {}) =>
    limitCards(guidance, {
      request,
      shown,
      settings: { ...DEFAULT_CLIENT_SETTINGS, ...settings, ...more },
      digest: (text) => text,
    })
}

const summaries = ({ response }: Answer) => response.cards.map(({ summary }) => summary)

describe('cards that were shown', () => {
  test('every order-select answer repeats the card that still holds', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    for (let i = 0; i < 3; i += 1)
      expect(summaries(await answer(guidanceOf(cardOf('a')), requestOf('order-select')))).toEqual([
        'a',
      ])
  })

  test('order-sign repeats it as well, unless the client asked that it does not', async () => {
    for (const skipRepeatedOnSign of [false, true]) {
      const answer = client({ skipRepeatedOnSign })
      await answer(guidanceOf(cardOf('a')), requestOf('order-select'))
      const signed = await answer(guidanceOf(cardOf('a'), cardOf('b')), requestOf('order-sign'))
      expect(summaries(signed)).toEqual(skipRepeatedOnSign ? ['b'] : ['a', 'b'])
      expect(signed.note.spared).toBe(skipRepeatedOnSign ? 1 : undefined)
    }
  })

  test('who signs twice is told twice: only what order-select showed is spared', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    for (let i = 0; i < 2; i += 1)
      expect(summaries(await answer(guidanceOf(cardOf('a')), requestOf('order-sign')))).toEqual([
        'a',
      ])
  })

  test('what one person saw is not kept from another, nor from another client', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    await answer(guidanceOf(cardOf('a')), requestOf('order-select', 'Practitioner/a'))
    const byOther = await answer(guidanceOf(cardOf('a')), requestOf('order-sign', 'Practitioner/b'))
    expect(summaries(byOther)).toEqual(['a'])
    const elsewhere = await answer(guidanceOf(cardOf('a')), requestOf('order-sign'), {
      id: 'other',
    })
    expect(summaries(elsewhere)).toEqual(['a'])
  })

  test('a card that a limit kept back counts as not shown', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    await answer(guidanceOf(cardOf('a'), cardOf('b')), requestOf('order-select'), {
      maximumCards: 1,
    })
    const signed = await answer(guidanceOf(cardOf('a'), cardOf('b')), requestOf('order-sign'))
    expect(summaries(signed)).toEqual(['b'])
  })
})

describe('the most cards that a client wants', () => {
  const three = () => guidanceOf(cardOf('a'), cardOf('b', 'warning'), cardOf('c'))

  test.each([
    [undefined, ['a', 'b', 'c']],
    [3, ['a', 'b', 'c']],
    [2, ['a', 'b']],
    [1, ['b']],
    [0, []],
  ])('of %p the most urgent stay, in their order', async (maximumCards, expected) => {
    const answer = client({ maximumCards })
    expect(summaries(await answer(three(), requestOf('order-sign')))).toEqual(expected)
  })
})
