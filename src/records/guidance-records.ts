import type { DriftRecords } from './drift-records.ts'
import type { FeedbackRecord, FeedbackStore } from './feedback.ts'
import type { GuidanceRecord, ModelRecord, PatientOutcome } from './guidance-record.ts'

/**
 * Where a record was when its card was answered: in the database, in the local spool until the
 * database has it, or in neither in time.
 */
export type RecordPlace = 'stored' | 'spooled' | 'unrecorded'

/** Which records are wanted: all that are given hold. Times are `YYYY-MM-DDThh:mm:ss.sssZ`. */
export interface RecordFilter {
  readonly from?: string | undefined
  /** Not included. */
  readonly until?: string | undefined
  readonly service?: string | undefined
  readonly client?: string | undefined
}

/** How the records are kept at this moment. */
export interface RecordsStatus {
  /** `away` from the first failure or delay until it takes something again. */
  readonly database: 'up' | 'away'
  readonly kind: 'sqlite' | 'postgres'
  /** A SQLite file was lost since the start, and another is in its place. */
  readonly wasLost: boolean
  readonly spool: {
    /** Entries that the database does not have yet. */
    readonly entries: number
    readonly bytes: number
    readonly maxBytes: number
    /** The spool could not be written the last time. */
    readonly isFailing: boolean
  }
}

/** Reads what was recorded, in the order in which it came about. */
export interface RecordReader {
  /** By the card's uuid, or the record's own. */
  readonly find: (id: string) => Promise<GuidanceRecord | undefined>
  readonly records: (filter: RecordFilter) => AsyncIterable<GuidanceRecord>
  /** Feedback by when it arrived. That of a card has the record's `id` as its `card`. */
  readonly feedback: (filter: RecordFilter) => AsyncIterable<FeedbackRecord>
  readonly feedbackOf: (card: string) => Promise<readonly FeedbackRecord[]>
  readonly findModel: (hash: string) => Promise<ModelRecord | undefined>
  readonly models: () => Promise<readonly ModelRecord[]>
  /** Outcomes by their date; `from` and `until` are dates. */
  readonly outcomes: (
    filter?: Pick<RecordFilter, 'from' | 'until'>,
  ) => AsyncIterable<PatientOutcome>
}

/** Keeps what was said, so that nothing is lost and everything can be explained afterwards. */
export interface GuidanceRecords extends RecordReader, FeedbackStore {
  /** Keeps one record within a bound of time. It never throws: a card is answered all the same. */
  readonly record: (record: GuidanceRecord) => Promise<RecordPlace>
  /** Keeps a model as a record is kept; the same one a second time changes nothing. */
  readonly addModel: (model: ModelRecord) => Promise<RecordPlace>
  /**
   * Keeps outcomes. One of the same patient, date and definition takes the place of the former.
   *
   * @returns How many were new or changed.
   */
  readonly addOutcomes: (outcomes: readonly PatientOutcome[]) => Promise<number>
  /**
   * Deletes records, feedback and outcomes older than an instant.
   *
   * @returns How many of each went.
   */
  readonly purge: (before: string) => Promise<{
    readonly records: number
    readonly feedback: number
    readonly outcomes: number
    readonly values: number
  }>
  /** What the charts of platforms are kept in. */
  readonly drift: DriftRecords
  readonly status: () => RecordsStatus
  /** Looks whether the database is still what it was, so that the status is of now. */
  readonly verify: () => Promise<void>
}
