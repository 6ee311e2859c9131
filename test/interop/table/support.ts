import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FhirResource, readBundle } from '../../../src/clinical/fhir/resource.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { openTable } from '../../../src/base/formats/table/read-table.ts'
import type { JsonObject } from '../../../src/base/json.ts'
import { toImportMap } from '../../../src/interop/table/import-map.ts'
import { importTable, type TableImport } from '../../../src/interop/table/import-table.ts'
import { onePatient } from '../../../src/interop/table/find-patients.ts'
import { toTransaction } from '../../../src/interop/table/to-transaction.ts'
import { frozenClock } from '../../support/clock.ts'
import { repositoryPath } from '../../support/paths.ts'
import { gather } from '../../support/readings.ts'

const [service] = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions
if (service === undefined) throw new Error('there is no service')

/** What is true of all rows of the synthetic tables. */
export const ALL = { statistic: 'mean', performer: 'Synthetic Radiologist' }

/** Imports the bytes of a table. */
export async function importBytes(
  name: string,
  bytes: string | Uint8Array,
  map: JsonObject = {},
  isOfOnePatient = false,
): Promise<TableImport> {
  const folder = mkdtempSync(join(tmpdir(), 'import-table-'))
  try {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    const read = toImportMap({ all: ALL, ...map })
    return await importTable(await openTable(path, read), {
      ...{ map: read, service: service!, clock: frozenClock, isOfOnePatient },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Imports a table of these lines. */
export const importLines = (lines: readonly string[], map: JsonObject = {}) =>
  importBytes('table.csv', `${lines.join('\n')}\n`, map)

/** What is left out, a line each. */
export const reasonsOf = ({ leftOut }: TableImport) =>
  leftOut.map(({ row, column, why }) => `${String(row)} ${column}: ${why}`)

/** The transaction that becomes of the rows of the only patient. */
export const transactionOf = ({ taken }: TableImport): FhirResource =>
  toTransaction(onePatient(taken, 'p1'), {
    canonicalBase: service.canonicalBase,
    digest: 'abc',
    units: service.units.written,
  })

export const resourcesOf = (imported: TableImport): readonly FhirResource[] =>
  readBundle(transactionOf(imported)).resources

/** With the ids and references that a server gives them. */
export function asStored(imported: TableImport): readonly FhirResource[] {
  const bundle = transactionOf(imported)
  const entries = bundle['entry'] as readonly {
    readonly fullUrl: string
    readonly resource: FhirResource
  }[]
  const ids = new Map(
    entries.map(({ fullUrl, resource: { resourceType } }, i) => [
      fullUrl,
      `${resourceType}/t${String(i)}`,
    ]),
  )
  const text = [...ids].reduce(
    (sofar, [url, reference]) =>
      sofar.replaceAll(`"reference":"${url}"`, `"reference":"${reference}"`),
    JSON.stringify(entries.map(({ resource }, i) => ({ ...resource, id: `t${String(i)}` }))),
  )
  return JSON.parse(text) as readonly FhirResource[]
}

/** What the service reads of what was imported, at the nominal day. */
export const readAtTheBedside = (imported: TableImport) => gather(asStored(imported)).readings
