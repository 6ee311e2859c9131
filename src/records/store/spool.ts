import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DurableFile, MovedFileError } from '../../base/durable-file.ts'
import type { Entry } from './entry.ts'
import { codeOf } from '../../base/error-facts.ts'
import { GroupWriter } from './group-writer.ts'
import { type ProcessLock, takeLock } from './process-lock.ts'
import { append, openSegment, type Segment, segmentNumber } from './segment.ts'
import { linesOf, readLine, toLine } from './spool-lines.ts'

export interface SpoolOptions {
  /** The folder of all spools: each process takes one of its own in it. */
  readonly folder: string
  readonly maxBytes: number
}

interface SealedSegment {
  readonly path: string
  readonly bytes: number
  readonly entries: number
}

export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError'
}

/** More than processes ever share a folder. */
const MOST_SPOOLS = 1_000

/** Lines that cannot be replayed are kept for a person to look at. */
const REJECTED = 'rejected.txt'

async function takeFolder(folder: string): Promise<ProcessLock | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return takeLock(join(folder, 'lock'))
}

async function sealedIn(
  folder: string,
): Promise<readonly (SealedSegment & { readonly number: number })[]> {
  const names = (await readdir(folder)).toSorted()
  const numbered = names.flatMap((name) => {
    const number = segmentNumber(name)
    return number === undefined ? [] : [{ path: join(folder, name), number }]
  })
  return Promise.all(
    numbered.map(async ({ path, number }) => {
      const [{ size }, text] = [await stat(path), await readFile(path, 'utf8')]
      return { path, number, bytes: size, entries: linesOf(text).length }
    }),
  )
}

/** Nothing when the file is not there any longer. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export type StoreBatch = (entries: readonly Entry[]) => Promise<void>

/** Who stores what is replayed, and may make up its mind about an entry only at the end. */
interface Replay {
  readonly store: StoreBatch
  readonly isSettled: boolean
  readonly settle: () => Promise<void>
}

/** Entries of one store call while replaying. */
const BATCH = 250

/**
 * Entries on a local disk that wait for their database: append-only files, each group of lines
 * synced before it is acknowledged, read back in the order in which they were written.
 */
export class Spool {
  readonly #folder: string
  readonly #maxBytes: number
  #lock: ProcessLock
  readonly #writer: GroupWriter<Entry, undefined>
  #sealed: readonly SealedSegment[]
  #number: number
  #current: Segment | undefined
  #appending: Promise<void> = Promise.resolve()
  #isFailing = false

  private constructor(
    folder: string,
    maxBytes: number,
    lock: ProcessLock,
    found: readonly (SealedSegment & { readonly number: number })[],
  ) {
    this.#folder = folder
    this.#maxBytes = maxBytes
    this.#lock = lock
    this.#sealed = found
    this.#number = found.at(-1)?.number ?? 0
    this.#writer = new GroupWriter((entries) => this.#write(entries))
  }

  /** The spools of processes that have ended, one at a time: to be replayed and closed. */
  static async *abandoned({ folder, maxBytes }: SpoolOptions): AsyncGenerator<Spool> {
    for (const name of (await readdir(folder)).filter((entry) => entry.startsWith('spool-'))) {
      const lock = takeLock(join(folder, name, 'lock'))
      if (lock === undefined) continue
      const own = join(folder, name)
      yield new Spool(own, maxBytes, lock, await sealedIn(own))
    }
  }

  /**
   * Takes the first spool of the folder that no living process holds, with what an earlier one left
   * in it.
   *
   * @throws {Error} When the folder cannot be used.
   */
  static async open({ folder, maxBytes }: SpoolOptions): Promise<Spool> {
    for (let i = 1; i <= MOST_SPOOLS; i += 1) {
      const own = join(folder, `spool-${String(i)}`)
      const lock = await takeFolder(own)
      if (lock === undefined) continue
      return new Spool(own, maxBytes, lock, await sealedIn(own))
    }
    throw new Error(`${folder}: all spools are in use`)
  }

  get entries(): number {
    return this.#files.reduce((sum, file) => sum + file.entries, 0)
  }

  get bytes(): number {
    return this.#files.reduce((sum, file) => sum + file.bytes, 0)
  }

  get maxBytes(): number {
    return this.#maxBytes
  }

  get isFailing(): boolean {
    return this.#isFailing
  }

