import type { Look } from '../../outcomes/outcome-in-time.ts'

/** What became of one patient, under the client's own id of the patient. */
export interface FoundOutcome {
  readonly patientId: string
  /** A day, `YYYY-MM-DD`. */
  readonly day: string
  readonly value: Look['value']
}

/** Outcomes that were found, and how much was passed over for which reason. */
export interface FoundOutcomes {
  readonly found: readonly FoundOutcome[]
  readonly passedOver: Readonly<Record<string, number>>
}
