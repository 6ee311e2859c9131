import { readRecordsConfig } from '../../base/config/records-config.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { DAY_MS } from '../../base/time.ts'
import { purgeRecords } from '../store/open-records.ts'
import { openDatabase } from './open-database.ts'

interface PurgeOptions {
  readonly olderThan?: number
}

function toDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 0) throw new Error('--older-than: must be a whole number')
  return days
}

async function run(terminal: Terminal, { olderThan }: PurgeOptions): Promise<void> {
  const { say, clock, environment } = terminal
  const days = olderThan ?? readRecordsConfig(environment).keepDays
  const database = await openDatabase(terminal)
  const before = new Date(clock.now() - days * DAY_MS).toISOString()
  const gone = await purgeRecords(database, before).finally(() => database.close())
  say(
    Object.entries(gone)
      .map(([what, count]) => `${what}: ${String(count)} deleted`)
      .join('\n'),
  )
}

/** `records purge`: deletes what is older than the site keeps. */
export const define: Define = (command, terminal) =>
  command
    .option('--older-than <days>', 'delete what is older than so many days', toDays)
    .action((options: PurgeOptions) => run(terminal, options))
