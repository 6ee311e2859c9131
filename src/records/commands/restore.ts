import type { Define } from '../../base/terminal/lazy-commands.ts'
import { restoreSqlite } from '../store/backup.ts'
import { sqliteFile } from './open-database.ts'

/** `records restore FILE`. */
export const define: Define = (command, { environment }) =>
  command.argument('<file>').action((copy: string) => restoreSqlite(copy, sqliteFile(environment)))
