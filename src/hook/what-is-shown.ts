import type { Card } from './protocol/card.ts'
import type { ClientSettings } from './client-settings.ts'
import type { Service } from './service.ts'

/** A card as it was computed, with the category that it states, if it states one. */
export interface ComputedCard {
  readonly card: Card
  readonly category: string | undefined
}

/** Why a computed card was not sent. */
export type WithheldBecause = 'silent' | 'below-lowest-category'

/** The cards that are sent, and how many others were withheld, by reason. */
export interface Shown {
  readonly cards: readonly Card[]
  readonly withheld: Readonly<Partial<Record<WithheldBecause, number>>>
}

/** Whether a category ranks below another in the model's order; unknown ones rank below nothing. */
function isBelow(
  { model }: Service,
  category: string | undefined,
  lowest: string | undefined,
): boolean {
  const rank = (id: string | undefined) =>
    model.definition.categories.findIndex((one) => one.id === id)
  return rank(category) >= 0 && rank(category) < rank(lowest)
}

/** How many cards were withheld for one reason, if any. */
export const withheldBecause = (because: WithheldBecause, count: number): Shown['withheld'] =>
  count === 0 ? {} : { [because]: count }

/** Which of the computed cards a client is sent. */
export function whatIsShown(
  computed: readonly ComputedCard[],
  definition: Service,
  { silent, lowestCategory }: ClientSettings,
): Shown {
  if (silent) return { cards: [], withheld: withheldBecause('silent', computed.length) }
  const cards = computed
    .filter(({ category }) => !isBelow(definition, category, lowestCategory))
    .map(({ card }) => card)
  return {
    cards,
    withheld: withheldBecause('below-lowest-category', computed.length - cards.length),
  }
}
