import type { CardsDefinition } from './card-texts.ts'
import { formatRange } from './format.ts'
import type { CardValues } from './template.ts'
import { categoriesOver, type RiskRange } from '../../clinical/models/uncertainty.ts'
import type { RiskEstimate } from '../../clinical/models/estimate.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'

/** The first and the last category that a range reaches, in words; nothing when it stays in one. */
function crossing(
  { texts }: CardsDefinition,
  { categories }: RiskModelDefinition,
  range: RiskRange,
): string {
  const reached = categoriesOver(categories, range).map((id) => texts.categories[id] ?? id)
  const [first = '', last = ''] = [reached.at(0), reached.at(-1)]
  return reached.length > 1 ? `${first}${texts.words.to}${last}` : ''
}

/** The placeholders that say which categories the uncertainty of a risk reaches. */
export function uncertaintyView(
  cards: CardsDefinition,
  definition: RiskModelDefinition,
  { interval, envelope, repeatScan }: RiskEstimate,
): CardValues {
  const repeated =
    repeatScan === undefined
      ? {}
      : {
          repeatScan: formatRange(repeatScan, cards.texts.words.to),
          repeatScanCategories: crossing(cards, definition, repeatScan),
        }
  return {
    intervalCategories: crossing(cards, definition, interval),
    envelopeCategories: crossing(cards, definition, envelope),
    ...repeated,
  }
}
