import { numberIn, textOf } from '../../base/formats/table/cells.ts'
import type { TableRow } from '../../base/formats/table/table.ts'
import type { TableMap } from '../../base/formats/table/table-map.ts'
import { OUTCOME_WHY } from '../outcomes/outcome-columns.ts'
import { type Horizon, outcomeInTime, UNDECIDED } from '../outcomes/outcome-in-time.ts'
import { mappedOutcome } from '../outcomes/outcome-value.ts'
import type { CohortCell } from './read-cell.ts'

/**
 * The outcome of a row, as an event in time where the table says when it came or until when it was
 * looked for; else as it stands.
 *
 * @param followUp - The column of the days, where there is one.
 */
export function outcomeReader(
  horizon: Horizon,
  followUp: string | undefined,
  map: TableMap,
): (cell: unknown, row: TableRow) => CohortCell {
  return (cell, row) => {
    const said = mappedOutcome(cell, map)
    if (said.kind === 'missing') return withWhy(row)
    if (said.kind !== 'value') return said
    const days = followUp === undefined ? undefined : numberIn(row[followUp])
    if (days?.kind === 'unreadable') return { kind: 'unreadable', why: `days: ${days.why}` }
    if (days?.kind === 'missing') return { kind: 'undecided', why: 'no-date' }
    // A table without times has outcomes that were judged at the horizon.
    const day = days === undefined ? horizonDay(horizon) : days.value
    const judged = outcomeInTime([{ day, value: said.value }], horizon)
    return judged.kind === 'known'
      ? { kind: 'value', value: judged.value }
      : { kind: 'undecided', why: judged.why }
  }
}

/** An extract says why there is no outcome. */
function withWhy(row: TableRow): CohortCell {
  const said = textOf(row[OUTCOME_WHY])
  const why = UNDECIDED.find((each) => each === said)
  return why === undefined ? { kind: 'missing' } : { kind: 'undecided', why }
}

const horizonDay = ({ withinDays, negativeAfterDays }: Horizon) =>
  Number.isFinite(withinDays) ? withinDays : negativeAfterDays
