export type DatabaseKind = 'sqlite' | 'postgres'

/**
 * The tables, by name. Both databases hold the same ones; JSON is text, times are text or epoch
 * milliseconds.
 */
export interface Tables {
  readonly guidance_record: GuidanceRecordRow
  readonly feedback: FeedbackRow
  readonly outcome: OutcomeRow
  readonly risk_model: RiskModelRow
  readonly spent_token: { readonly token: string; readonly until: number }
  readonly rate_count: {
    readonly caller: string
    readonly minute: number
    readonly hits: number
  }
  readonly shown_card: { readonly fingerprint: string; readonly until: number }
  readonly measured_value: MeasuredValueRow
  readonly drift_alarm: DriftAlarmRow
  readonly drift_review: DriftReviewRow
  readonly anchor_proposal: AnchorProposalRow
  readonly schema_version: SchemaVersionRow
}

/** One row per card or silence: what is searched by, and the whole record as JSON. */
export interface GuidanceRecordRow {
  readonly id: string
  readonly at: string
  readonly service: string
  readonly client: string
  readonly patient: string
  readonly document: string
}

/** One row per piece of feedback. `card` is the `id` of a guidance record, which may come later. */
export interface FeedbackRow {
  readonly id: string
  /** When it arrived. */
  readonly at: string
  readonly service: string
  readonly client: string
  readonly card: string
  readonly document: string
}

interface OutcomeRow {
  readonly patient: string
  readonly date: string
  readonly definition: string
  readonly happened: number
  /** A `CompetingEvent`, where one came in the place of the outcome. */
  readonly competing: string | null
  readonly source: string
}

interface RiskModelRow {
  readonly hash: string
  readonly id: string
  readonly version: string
  readonly definition: string
}

/** A patient's first value of a predictor on a platform, at the orders of a service. */
export interface MeasuredValueRow {
  readonly service: string
  readonly platform: string
  readonly predictor: string
  readonly patient: string
  readonly at: string
  readonly value: number
}

interface DriftAlarmRow {
  /** Digest of the anchor that the values are held against. */
  readonly anchor: string
  readonly platform: string
  readonly predictor: string
  readonly at: string
  readonly direction: string
}

interface DriftReviewRow {
  readonly anchor: string
  readonly platform: string
  readonly at: string
  readonly name: string
  readonly role: string
  readonly finding: string
}

/** That so many patients of a platform are there to be anchored was told. */
interface AnchorProposalRow {
  readonly service: string
  readonly platform: string
  readonly patients: number
  readonly at: string
}

interface SchemaVersionRow {
  readonly version: number
  readonly name: string
  /** The lowest version of the code that may still work with the tables after it. */
  readonly readable_from: number
  readonly applied_at: string
}
