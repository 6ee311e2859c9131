import type { RecordPlace } from '../guidance-records.ts'
import { type Database, faultOf, isOutage, isRefusal } from './database.ts'
import type { Entry } from './entry.ts'
import { nameOfError } from '../../base/error-facts.ts'
import type { OnRecordsEvent } from './events.ts'
import { GroupWriter } from './group-writer.ts'
import { waitFor } from './wait-for.ts'
import { BatchReplay } from './replay.ts'
import { Spool, type SpoolOptions } from './spool.ts'
import { toLine } from './spool-lines.ts'
import { storeEntries } from './store-entries.ts'

interface DurableWritesOptions {
  readonly database: Database
  readonly spool: Spool | undefined
  /** Where spools of ended processes lie. */
  readonly spools: SpoolOptions | undefined
  /** How long an answer waits for the database. */
  readonly waitMs: number
  readonly onEvent: OnRecordsEvent
  /** Why the database could not be reached at the start, if so. */
  readonly awayBecause?: unknown
}

/** How long an answer waits for the spool, in multiples of the time it waits for the database. */
const SPOOL_WAIT_FACTOR = 5

/** Between two tries to reach a database that is away. */
const [FIRST_RETRY_MS, LAST_RETRY_MS] = [200, 5_000]

/** Between two looks for spools of processes that ended. */
const LOOK_AROUND_MS = 60_000

/** `fresh` holds the ids of what was not there yet, where that is known. */
interface WriteResult {
  readonly place: RecordPlace
  readonly fresh?: ReadonlySet<string>
}

/** The database failed, and the entries are not at fault. */
class AwayError extends Error {}

/**
 * Writes entries to the database in groups, or past a bound of time to the spool, and replays the
 * spool once the database takes something again.
 */
export class DurableWrites {
  readonly #options: DurableWritesOptions
  readonly #group: GroupWriter<Entry, ReadonlySet<string>>
  #hasFailed = false
  #retryMs = FIRST_RETRY_MS
  #timer: NodeJS.Timeout | undefined
  #due = Infinity
  #catchingUp: Promise<void> | undefined
  #isClosed = false
  #wasLost = false
  #areModelsDue = false
  /** What every record needs beside it, so that a file that is begun anew has it too. */
  readonly #models = new Map<string, Entry>()

  constructor(options: DurableWritesOptions) {
    this.#options = options
    this.#group = new GroupWriter((entries) => this.#storeGroup(entries))
    if (options.awayBecause === undefined) this.#schedule(0)
    else this.#goAway(options.awayBecause)
  }

  /** Whether the last write failed, or the write under way takes too long. */
  get isAway(): boolean {
    return this.#hasFailed || this.#group.groupAgeMs > this.#options.waitMs
  }

  /** Whether a SQLite file was lost since the start. */
  get wasLost(): boolean {
    return this.#wasLost
  }

  /** Never waits longer than for the database and then the spool. */
  async write(entry: Entry): Promise<WriteResult> {
    if (entry.kind === 'model') this.#models.set(entry.id, entry)
    let why = 'database away'
    if (!this.isAway) {
      const waited = await waitFor(this.#group.add(entry), this.#options.waitMs)
      if (waited.kind === 'done') return { place: 'stored', fresh: waited.value }
      why = waited.kind === 'late' ? 'database slow' : nameOfError(waited.error)
    }
    return this.#writeToSpool(entry, why)
  }

  async #storeGroup(entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const from = performance.now()
    const fresh = await this.#store(entries)
    const ms = performance.now() - from
    this.#options.onEvent({ kind: 'stored', entries: entries.length, ms })
    return fresh
  }

