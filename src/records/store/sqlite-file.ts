import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A database that ends with its process. */
export const IN_MEMORY = ':memory:'

/** What can become of an open file: then what is committed is not what lies at its path. */
export const FILE_LOSSES = ['file-removed', 'file-replaced', 'file-truncated', 'log-lost'] as const

type FileLoss = (typeof FILE_LOSSES)[number]

/** The message is the kind of loss. */
class LostFileError extends Error {
  override readonly name = 'LostFileError'
}

/** What was saved of a file that was lost. */
export interface Salvaged {
  /** Where it is now: at the file's own path, or beside a file that took its place. */
  readonly path: string
}

interface Seen {
  readonly id: string
  readonly size: bigint
}

function look(path: string): Seen | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found && { id: `${String(found.dev)}:${String(found.ino)}`, size: found.size }
}

/** Makes a file, for its owner alone, and the folders above it. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** The first of `FILE.replaced`, `FILE.replaced-2`, ... that is free. */
function freeNameBeside(path: string): string {
  for (let i = 1; ; i += 1) {
    const name = `${path}.replaced${i === 1 ? '' : `-${String(i)}`}`
    if (!existsSync(name)) return name
  }
}

/**
 * An open SQLite file that is looked at after every statement: SQLite itself goes on writing to a
 * file that was removed, and all of it is gone when the last process closes it.
 */
export class SqliteFile {
  readonly db: DatabaseSync
  readonly #path: string
  #seen: readonly (Seen | undefined)[] = []
  #loss: FileLoss | undefined

  constructor(path: string) {
    this.#path = path
    if (path !== IN_MEMORY && !existsSync(path)) makeFile(path)
    const main = look(path)
    this.db = new DatabaseSync(path, { timeout: 5_000 })
    // What is acknowledged is on the disk: FULL syncs the log at every commit.
    this.db.exec('pragma journal_mode = wal; pragma synchronous = full;')
    if (path === IN_MEMORY) return
    // The first read opens the log and its index.
    this.db.prepare('select count(*) from sqlite_schema').get()
    this.#seen = [main, ...this.#beside.map(look)]
  }

  get #beside(): readonly string[] {
    return [`${this.#path}-wal`, `${this.#path}-shm`]
  }

  /** @throws {LostFileError} When what was opened is not what lies at the path. */
  check(): void {
    if (this.#path === IN_MEMORY) return
    this.#loss ??= this.#lossNow()
    if (this.#loss !== undefined) throw new LostFileError(this.#loss)
  }

  #lossNow(): FileLoss | undefined {
    const [main, ...beside] = [this.#path, ...this.#beside].map(look)
    const [mainBefore, ...besideBefore] = this.#seen
    if (main === undefined) return 'file-removed'
    if (main.id !== mainBefore?.id) return 'file-replaced'
    // Neither the file nor its log ever gets shorter while it is open.
    if (main.size < mainBefore.size) return 'file-truncated'
    const isLogThere = besideBefore.every((before, i) => {
      const now = beside[i]
      return before === undefined || (now?.id === before.id && now.size >= before.size)
    })
    if (!isLogThere) return 'log-lost'
    this.#seen = [main, ...beside]
    return undefined
  }

  /**
   * Saves what was committed to a file that was removed or replaced, before it is closed and gone:
   * at its path, or beside what lies there now.
   *
   * @returns Nothing when nothing was lost, or what was lost cannot be had again.
   */
  salvage(): Salvaged | undefined {
    const loss = this.#loss
    if (loss === undefined || loss === 'file-truncated') return undefined
    if (this.db.isTransaction) this.db.exec('rollback')
    this.db.exec('pragma wal_checkpoint(truncate)')
    if (loss === 'log-lost') return { path: this.#path }
    const copy = `${this.#path}.salvaged`
    rmSync(copy, { force: true })
    makeFile(copy)
    this.db.prepare('vacuum into ?').run(copy)
    sync(copy)
    const path = existsSync(this.#path) ? freeNameBeside(this.#path) : this.#path
    // A link never overwrites what somebody else puts there meanwhile.
    linkSync(copy, path)
    rmSync(copy)
    sync(dirname(path))
    return { path }
  }
}
