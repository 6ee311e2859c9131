import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Fault } from '../../../base/fault.ts'
import { openTable } from '../../../base/formats/table/read-table.ts'
import type { Table, TableRow } from '../../../base/formats/table/table.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { KEY_COLUMN, recordedRows } from '../../anchoring/recorded-patients.ts'

export interface AnchorSource {
  readonly service?: string
  readonly records?: boolean
  readonly fhir?: string
  readonly tokenFile?: string
  readonly patients?: string
  readonly key?: string
  readonly from: string
  readonly to: string
}

/** The patients for whom the service answered, shown or in silence. */
async function fromRecords(
  terminal: Terminal,
  source: AnchorSource,
  predictors: readonly string[],
): Promise<readonly TableRow[]> {
  const [{ readCatalog }, { toReferences }, { onRecords }] = await Promise.all([
    import('../../../catalog/read-catalog.ts'),
    import('../../monitoring/references.ts'),
    import('../../monitoring/commands/on-records.ts'),
  ])
  const references = toReferences(await readCatalog(terminal.environment))
  const reference = references.find(({ service }) => service === source.service) ?? references[0]
  const rows: TableRow[] = []
  await onRecords(terminal, async (records) => {
    const span = { ...source, hooks: reference?.hooks ?? [] }
    rows.push(...(await recordedRows(records, span, predictors)))
  })
  return rows
}

/** The first treatments of a FHIR server's patients, as the service would have read them. */
async function fromServer(
  terminal: Terminal,
  { fhir, tokenFile, patients, from, to }: AnchorSource,
): Promise<readonly TableRow[]> {
  const { extractTable } = await import('../../extraction/commands/cohort-extract.ts')
  const folder = await mkdtemp(join(tmpdir(), 'cohort-anchor-'))
  try {
    const table = join(folder, 'patients.ndjson')
    await extractTable(terminal, table, {
      ...(fhir !== undefined && { fhir }),
      ...(tokenFile !== undefined && { tokenFile }),
      ...(patients !== undefined && { patients }),
      period: { from, to },
    })
    const rows: TableRow[] = []
    for await (const line of (await openTable(table)).lines())
      if ('cells' in line) rows.push(line.cells)
    return rows
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The patients of an anchor that come from no file, with the protocol key of each in
 * {@link KEY_COLUMN}.
 *
 * @throws {Fault} When there are none.
 */
export async function keyedTable(
  terminal: Terminal,
  source: AnchorSource,
  predictors: readonly string[],
): Promise<Table> {
  const rows = source.records
    ? await fromRecords(terminal, source, predictors)
    : await fromServer(terminal, source)
  const { key } = source
  const wanted = rows.filter((row) => key === undefined || (row[KEY_COLUMN] ?? key) === key)
  if (wanted.length === 0)
    throw new Fault('data-unavailable', `there are no patients from ${source.from} to ${source.to}`)
  const lines = wanted.map((cells, i) => ({ number: i + 1, cells }))
  return { lines: () => Readable.from(lines) as AsyncIterable<(typeof lines)[number]> }
}
