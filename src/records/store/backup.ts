import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { takeLock } from './process-lock.ts'

function isWhole(file: string): boolean {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const row = db.prepare('pragma integrity_check').get()
    return row !== undefined && Object.values(row)[0] === 'ok'
  } catch {
    return false
  } finally {
    db.close()
  }
}

/**
 * Copies a SQLite file page by page while a service writes to it: the copy is of one moment.
 *
 * @throws {Error} When there is no such file, the copy exists already, or it is not whole.
 */
export async function backupSqlite(file: string, copy: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`${file}: there are no records`)
  if (existsSync(copy)) throw new Error(`${copy}: exists already`)
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    await backup(db, copy)
  } finally {
    db.close()
  }
  if (!isWhole(copy)) throw new Error(`${copy}: the copy is not whole`)
}

/**
 * Puts a copy in the place of a SQLite file. What was there stays beside it as `.before-restore`.
 *
 * @throws {Error} When a service uses the file, or the copy is not whole.
 */
export function restoreSqlite(copy: string, file: string): void {
  if (!existsSync(copy) || !isWhole(copy)) throw new Error(`${copy}: is not a whole copy`)
  const lock = takeLock(`${file}.lock`)
  if (lock === undefined) throw new Error(`${file}: a service uses it`)
  try {
    if (existsSync(file)) {
      // What its log holds goes into the file before it is put aside.
      const db = new DatabaseSync(file)
      db.exec('pragma wal_checkpoint(truncate)')
      db.close()
      renameSync(file, `${file}.before-restore`)
    }
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    copyFileSync(copy, file)
  } finally {
    lock.release()
  }
}
