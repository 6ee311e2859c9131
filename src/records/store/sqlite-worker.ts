/** The thread that works on the SQLite file, so that a slow disk never blocks the event loop. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { createNodeOnMessageCallback } from 'kysely-generic-sqlite/worker-helper-node'
import { SqliteFile } from './sqlite-file.ts'

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

function runOn(statement: StatementSync, values: SQLInputValue[]) {
  // Whether there are rows is asked of the statement: a guess by its text would lose some.
  if (statement.columns().length > 0) return { rows: statement.all(...values) }
  const { changes } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes) }
}

createNodeOnMessageCallback(
  ({ file }: SqliteWorkerData) => {
    const opened = new SqliteFile(file)
    const { db } = opened
    const prepare = toPrepare(db)
    return {
      db: opened,
      query: (_isSelect, text, parameters) => {
        const result = runOn(prepare(text), parameters as SQLInputValue[])
        opened.check()
        return result
      },
      close: () => db.close(),
    }
  },
  // The one request beside statements: to save what can be saved of a lost file.
  ({ db: opened }) => opened.salvage(),
)
