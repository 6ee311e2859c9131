import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { VIEW_DEFINITIONS } from '../../src/sql-on-fhir/index.ts'
import { columnsOf, runView } from './view-runner.ts'

const TYPES = { string: 'VARCHAR', boolean: 'BOOLEAN', decimal: 'DOUBLE', integer: 'BIGINT' }

export type Scored = Readonly<Record<string, number | string | null>>

/** The rows that a query gives in DuckDB over the views of some resources. */
export async function queryOver(
  resources: readonly unknown[],
  query: string,
): Promise<readonly Scored[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sql-on-fhir-'))
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  try {
    for (const view of VIEW_DEFINITIONS) {
      const columns = columnsOf(view).map(({ name, type }) => `${name} ${TYPES[type]}`)
      await connection.run(`CREATE TABLE ${view.name} (${columns.join(', ')})`)
      const rows = runView(view, resources)
      if (rows.length === 0) continue
      const file = join(folder, `${view.name}.ndjson`)
      writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
      const types = columnsOf(view).map(({ name, type }) => `${name}: '${TYPES[type]}'`)
      await connection.run(
        `INSERT INTO ${view.name} BY NAME SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {${types.join(', ')}})`,
      )
    }
    const reader = await connection.runAndReadAll(query)
    return reader.getRowObjectsJS() as readonly Scored[]
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true })
  }
}
