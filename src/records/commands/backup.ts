import type { Define } from '../../base/terminal/lazy-commands.ts'
import { backupSqlite } from '../store/backup.ts'
import { sqliteFile } from './open-database.ts'

/** `records backup FILE`. */
export const define: Define = (command, { environment }) =>
  command.argument('<file>').action((copy: string) => backupSqlite(sqliteFile(environment), copy))
