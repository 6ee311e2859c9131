import { dayIn, textOf } from '../../base/formats/table/cells.ts'
import { findColumns } from '../../base/formats/table/find-columns.ts'
import { surveyTable } from '../../base/formats/table/survey-table.ts'
import type { Table, TableRow } from '../../base/formats/table/table.ts'
import { NO_MAP, type TableMap } from '../../base/formats/table/table-map.ts'
import { Fault } from '../../base/fault.ts'
import type { Look } from './outcome-in-time.ts'
import { mappedOutcome } from './outcome-value.ts'

/** One look at a patient, as a table has it. */
export interface OutcomeRow {
  /** Its number in the file. */
  readonly row: number
  /** The client's own id of the patient. */
  readonly patientId: string
  readonly value: Look['value']
  /** A day, `YYYY-MM-DD`; nothing where the row has none. */
  readonly day: string | undefined
}

export interface OutcomeRows {
  readonly rows: readonly OutcomeRow[]
  /** Rows in which no outcome is entered yet. */
  readonly withoutOutcome: number
}

const WANTED = [
  { name: 'patient', labels: ['patientId', '患者', '患者编号', '病人'] },
  { name: 'date', labels: ['day', '日期', '评估日期'] },
  { name: 'outcome', labels: ['结局', '结果', 'TACE抵抗', '抵抗'] },
]

type Columns = ReadonlyMap<string, string>

/** One row; that it has no outcome yet; or what is at fault. */
function readRow(
  cells: TableRow,
  { columns, map, today }: { columns: Columns; map: TableMap; today: string },
): Omit<OutcomeRow, 'row'> | 'no-outcome' | { readonly why: string } {
  const cell = (name: string) => cells[columns.get(name) ?? name]
  const outcome = mappedOutcome(cell('outcome'), map)
  if (outcome.kind === 'missing') return 'no-outcome'
  const patientId = (textOf(cell('patient')) ?? '').replace(/^Patient\//, '')
  if (patientId === '') return { why: 'patient: missing' }
  const date = dayIn(cell('date'))
  if (date.kind === 'unreadable') return { why: `date: ${date.why}` }
  const day = date.kind === 'value' ? date.value : undefined
  if (day !== undefined && day > today) return { why: 'date: still to come' }
  if (outcome.kind !== 'value') return { why: `outcome: ${outcome.why}` }
  return { patientId, day, value: outcome.value }
}

/** Two rows must not say two things of a patient on a day. */
function contradictions(rows: readonly OutcomeRow[]): readonly string[] {
  const said = new Map<string, OutcomeRow>()
  return rows.flatMap((outcome) => {
    const key = JSON.stringify([outcome.patientId, outcome.day ?? ''])
    const before = said.get(key)
    said.set(key, outcome)
    return before === undefined || before.value === outcome.value
      ? []
      : [`row ${String(outcome.row)}: contradicts row ${String(before.row)}`]
  })
}

const MOST_TOLD = 20

/**
 * Says why an outcome table is not taken: every row with its reason, never a value.
 *
 * @throws {Fault} When there is a problem.
 */
export function refuseOutcomes(problems: readonly string[]): void {
  if (problems.length === 0) return
  const more = problems.length - MOST_TOLD
  throw new Fault(
    'malformed-request',
    [
      'nothing was taken of the outcomes:',
      ...problems.slice(0, MOST_TOLD),
      ...(more > 0 ? [`and ${String(more)} rows more`] : []),
    ].join('\n  '),
  )
}

/**
 * Reads a table of outcomes: `patient`, `date` and `outcome` (yes, no, death or transplant). Rows
 * without an outcome are passed over.
 *
 * @throws {Fault} Which names the rows that cannot be read with their reasons; then nothing is
 *   taken.
 */
export async function readOutcomeTable(
  table: Table,
  today: string,
  map: TableMap = NO_MAP,
): Promise<OutcomeRows> {
  const survey = await surveyTable(table)
  const columns = findColumns(WANTED, [...survey.columns.keys()], map)
  const rows: OutcomeRow[] = []
  const problems: string[] = []
  let withoutOutcome = 0
  for await (const line of table.lines()) {
    const row = line.number
    const read =
      'refused' in line ? { why: line.refused } : readRow(line.cells, { columns, map, today })
    if (read === 'no-outcome') withoutOutcome += 1
    else if ('why' in read) problems.push(`row ${String(row)}: ${read.why}`)
    else rows.push({ row, ...read })
  }
  refuseOutcomes([...problems, ...contradictions(rows)])
  return { rows, withoutOutcome }
}
