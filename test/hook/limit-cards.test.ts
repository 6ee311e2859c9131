import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import type { Card } from '../../src/hook/protocol/card.ts'
import type { HookRequest } from '../../src/hook/protocol/hook-request.ts'
import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import { FINGERPRINT } from '../../src/hook/fingerprint.ts'
import { acceptedKey, overriddenKey, type ShownCards } from '../../src/hook/shown-cards.ts'
import {
  limitCards,
  type LimitedCard,
  type OrderCard,
  shownOf,
} from '../../src/hook/limit-cards.ts'
import { rememberShownCards } from '../../src/records/store/shown-cards.ts'
import { frozenClock } from '../support/clock.ts'

const uuids = { last: 0 }

const cardOf = (
  fingerprint: string,
  indicator: Card['indicator'] = 'info',
  ...suggestions: readonly string[]
): Card => ({
  uuid: `card-${String((uuids.last += 1))}`,
  summary: fingerprint,
  indicator,
  source: { label: 'L' },
  extension: { [FINGERPRINT]: fingerprint },
  ...(suggestions.length > 0 && {
    suggestions: suggestions.map((label) => ({ label, uuid: label })),
    selectionBehavior: 'any' as const,
  }),
})

const ordersOf = (...cards: readonly Card[]): readonly OrderCard[] =>
  cards.map((card) => ({ card, category: undefined }))

const CATEGORIES = ['low', 'intermediate', 'high']

const requestOf = (hook: 'order-select' | 'order-sign', userId = 'Practitioner/a'): HookRequest => {
  const context = { userId, patientId: 'p', draftOrders: { resourceType: 'Bundle' } }
  const common = { hookInstance: 'i', prefetch: {} }
  return hook === 'order-sign'
    ? { ...common, hook, context }
    : { ...common, hook, context: { ...context, selections: [] } }
}

function client(settings: Partial<ClientSettings>) {
  return clientThatKnows(
    rememberShownCards({ clock: frozenClock, maxCards: 100, forgetAfterMs: 1_000 }),
    settings,
  )
}

function clientThatKnows(shown: ShownCards, settings: Partial<ClientSettings>) {
  return (orders: readonly OrderCard[], request: HookRequest, more: Partial<ClientSettings> = {}) =>
    limitCards(orders, {
      request,
      client: { ...DEFAULT_CLIENT_SETTINGS, ...settings, ...more },
      categories: CATEGORIES,
      shown,
      digest: (text) => text,
    })
}

const summaries = (cards: readonly LimitedCard[]) =>
  cards.filter(({ fate }) => fate === 'shown').map(({ card }) => card.summary)

describe('cards that were shown', () => {
  test('every order-select answer repeats the card that still holds', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    for (let i = 0; i < 3; i += 1)
      expect(summaries(await answer(ordersOf(cardOf('a')), requestOf('order-select')))).toEqual([
        'a',
      ])
  })

  test('order-sign repeats it only where the client asked that it does', async () => {
    for (const skipRepeatedOnSign of [false, true]) {
      const answer = client({ skipRepeatedOnSign })
      await answer(ordersOf(cardOf('a')), requestOf('order-select'))
      const signed = await answer(ordersOf(cardOf('a'), cardOf('b')), requestOf('order-sign'))
      expect(summaries(signed)).toEqual(skipRepeatedOnSign ? ['b'] : ['a', 'b'])
      expect(signed[0]?.fate).toBe(skipRepeatedOnSign ? 'repeat' : 'shown')
    }
  })

  test('who signs twice is told twice: only what order-select showed is spared', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    for (let i = 0; i < 2; i += 1)
      expect(summaries(await answer(ordersOf(cardOf('a')), requestOf('order-sign')))).toEqual(['a'])
  })

  test('what one person saw is not kept from another, nor from another client', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    await answer(ordersOf(cardOf('a')), requestOf('order-select', 'Practitioner/a'))
    const byOther = await answer(ordersOf(cardOf('a')), requestOf('order-sign', 'Practitioner/b'))
    expect(summaries(byOther)).toEqual(['a'])
    const elsewhere = await answer(ordersOf(cardOf('a')), requestOf('order-sign'), {
      id: 'other',
    })
    expect(summaries(elsewhere)).toEqual(['a'])
  })

  test('a card that a limit kept back counts as not shown', async () => {
    const answer = client({ skipRepeatedOnSign: true })
    await answer(ordersOf(cardOf('a'), cardOf('b')), requestOf('order-select'), {
      maximumCards: 1,
    })
    const signed = await answer(ordersOf(cardOf('a'), cardOf('b')), requestOf('order-sign'))
    expect(summaries(signed)).toEqual(['b'])
  })
})

