import { type Instant, toInstant } from '../../base/time.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../hook/client-settings.ts'
import { FINGERPRINT } from '../../hook/fingerprint.ts'
import { limitCards } from '../../hook/limit-cards.ts'
import type { Card } from '../../hook/protocol/card.ts'
import type { HookRequest } from '../../hook/protocol/hook-request.ts'
import { isBoardRecord } from '../../records/guidance-record.ts'
import { toShownCards } from '../../records/share-state.ts'
import type { Choice } from './client-choices.ts'
import type { PastCard } from './past-cards.ts'

/**
 * A card as urgent as the recorded one, that tells the same persons the same. None where none was
 * made, and where its person had overridden it: nobody can be asked again.
 */
const toCard = ({ record: { id, card } }: PastCard): Card | undefined =>
  card.fate === 'no-card' || card.fate === 'overridden'
    ? undefined
    : {
        uuid: id,
        summary: card.summary ?? '',
        indicator: card.indicator ?? 'info',
        source: { label: '' },
        extension: { [FINGERPRINT]: card.told ?? id },
      }

/** Whether the card is asked for at all: the board gives way where each order is to have one card. */
function isCalled({ record }: PastCard, { hooks, withBoard, settings }: Choice): boolean {
  if (hooks !== undefined && !hooks.includes(record.hook)) return false
  return !isBoardRecord(record) || (withBoard === true && settings.oneCardPerOrder !== true)
}

/** The service's own memory of what it showed, at the time of each call. */
function toMemory() {
  let at = toInstant(0)
  const clock = { now: (): Instant => at }
  return {
    shown: toShownCards(clock),
    setTime: (written: string) => {
      at = toInstant(Date.parse(written))
    },
  }
}

/**
 * The cards that would have been shown, by the service's own law of what a client is sent.
 *
 * @param past - In the order in which they came about.
 * @param categories - The model's, the lowest first.
 */
export async function replay(
  past: readonly PastCard[],
  choice: Choice,
  categories: readonly string[],
): Promise<readonly PastCard[]> {
  const { shown, setTime } = toMemory()
  const calls = Map.groupBy(
    past.filter((card) => isCalled(card, choice)),
    ({ record: { hookInstance, service } }) => `${service} ${hookInstance}`,
  )
  const seen: PastCard[] = []
  for (const cards of calls.values()) {
    const [{ record } = { record: undefined }] = cards
    if (record === undefined) continue
    setTime(record.at)
    const limited = await limitCards(
      cards.map((of) => ({ card: toCard(of), category: of.category })),
      {
        // Nothing else of the request is looked at when cards are kept back.
        request: { hook: record.hook, context: {} } as HookRequest,
        client: { ...DEFAULT_CLIENT_SETTINGS, id: record.client, ...choice.settings },
        categories,
        shown,
        digest: (text) => text,
      },
    )
    const sent = new Set(limited.flatMap(({ fate, card }) => (fate === 'shown' ? card.uuid : [])))
    seen.push(...cards.filter((of) => sent.has(of.record.id)))
  }
  return seen
}
