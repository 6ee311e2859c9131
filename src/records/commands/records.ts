import { addCommands, command, type Define } from '../../base/terminal/lazy-commands.ts'

/** `records`: what a site does with what was recorded. */
export const define: Define = (records, terminal) =>
  addCommands(records, terminal, [
    command(
      'purge [options]',
      'delete what is older than the site keeps (RECORDS_KEEP_DAYS)',
      () => import('./purge.ts'),
    ),
    command(
      'export [options]',
      'print everything that was recorded, a JSON object a line',
      () => import('./export.ts'),
    ),
    command(
      'backup <file>',
      'copy the SQLite file while the service runs',
      () => import('./backup.ts'),
    ),
    command(
      'restore <file>',
      'put a copy in the place of the SQLite file, while the service does not run',
      () => import('./restore.ts'),
    ),
  ])