  get #files(): readonly Pick<SealedSegment, 'bytes' | 'entries'>[] {
    if (this.#current === undefined) return this.#sealed
    const { file, entries } = this.#current
    return [...this.#sealed, { bytes: file.bytes, entries }]
  }

  /**
   * The entry is on the disk when this resolves.
   *
   * @throws {Error} When it is not.
   */
  async add(entry: Entry): Promise<void> {
    await this.#writer.add(entry)
  }

  async #write(entries: readonly Entry[]): Promise<undefined> {
    const lines = entries.map(toLine)
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
    if (this.bytes + size > this.#maxBytes) throw new SpoolFullError('the spool is full')
    const written = this.#append(lines)
    this.#appending = written.catch(() => undefined)
    await written
    return undefined
  }

  async #append(lines: readonly string[]): Promise<void> {
    try {
      this.#current ??= await this.#begin()
      await append(this.#current, lines)
      this.#isFailing = false
    } catch (error) {
      this.#isFailing = true
      if (error instanceof MovedFileError) await this.#carryOver()
      else await this.#seal()
      throw error
    }
  }

  /** Begins a file, in a folder that is made again where it went. */
  async #begin(): Promise<Segment> {
    if (!this.#lock.isInPlace()) {
      this.#lock.release()
      const lock = await takeFolder(this.#folder)
      if (lock === undefined) throw new Error(`${this.#folder}: another process uses it`)
      this.#lock = lock
    }
    return openSegment(this.#folder, (this.#number += 1))
  }

  /** Writes what a file holds that was removed or replaced into another one. */
  async #carryOver(): Promise<void> {
    const moved = this.#current
    if (moved === undefined) return
    const text = await moved.file.read()
    const segment = await this.#begin()
    try {
      await segment.file.append(text)
    } catch (error) {
      // It is tried again with the next entry.
      await segment.file.close()
      await rm(segment.file.path, { force: true })
      throw error
    }
    this.#current = { file: segment.file, entries: moved.entries }
    await moved.file.close()
  }

  async #untilAppended(): Promise<void> {
    let last: Promise<void> | undefined
    while (last !== this.#appending) {
      last = this.#appending
      await last
    }
  }

  /** Closes the file that is written to; the next entry begins another. */
  async #seal(): Promise<void> {
    const segment = this.#current
    if (segment === undefined) return
    this.#current = undefined
    const { file, entries } = segment
    const { path, bytes } = file
    if (entries > 0) this.#sealed = [...this.#sealed, { path, bytes, entries }]
    await file.close()
    // A full disk must not fill with empty files.
    if (entries === 0) await rm(path, { force: true })
  }

  /**
   * Hands everything to the database, file by file; a file goes once all of it is stored or put
   * aside. What comes meanwhile goes into another.
   *
   * @param onMissing - Told when a file went before it was replayed, and how many entries with it.
   * @returns How many entries were handed over.
   * @throws {Error} What the replay throws; what it did not take stays.
   */
  async replay(replay: Replay, onMissing: (entries: number) => void): Promise<number> {
    await this.#untilAppended()
    await this.#seal()
    let count = 0
    let replayed: readonly SealedSegment[] = []
    for (const file of this.#sealed) {
      const text = await textOf(file.path)
      if (text === undefined) onMissing(file.entries)
      else count += await this.#replayText(text, replay.store.bind(replay))
      replayed = [...replayed, file]
      if (!replay.isSettled) continue
      await this.#remove(replayed)
      replayed = []
    }
    await replay.settle()
    await this.#remove(replayed)
    return count
  }

  async #remove(files: readonly SealedSegment[]): Promise<void> {
    for (const file of files) {
      await rm(file.path, { force: true })
      this.#sealed = this.#sealed.filter((sealed) => sealed !== file)
    }
  }

  async #replayText(text: string, store: StoreBatch): Promise<number> {
    const read = linesOf(text).map((line) => ({ line, entry: readLine(line) }))
    for (const { line } of read.filter(({ entry }) => entry === undefined)) await this.reject(line)
    const entries = read.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
    for (let i = 0; i < entries.length; i += BATCH) await store(entries.slice(i, i + BATCH))
    return entries.length
  }

  /** Puts a line aside that no database will ever take. */
  async reject(line: string): Promise<void> {
    const rejected = await DurableFile.open(join(this.#folder, REJECTED))
    try {
      await rejected.append(`${line.trimEnd()}\n`)
    } finally {
      await rejected.close()
    }
  }

  /** What is in the spool stays for the next process. */
  async close(): Promise<void> {
    await this.#writer.idle()
    await this.#seal()
    this.#lock.release()
  }
}
