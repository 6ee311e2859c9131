import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import type { Card } from '../../src/hook/protocol/card.ts'
import { loadShippedCatalog } from '../../src/catalog/shipped.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import { type ComputedCard, whatIsShown } from '../../src/hook/what-is-shown.ts'

const [definition] = loadShippedCatalog({ language: 'en' }).definitions

const cardOf = (uuid: string, indicator: Card['indicator']): Card => ({
  uuid,
  summary: 'A card',
  indicator,
  source: { label: 'A source' },
})

const computed: fc.Arbitrary<ComputedCard[]> = fc
  .array(
    fc.record({
      indicator: fc.constantFrom<Card['indicator']>('info', 'warning'),
      category: fc.constantFrom('low', 'intermediate', 'high', undefined),
    }),
    { maxLength: 6 },
  )
  .map((cards) =>
    cards.map(({ indicator, category }, i) => ({ card: cardOf(String(i), indicator), category })),
  )

const settings = fc
  .record({
    silent: fc.boolean(),
    lowestCategory: fc.constantFrom('low', 'intermediate', 'high', undefined),
  })
  .map((some) => ({ ...DEFAULT_CLIENT_SETTINGS, ...some }))

const shown = (cards: readonly ComputedCard[], some: object) =>
  whatIsShown(cards, definition!, { ...DEFAULT_CLIENT_SETTINGS, ...some })

describe('what a client is shown', () => {
  test('is all that was computed, less what is counted as withheld', () => {
    fc.assert(
      fc.property(computed, settings, (cards, client) => {
        const { cards: sent, withheld } = whatIsShown(cards, definition!, client)
        const hidden = Object.values(withheld).reduce((sum, count) => sum + count, 0)
        expect(sent.length + hidden).toBe(cards.length)
        expect(new Set(sent).size).toBe(sent.length)
      }),
    )
  })

  test('is everything in its own order without settings', () => {
    fc.assert(
      fc.property(computed, (cards) => {
        expect(shown(cards, {})).toEqual({ cards: cards.map(({ card }) => card), withheld: {} })
      }),
    )
  })

  test('never leaves out a card without a category for its category', () => {
    fc.assert(
      fc.property(computed, (cards) => {
        const uncategorised = cards.filter(({ category }) => category === undefined)
        const { cards: sent } = shown(cards, { lowestCategory: 'high' })
        for (const { card } of uncategorised) expect(sent).toContain(card)
      }),
    )
  })
})