  /** @throws {AwayError} Unless the database refuses the entries: that is sorted out at the replay. */
  async #store(entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const { database } = this.#options
    try {
      return await storeEntries(database.db, entries)
    } catch (error) {
      if (isRefusal(error, database.kind)) throw error
      throw this.#goAway(error)
    }
  }

  #goAway(cause: unknown): AwayError {
    const { database, onEvent } = this.#options
    const fault = faultOf(cause, database.kind)
    if (!this.#hasFailed) onEvent({ kind: 'database-away', ...fault })
    this.#hasFailed = true
    this.#schedule(this.#retryMs)
    return new AwayError(fault.why, { cause })
  }

  async #writeToSpool(entry: Entry, why: string): Promise<WriteResult> {
    const { spool, waitMs, onEvent } = this.#options
    const what = entry.kind
    if (spool === undefined) {
      onEvent({ kind: 'unrecorded', what, why })
      return { place: 'unrecorded' }
    }
    const waited = await waitFor(spool.add(entry), waitMs * SPOOL_WAIT_FACTOR)
    this.#schedule(this.#retryMs)
    if (waited.kind === 'done') {
      onEvent({ kind: 'spooled', what })
      return { place: 'spooled' }
    }
    const spoolProblem = waited.kind === 'late' ? 'spool slow' : nameOfError(waited.error)
    onEvent({ kind: 'unrecorded', what, why: `${why}; ${spoolProblem}` })
    return { place: 'unrecorded' }
  }

  /** Replays after a time, or sooner if that was planned already. */
  #schedule(ms: number): void {
    const due = performance.now() + ms
    if (this.#isClosed || this.#catchingUp !== undefined || this.#due <= due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => {
      this.#due = Infinity
      this.#catchingUp = this.#catchUp().finally(() => {
        this.#catchingUp = undefined
        this.#schedule(this.#isCaughtUp ? LOOK_AROUND_MS : this.#retryMs)
      })
    }, ms)
    // A process that has nothing else to do may end: the spool stays.
    this.#timer.unref()
  }

  get #isCaughtUp(): boolean {
    return !this.#hasFailed && (this.#options.spool?.entries ?? 0) === 0
  }

  /** Tries the database and, when it is there, replays the spools. */
  async #catchUp(): Promise<void> {
    try {
      if (this.#hasFailed) await this.#renew()
      else await this.#ping()
      await this.#replayAll()
    } catch (error) {
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
      // A spool that cannot be read says nothing of the database.
      if (error instanceof AwayError) return
    }
    if (this.#hasFailed) this.#options.onEvent({ kind: 'database-back' })
    this.#hasFailed = false
    if (this.#isCaughtUp) this.#retryMs = FIRST_RETRY_MS
  }

  /**
   * Looks whether the database is what it was, no longer than an answer would wait: a file that was
   * lost is noticed though nobody writes.
   */
  async verify(): Promise<void> {
    if (this.isAway || this.#catchingUp !== undefined) return
    await waitFor(this.#ping(), this.#options.waitMs)
  }

  /** Opens a SQLite file anew that was lost, and puts into it what all records need. */
  async #renew(): Promise<void> {
    const { database, onEvent } = this.#options
    const { isNew, salvaged } = await database.renew().catch((error: unknown) => {
      throw this.#goAway(error)
    })
    if (isNew) {
      this.#wasLost = true
      this.#areModelsDue = true
      onEvent({ kind: 'file-lost', ...salvaged })
    }
    await this.#ping()
    if (!this.#areModelsDue) return
    await this.#store([...this.#models.values()])
    this.#areModelsDue = false
  }

  async #ping(): Promise<void> {
    try {
      await this.#options.database.ping()
    } catch (error) {
      throw this.#goAway(error)
    }
  }

  async #replayAll(): Promise<void> {
    const { spool, spools } = this.#options
    if (spool !== undefined && spool.entries > 0) await this.#replay(spool)
    if (spools === undefined) return
    for await (const abandoned of Spool.abandoned(spools))
      try {
        await this.#replay(abandoned)
      } finally {
        await abandoned.close()
      }
  }

  async #replay(spool: Spool): Promise<void> {
    const { database, onEvent } = this.#options
    const replay = new BatchReplay({
      store: (some) => storeEntries(database.db, some),
      isRefusal: (error) => isRefusal(error, database.kind),
      isThere: (error) => this.#isThere(error),
      toFailure: (error) => this.#goAway(error),
      reject: async (entry) => {
        await spool.reject(toLine(entry))
        onEvent({ kind: 'rejected' })
      },
    })
    const entries = await spool.replay(replay, (lost) =>
      onEvent({ kind: 'spool-lost', entries: lost }),
    )
    if (entries > 0) onEvent({ kind: 'replayed', entries })
  }

  /** Whether the database answers after an error, so that it may be the entry's doing. */
  async #isThere(error: unknown): Promise<boolean> {
    const { database } = this.#options
    if (isOutage(error, database.kind)) return false
    return database.ping().then(
      () => true,
      () => false,
    )
  }

  /** Resolves when what can be stored is stored; the rest waits in the spool for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#catchingUp
    await waitFor(this.#group.idle(), this.#options.waitMs * SPOOL_WAIT_FACTOR)
    await this.#options.spool?.close()
  }
}
