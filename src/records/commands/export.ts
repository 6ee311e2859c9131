import { readSettings } from '../../base/config/read-settings.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { exportRecords } from '../store/export.ts'
import { openDatabase } from './open-database.ts'

async function run(terminal: Terminal, format: string): Promise<void> {
  if (format !== 'ndjson' && format !== 'fhir') throw new Error('--format: must be ndjson or fhir')
  const database = await openDatabase(terminal)
  try {
    const { canonicalBase } = readSettings(['canonicalBase'], terminal.environment)
    for await (const line of exportRecords(database, format, canonicalBase)) terminal.say(line)
  } finally {
    await database.close()
  }
}

/** `records export`: everything as it is kept, or as FHIR R4 resources. */
export const define: Define = (command, terminal) =>
  command
    .option('--format <format>', 'ndjson or fhir', 'ndjson')
    .action(({ format }: { readonly format: string }) => run(terminal, format))
