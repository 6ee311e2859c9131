import { Worker } from 'node:worker_threads'
import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { BaseSqliteDialect } from 'kysely-generic-sqlite'
import {
  GenericSqliteWorkerConnection,
  GenericSqliteWorkerDriver,
} from 'kysely-generic-sqlite/worker'
import { createNodeWorkerExecutor } from 'kysely-generic-sqlite/worker-helper-node'
import type { Salvaged } from './sqlite-file.ts'
import type { SqliteWorkerData } from './sqlite-worker.ts'

// As it is called where the code was compiled.
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

const WITHOUT_WARNING = ['--disable-warning=ExperimentalWarning']

class WorkerDriver extends GenericSqliteWorkerDriver<Worker, SqliteWorkerData> {
  /** Takes the write lock when a transaction begins: one that first reads could not get it later. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /**
   * Saves what was committed to a file that is not at its path any longer.
   *
   * @returns Nothing when nothing was lost, or nothing can be saved.
   */
  async salvage(): Promise<Salvaged | undefined> {
    const connection = this.conn
    if (!(connection instanceof GenericSqliteWorkerConnection)) return undefined
    // The thread may have ended, the disk may be full.
    return connection.request<Salvaged | undefined>('salvage').catch(() => undefined)
  }
}

/** A dialect with the one thing that SQLite's file needs beside statements. */
interface FileDialect {
  readonly dialect: BaseSqliteDialect
  readonly salvage: () => Promise<Salvaged | undefined>
}

/**
 * SQLite in a thread of its own, made for node:sqlite: Kysely's own dialect returns no rows on it.
 *
 * @param file - Path, or `:memory:`.
 */
export function sqliteDialect(file: string): FileDialect {
  const driver = new WorkerDriver(
    createNodeWorkerExecutor<SqliteWorkerData>({
      worker: () =>
        // Node's own switches are of the main script, not of this one.
        new Worker(new URL(`./sqlite-worker.${EXTENSION}`, import.meta.url), {
          execArgv: WITHOUT_WARNING,
        }),
      data: { file },
    }),
  )
  return { dialect: new BaseSqliteDialect(() => driver), salvage: () => driver.salvage() }
}
