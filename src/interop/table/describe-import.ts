import { textTable } from '../../base/terminal/text-table.ts'
import { toWording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import type { TableImport } from './import-table.ts'
import type { ReadValue } from './judge-row.ts'
import type { LeftOutRow, PatientRows } from './patient-rows.ts'

/** A reason as one line: nothing of what the row holds. */
export const whyLeftOut = ({ row, column, why }: LeftOutRow): string =>
  `row ${String(row)}${column === '' ? '' : `, column ${column}`}: ${why}`

const written = ({ text, unit = '' }: ReadValue) => `${text} ${unit}`.trim()

/** The value as a card would show it. */
function shown(
  { input, canonical, means, number, isLongAxis }: ReadValue,
  wording: ReturnType<typeof toWording>,
) {
  if (means !== undefined) return wording.finding(input.id, means)
  if (canonical === undefined) return String(number ?? '')
  const unit = input.unit === '1' ? '' : (input.unit ?? '')
  return `${String(canonical)} ${unit}${isLongAxis === true ? ' (long axis)' : ''}`.trim()
}

const countOf = (taken: readonly PatientRows[], count: (rows: PatientRows['rows']) => number) =>
  taken.reduce((sum, { rows }) => sum + count(rows), 0)

/** What became of a table: every value as it stands and as it is read, by its row. */
export function describeImport(
  file: string,
  { taken, leftOut, columns, empty }: TableImport,
  service: Service,
): string {
  const wording = toWording(service)
  const rows = taken.flatMap((patient) =>
    patient.rows.flatMap(({ number, facts, values }) =>
      values.map((value) => [
        ...[String(number), value.date, facts.lesion ?? '', value.name, written(value)],
        ...[value.input.id, shown(value, wording)],
      ]),
    ),
  )
  const rowCount = countOf(taken, (of) => of.length)
  const refused = new Set(leftOut.map(({ row }) => row)).size
  return [
    `${file}: ${String(rowCount)} row(s) of ${String(taken.length)} patient(s) read, ${String(refused)} left out, ${String(empty)} without a value; decimal ${columns.decimal ?? 'point'}`,
    textTable(['row', 'date', 'lesion', 'column', 'as written', 'input', 'read as'], rows),
    ...(columns.unused.length === 0 ? [] : [`not used: ${columns.unused.join(', ')}`]),
  ].join('\n')
}
