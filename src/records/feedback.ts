import type { FeedbackItem } from '../hook/protocol/feedback.ts'
import type { Instant } from '../base/time.ts'

/** One piece of feedback as it is kept. */
export interface FeedbackRecord extends FeedbackItem {
  readonly service: string
  readonly client: string
  /** When it arrived, `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly receivedAt: string
}

/** Feedback counts from the client whose card it is: another may have guessed or seen its id. */
export const countsFor =
  (card: { readonly client: string }) =>
  ({ client }: Pick<FeedbackRecord, 'client'>): boolean =>
    client === card.client

/**
 * Keeps feedback. The same feedback a second time changes nothing; other feedback for the same card
 * is kept beside the first (a card once ignored may be accepted later).
 */
export interface FeedbackStore {
  /**
   * @returns How many of the records were new.
   * @throws {Fault} `temporarily-unavailable` when they could not be kept.
   */
  readonly add: (records: readonly FeedbackRecord[]) => Promise<number>
  readonly close: () => Promise<void>
}

/** From where and when feedback came. */
export interface FeedbackOrigin {
  readonly service: string
  readonly client: string
  readonly now: Instant
}

/** Feedback items with where they came from. */
export function toFeedbackRecords(
  items: readonly FeedbackItem[],
  { service, client, now }: FeedbackOrigin,
): readonly FeedbackRecord[] {
  return items.map((item) => ({
    ...item,
    service,
    client,
    receivedAt: new Date(now).toISOString(),
  }))
}

/** What makes two pieces of feedback the same: everything but when they arrived. */
export function identityOf(record: FeedbackRecord): string {
  const { client, service, card, outcome, acceptedSuggestions, reason, userComment } = record
  return JSON.stringify([
    client,
    service,
    card,
    outcome,
    acceptedSuggestions.toSorted(),
    reason?.system ?? '',
    reason?.code ?? '',
    userComment ?? '',
    record.outcomeTimestamp,
  ])
}
