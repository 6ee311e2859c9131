/** The thread that works on the SQLite file, so that a slow disk never blocks the event loop. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { createNodeOnMessageCallback } from 'kysely-generic-sqlite/worker-helper-node'

/** Passed to the thread when it starts. */
export interface SqliteWorkerData extends Record<string, unknown> {
  readonly file: string
}

const MOST_STATEMENTS = 100

function toPrepare(db: DatabaseSync): (text: string) => StatementSync {
  const prepared = new Map<string, StatementSync>()
  return (text) => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const statement = db.prepare(text)
    if (prepared.size >= MOST_STATEMENTS) prepared.clear()
    prepared.set(text, statement)
    return statement
  }
}

createNodeOnMessageCallback(({ file }: SqliteWorkerData) => {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  // What is acknowledged is on the disk: FULL syncs the log at every commit.
  db.exec('pragma journal_mode = wal; pragma synchronous = full;')
  const prepare = toPrepare(db)
  return {
    db,
    // Whether there are rows is asked of the statement: a guess by its text would lose some.
    query: (_isSelect, text, parameters) => {
      const statement = prepare(text)
      const values = parameters as SQLInputValue[]
      if (statement.columns().length > 0) return { rows: statement.all(...values) }
      const { changes } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes) }
    },
    close: () => db.close(),
  }
})
