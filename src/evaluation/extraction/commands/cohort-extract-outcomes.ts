import { parseDateTime } from '../../../clinical/fhir/date-time.ts'
import type { OutcomeRows } from '../../outcomes/outcome-table.ts'
import type { OutcomeStatement } from '../outcome.ts'

/** Statements of the outcome by the id of the Patient. */
export type OutcomeTable = ReadonlyMap<string, readonly OutcomeStatement[]>

/** The outcomes of a table, by patient. */
export function byPatient({ rows }: OutcomeRows): OutcomeTable {
  const outcomes = new Map<string, OutcomeStatement[]>()
  for (const { patientId, value, day } of rows)
    outcomes.set(patientId, [
      ...(outcomes.get(patientId) ?? []),
      { value, time: day === undefined ? undefined : parseDateTime(day) },
    ])
  return outcomes
}
