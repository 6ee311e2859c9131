import type { FeedbackItem } from '../hook/protocol/feedback.ts'
import { acceptedKey, overriddenKey, type ShownCards } from '../hook/shown-cards.ts'
import { countsFor } from './feedback.ts'
import type { GuidanceRecord, RecordedCard } from './guidance-record.ts'
import type { RecordKeeping } from './open-record-keeping.ts'

/** Whether feedback changes what is shown: that a card was overridden without a reason does not. */
const isActedOn = ({ outcome, reason }: FeedbackItem) =>
  outcome === 'accepted' || reason !== undefined

/** What feedback says is not to be shown again. */
function spentBy(item: FeedbackItem, { told, suggestions, suggestionLabels }: RecordedCard) {
  if (told === undefined) return []
  if (item.outcome === 'overridden') return [overriddenKey(told)]
  return item.acceptedSuggestions.flatMap((uuid) => {
    const label = suggestionLabels?.[suggestions.indexOf(uuid)]
    return label === undefined ? [] : [acceptedKey(told, label)]
  })
}

/** A record that cannot be looked up has no say: its card is shown once more. */
async function recordOf(
  { records }: Pick<RecordKeeping, 'records'>,
  card: string,
): Promise<GuidanceRecord | undefined> {
  if (records.status().database === 'away') return undefined
  return records.find(card).catch(() => undefined)
}

/**
 * Takes feedback and acts on it: a card that was overridden with a reason, and a suggestion that
 * was accepted, are not shown again to the same person while nothing that the card says changes.
 */
export function toTakeFeedback(
  keeping: RecordKeeping,
  shown: ShownCards,
): RecordKeeping['takeFeedback'] {
  return async (service, items, client) => {
    const fresh = await keeping.takeFeedback(service, items, client)
    for (const item of items.filter(isActedOn)) {
      const record = await recordOf(keeping, item.card)
      if (record === undefined || !countsFor(record)({ client: client.id })) continue
      for (const key of spentBy(item, record.card)) shown.remember(key)
    }
    return fresh
  }
}
