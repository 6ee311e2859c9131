import type { FitReport } from './fit-study.ts'
import type { CohortFlow } from './read-cohort.ts'
import type { OutcomeReport } from './recalibration-study.ts'
import type { ValidationReport } from './validation-study.ts'

/** What the outcome means in a table; a site states it in a file of its own. */
export interface OutcomeDefinition {
  /** By which criteria a patient counts as having the outcome. */
  readonly definition: string
  /** How long patients were followed, and when the outcome was judged. */
  readonly followUp: string
  /** What became of patients with another event first: death, transplantation, other treatment. */
  readonly competingEvents: string
  /** Why values or outcomes are missing, and what was done about it. */
  readonly missingData: string
  /** Whether only first treatments are in the table. */
  readonly firstTreatment: string
}

/** A study of a cohort as it is written to a file, for people or for programs. */
export interface StudyDocument {
  /** Calendar date, YYYY-MM-DD. */
  readonly madeOn: string
  /** The name of the table's file, without its folder. */
  readonly table: string
  readonly flow: CohortFlow
  readonly outcomeDefinition: OutcomeDefinition | undefined
  readonly report: FitReport | ValidationReport | OutcomeReport
  /** What a reader must know before any figure. */
  readonly warnings: readonly string[]
}
