import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { GuidanceDefinition } from '../guidance/index.ts'
import { scoringQuery, VIEW_DEFINITIONS } from '../sql-on-fhir/index.ts'

/** What the command works with. */
export interface ExportPorts {
  readonly definitions: readonly GuidanceDefinition[]
  readonly say: (text: string) => void
}

interface ExportSqlOptions {
  readonly service?: string
  readonly out?: string
}

/** The files of an export by their names. */
export function sqlFiles(definition: GuidanceDefinition): Readonly<Record<string, string>> {
  const views = VIEW_DEFINITIONS.map((view): [string, string] => [
    `${view.name}.ViewDefinition.json`,
    `${JSON.stringify(view, null, 2)}\n`,
  ])
  return { ...Object.fromEntries(views), [`${definition.id}.sql`]: scoringQuery(definition) }
}

async function exportSql({ definitions, say }: ExportPorts, { service, out }: ExportSqlOptions) {
  const definition =
    service === undefined ? definitions[0] : definitions.find(({ id }) => id === service)
  if (definition === undefined) throw new Error('there is no such service')
  if (out === undefined) {
    say(scoringQuery(definition))
    return
  }
  await mkdir(out, { recursive: true })
  const files = Object.entries(sqlFiles(definition))
  for (const [name, text] of files) await writeFile(join(out, name), text)
  say(`Wrote ${String(files.length - 1)} ViewDefinitions and ${definition.id}.sql.`)
}

/** `export sql`: the model and its readings for a SQL engine. */
export const exportCommand = (ports: ExportPorts): Command =>
  new Command('export').description('the model in forms for other machines').addCommand(
    new Command('sql')
      .description('SQL-on-FHIR ViewDefinitions and one SQL query that scores every patient')
      .option('--service <id>', 'the service whose model it is (default: the first)')
      .option('--out <folder>', 'where to write the files; else the query goes to standard output')
      .action((options: ExportSqlOptions) => exportSql(ports, options)),
  )
