import type { ExtractionTally } from './tally.ts'

/** A line of the source that was not read. It says where, never its content. */
export interface SourceProblem {
  readonly file: string
  readonly line: number
  readonly why: string
}

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
  readonly problems: {
    readonly counts: Readonly<Record<string, number>>
    readonly first: readonly SourceProblem[]
  }
  readonly warnings: readonly string[]
}
