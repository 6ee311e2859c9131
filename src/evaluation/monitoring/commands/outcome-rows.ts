import { Fault } from '../../../base/fault.ts'

/** What became of one patient, under the client's own id of the patient. */
export interface FoundOutcome {
  readonly patientId: string
  readonly date: string
  readonly happened: boolean
}

/** Outcomes that were found, and how much was passed over for which reason. */
export interface FoundOutcomes {
  readonly found: readonly FoundOutcome[]
  readonly passedOver: Readonly<Record<string, number>>
}

const MISSING = ['', 'na', 'n/a', 'nan', 'null']
const YES = ['1', 'true', 'yes']
const NO = ['0', 'false', 'no']

const cell = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : ''

/** Whether a text is a day that there is, and not one that is still to come. */
export function isPastDay(text: string, today: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    Number.isFinite(at) &&
    new Date(at).toISOString().startsWith(text) &&
    text <= today
  )
}

type Row = Readonly<Record<string, unknown>>

/** One row; that it has no outcome yet; or which column is at fault. */
function readRow(
  row: Row,
  today: string,
): FoundOutcome | 'no-outcome' | { readonly column: string } {
  const outcome = cell(row['outcome']).toLowerCase()
  if (MISSING.includes(outcome)) return 'no-outcome'
  const patientId = cell(row['patient']).replace(/^Patient\//, '')
  const date = cell(row['date'])
  if (patientId === '') return { column: 'patient' }
  if (!isPastDay(date, today)) return { column: 'date' }
  if (!YES.includes(outcome) && !NO.includes(outcome)) return { column: 'outcome' }
  return { patientId, date, happened: YES.includes(outcome) }
}

const MOST_TOLD = 10

/** Two rows must not say both of a patient on a day. */
function contradictions(rows: readonly (FoundOutcome & { readonly row: number })[]) {
  const said = new Map<string, boolean>()
  return rows.flatMap(({ patientId, date, happened, row }) => {
    const key = JSON.stringify([patientId, date])
    const before = said.get(key)
    said.set(key, happened)
    return before === undefined || before === happened
      ? []
      : [`row ${row}: contradicts an earlier row`]
  })
}

/**
 * Reads a table with the columns `patient`, `date` and `outcome`. Rows without an outcome are
 * passed over.
 *
 * @throws {Fault} Which names rows and columns that cannot be read, never a value; then nothing is
 *   taken.
 */
export async function readOutcomeRows(
  table: AsyncIterable<Row>,
  today: string,
): Promise<FoundOutcomes> {
  const rows: (FoundOutcome & { readonly row: number })[] = []
  const problems: string[] = []
  let [row, withoutOutcome] = [1, 0]
  for await (const cells of table) {
    row += 1
    const read = readRow(cells, today)
    if (read === 'no-outcome') withoutOutcome += 1
    else if ('column' in read) problems.push(`row ${row}: ${read.column} cannot be read`)
    else rows.push({ ...read, row })
  }
  problems.push(...contradictions(rows))
  if (problems.length > 0) {
    const more = problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : []
    const texts = ['nothing was imported:', ...problems.slice(0, MOST_TOLD), ...more]
    throw new Fault('malformed-request', texts.join('\n  '))
  }
  return {
    found: rows.map(({ patientId, date, happened }) => ({ patientId, date, happened })),
    passedOver: withoutOutcome === 0 ? {} : { 'without an outcome': withoutOutcome },
  }
}
