import type { Look } from '../outcomes/outcome-in-time.ts'
import type { Instant } from '../../base/time.ts'

/** What was read of one predictor: a value in its canonical unit, or why there is none. */
export type CaseReading =
  | { readonly kind: 'found'; readonly value: number }
  | { readonly kind: 'absent'; readonly why: string }

export interface CaseEstimate {
  readonly linearPredictor: number
  readonly predictedRisk: number
  /** Nothing where not enough versions of the model agree on one. */
  readonly category: string | undefined
}

/** What another model said of the same case, in silence. */
export interface ChallengerEstimate extends CaseEstimate {
  readonly model: string
}

/**
 * One recorded card or silence, as far as the statistics need it. Patient and order are pseudonyms.
 * The one place that knows how a guidance record looks is `toRecordedCase`.
 */
export interface RecordedCase {
  /** Uuid of the card that was computed, shown or not. */
  readonly card: string
  readonly at: Instant
  readonly service: string
  /** Id and version of the model, `id version`. */
  readonly model: string
  readonly client: string
  readonly patient: string
  /** None when a record was opened and nothing was ordered. */
  readonly order: string | undefined
  /** What makes two cards say the same of the same order. */
  readonly fingerprint: string
  /** As in cards.json: `category-high`, `insufficient-data`, ... */
  readonly situation: string
  readonly isShown: boolean
  /** By predictor; empty where nothing was read, as for a patient to whom the model does not apply. */
  readonly readings: Readonly<Record<string, CaseReading>>
  readonly estimate: CaseEstimate | undefined
  readonly challenger: ChallengerEstimate | undefined
  /** The suggestions on the card: their uuids, and what the card calls each. */
  readonly suggestions: readonly { readonly uuid: string; readonly kind: string }[]
}

/** What became of a patient: 1 with the predicted outcome, 0 without, judged on a day. */
export interface RecordedOutcome {
  readonly patient: string
  readonly at: Instant
  readonly outcome: Look['value']
  /** The id of the definition by which it was judged. */
  readonly definition: string
}

/** A case whose model gave a figure. */
export interface EstimatedCase extends RecordedCase {
  readonly estimate: CaseEstimate
}

/** Whether the model gave a figure. */
export const isEstimated = (recorded: RecordedCase): recorded is EstimatedCase =>
  recorded.estimate !== undefined
