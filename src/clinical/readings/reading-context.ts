import type { Statement } from '../fhir/statements.ts'
import type { ReadingTime } from './judge-statement.ts'
import type { StatementIndex } from './select-statements.ts'
import type { UnitReading } from './quantity.ts'

export interface ReadingContext {
  readonly time: ReadingTime
  readonly units: UnitReading
}

/** The statements of a record that inputs are read from. */
export interface RecordStatements {
  readonly index: StatementIndex
  /** Of the Conditions that hold. */
  readonly stages: readonly Statement[]
  /** All of them: what has no code that is known may say in words what it is. */
  readonly statements?: readonly Statement[] | undefined
}

/** Which statements are read: all, or those of one lesion. */
export type StatementFilter = (statement: Statement) => boolean

export const everyStatement: StatementFilter = () => true
