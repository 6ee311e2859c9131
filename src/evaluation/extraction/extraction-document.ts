import type { ExtractionTally } from './tally.ts'
import type { LineProblems } from './unread-lines.ts'

/** Which part of the patients an extraction is of, when it is not of all. */
export type ExtractionPart =
  | { readonly kind: 'shard'; readonly index: number; readonly of: number }
  | { readonly kind: 'partition' }

/** How a cohort was extracted, for people or for programs. It holds no patient's data. */
export interface ExtractionDocument extends ExtractionTally {
  /** Calendar date, YYYY-MM-DD. */
  readonly madeOn: string
  readonly source: 'bulk-export' | 'fhir-server'
  readonly service: string
  readonly table: string
  readonly pseudonyms: 'sequential' | 'hmac-sha-256'
  /** The site's statements of what the outcome means. */
  readonly outcomeDefinition: Readonly<Record<string, string>> | undefined
  /** The board whose scores are columns of the table, too. */
  readonly scores: string | undefined
  /** Types that the export lacks and that are needed. */
  readonly absentTypes: readonly string[]
  readonly problems: LineProblems
  readonly warnings: readonly string[]
  readonly part: ExtractionPart | undefined
  /**
   * Of a part, a keyed name for each patient of whom it saw something: a patient whom two parts saw
   * was divided between them. It is gone once the parts are joined.
   */
  readonly seen: readonly string[] | undefined
}
