import type { Command } from 'commander'

/** What the commands around the records work with. */
export interface RecordsPorts {
  /** Deletes what is older than so many days; without a number, than the site keeps. */
  readonly purge: (days: number | undefined) => Promise<Readonly<Record<string, number>>>
  /** The lines of an export, one JSON object each. */
  readonly exportLines: (format: ExportFormat) => AsyncIterable<string>
  readonly backup: (file: string) => Promise<void>
  readonly restore: (file: string) => Promise<void>
  readonly say: (text: string) => void
}

export const EXPORT_FORMATS = ['ndjson', 'fhir'] as const

/** `ndjson`: each record, feedback and outcome as it is kept; `fhir`: R4 resources. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

function toDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 0) throw new Error('--older-than: must be a whole number')
  return days
}

const isFormat = (text: string): text is ExportFormat =>
  EXPORT_FORMATS.some((format) => format === text)

/** Adds `records`: what a site does with what was recorded. */
export function addRecords(program: Command, ports: RecordsPorts): void {
  const { purge, exportLines, backup, restore, say } = ports
  const records = program
    .command('records')
    .description('delete, export, back up what was recorded')
  records
    .command('purge')
    .description('delete what is older than the site keeps (RECORDS_KEEP_DAYS)')
    .option('--older-than <days>', 'delete what is older than so many days', toDays)
    .action(async ({ olderThan }: { readonly olderThan?: number }) => {
      const gone = await purge(olderThan)
      say(
        Object.entries(gone)
          .map(([what, count]) => `${what}: ${String(count)} deleted`)
          .join('\n'),
      )
    })
  records
    .command('export')
    .description('print everything that was recorded, a JSON object a line')
    .option('--format <format>', EXPORT_FORMATS.join(' or '), 'ndjson')
    .action(async ({ format }: { readonly format: string }) => {
      if (!isFormat(format)) throw new Error(`--format: must be ${EXPORT_FORMATS.join(' or ')}`)
      for await (const line of exportLines(format)) say(line)
    })
  records
    .command('backup <file>')
    .description('copy the SQLite file while the service runs')
    .action((file: string) => backup(file))
  records
    .command('restore <file>')
    .description('put a copy in the place of the SQLite file, while the service does not run')
    .action((file: string) => restore(file))
}