describe('what was acted upon', () => {
  /** A client after its person has done something with the card `a`. */
  async function after(act: (told: string, shown: ShownCards) => void) {
    const shown = rememberShownCards({ clock: frozenClock, maxCards: 100, forgetAfterMs: 1_000 })
    const answer = clientThatKnows(shown, {})
    const [card] = await answer(ordersOf(cardOf('a', 'info', 'x', 'y')), requestOf('order-select'))
    act(card?.told ?? '', shown)
    return answer
  }
  const overridden = () => after((told, shown) => shown.remember(overriddenKey(told)))
  const accepted = (...labels: readonly string[]) =>
    after((told, shown) => labels.forEach((label) => shown.remember(acceptedKey(told, label))))
  const twice = () => ordersOf(cardOf('a', 'info', 'x', 'y'), cardOf('b', 'info', 'x'))
  const HOOKS = ['order-select', 'order-sign'] as const

  test.each(HOOKS)('a card that was overridden with a reason is not shown at %s', async (hook) => {
    const answer = await overridden()
    const cards = await answer(twice(), requestOf(hook))
    expect(cards.map(({ fate }) => fate)).toEqual(['overridden', 'shown'])
  })

  test.each(HOOKS)('another person, another client is shown it at %s', async (hook) => {
    const answer = await overridden()
    const other = requestOf(hook, 'Practitioner/b')
    expect(summaries(await answer(twice(), other))).toEqual(['a', 'b'])
    expect(summaries(await answer(twice(), other, { id: 'other' }))).toEqual(['a', 'b'])
  })

  test('a suggestion that was accepted is not made again of the same card, another is', async () => {
    const answer = await accepted('x')
    const cards = await answer(twice(), requestOf('order-select'))
    expect(cards.map(({ card }) => card.suggestions?.map(({ label }) => label))).toEqual([
      ['y'],
      ['x'],
    ])
  })

  test('a card of which everything was accepted is sent without suggestions', async () => {
    const answer = await accepted('x', 'y')
    const [first] = await answer(twice(), requestOf('order-select'))
    expect(first?.fate).toBe('shown')
    expect(first?.card).not.toHaveProperty('suggestions')
    expect(first?.card).not.toHaveProperty('selectionBehavior')
  })
})

describe('the most cards that a client wants', () => {
  const three = () => ordersOf(cardOf('a'), cardOf('b', 'warning'), cardOf('c'))

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

describe('what a client is shown', () => {
  const made: fc.Arbitrary<readonly OrderCard[]> = fc.array(
    fc.record({
      card: fc.option(
        fc
          .constantFrom<Card['indicator']>('info', 'warning')
          .map((indicator) => cardOf('a', indicator)),
        { nil: undefined },
      ),
      category: fc.constantFrom(...CATEGORIES, undefined),
    }),
    { maxLength: 6 },
  )
  const settings = fc.record({
    silent: fc.boolean(),
    lowestCategory: fc.constantFrom(...CATEGORIES, undefined),
    maximumCards: fc.constantFrom(0, 1, 2, undefined),
  })
  const cardsOf = (orders: readonly OrderCard[]) =>
    orders.flatMap(({ card }) => (card === undefined ? [] : [card]))
  const sign = requestOf('order-sign')

  test('is all that was made, less what has a fate of its own', async () => {
    await fc.assert(
      fc.asyncProperty(made, settings, async (orders, some) => {
        const limited = await client(some)(orders, sign)
        expect(limited.map(({ card }) => card)).toEqual(cardsOf(orders))
        if (some.silent) expect(limited.every(({ fate }) => fate === 'silent')).toBe(true)
      }),
    )
  })

  test('is everything in its own order without settings', async () => {
    await fc.assert(
      fc.asyncProperty(made, async (orders) => {
        const limited = await client({})(orders, sign)
        expect(limited).toMatchObject(cardsOf(orders).map((card) => ({ card, fate: 'shown' })))
      }),
    )
  })

  test('never leaves out a card without a category for its category', async () => {
    await fc.assert(
      fc.asyncProperty(made, async (orders) => {
        const without = orders.filter(({ category }) => category === undefined)
        const limited = await client({ lowestCategory: 'high' })(orders, sign)
        for (const card of cardsOf(without)) expect(shownOf(limited)).toContainEqual(card)
      }),
    )
  })

  test.each(CATEGORIES)('from %s on is what ranks no lower', async (lowestCategory) => {
    const orders = CATEGORIES.map((category) => ({ card: cardOf(category), category }))
    const limited = await client({ lowestCategory })(orders, sign)
    expect(summaries(limited)).toEqual(CATEGORIES.slice(CATEGORIES.indexOf(lowestCategory)))
  })
})
