import { existsSync, openSync, closeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { BaseSqliteDialect } from 'kysely-generic-sqlite'
import { GenericSqliteWorkerDriver } from 'kysely-generic-sqlite/worker'
import { createNodeWorkerExecutor } from 'kysely-generic-sqlite/worker-helper-node'
import type { SqliteWorkerData } from './sqlite-worker.ts'

/** A database that ends with its process. */
export const IN_MEMORY = ':memory:'

// As it is called where the code was compiled.
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

const WITHOUT_WARNING = ['--disable-warning=ExperimentalWarning']

/** Takes the write lock when a transaction begins: one that first reads could not get it later. */
class WorkerDriver extends GenericSqliteWorkerDriver<Worker, SqliteWorkerData> {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** The file, for its owner alone. */
function makeFile(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
}

/**
 * SQLite in a thread of its own, made for node:sqlite: Kysely's own dialect returns no rows on it.
 *
 * @param file - Path, or {@link IN_MEMORY}.
 * @throws {Error} When the file cannot be made.
 */
export function sqliteDialect(file: string): BaseSqliteDialect {
  if (file !== IN_MEMORY) makeFile(file)
  return new BaseSqliteDialect(
    () =>
      new WorkerDriver(
        createNodeWorkerExecutor<SqliteWorkerData>({
          worker: () =>
            // Node's own switches are of the main script, not of this one.
            new Worker(new URL(`./sqlite-worker.${EXTENSION}`, import.meta.url), {
              execArgv: WITHOUT_WARNING,
            }),
          data: { file },
        }),
      ),
  )
}
