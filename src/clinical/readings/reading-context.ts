import type { Statement } from '../fhir/statements.ts'
import type { ReadingTime } from './judge-statement.ts'
import type { StatementIndex } from './select-statements.ts'
import type { UnitReading } from './quantity.ts'

/** What is the same for every input of one request. */
export interface ReadingContext {
  readonly time: ReadingTime
  readonly units: UnitReading
}

/** What the record states, as far as predictors are read from it. */
export interface RecordStatements {
  readonly index: StatementIndex
  /** The stages of the Conditions that hold. */
  readonly stages: readonly Statement[]
}

/** Narrows the candidates: those of one lesion. */
export type OnlyThose = (observation: Statement) => boolean

/** Every candidate. */
export const allOfThem: OnlyThose = () => true
