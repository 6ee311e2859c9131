import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GuidanceRecords, RecordsStatus } from '../guidance-records.ts'
import type { PatientOutcome } from '../guidance-record.ts'
import type { Clock } from '../../base/time.ts'
import { Fault } from '../../base/fault.ts'
import { uniqueBy } from '../../base/lists.ts'
import { type Database, type DatabaseAddress, isAbsence, toDatabase } from './database.ts'
import { DurableWrites } from './durable-writes.ts'
import { type Entry, feedbackEntry, modelEntry, recordEntry } from './entry.ts'
import type { OnRecordsEvent } from './events.ts'
import { type ProcessLock, takeLock } from './process-lock.ts'
import { toDriftRecords } from './drift-store.ts'
import { toRecordReader } from './read-records.ts'
import { Spool, type SpoolOptions } from './spool.ts'
import { IN_MEMORY } from './sqlite-file.ts'

interface RecordsOptions {
  readonly address: DatabaseAddress
  /** Without a spool, what the database does not take in time is unrecorded. */
  readonly spool: SpoolOptions | undefined
  /** How long an answer waits for the database before it turns to the spool, in milliseconds. */
  readonly waitMs: number
  readonly clock: Clock
  readonly onEvent: OnRecordsEvent
}

/** The records and their database. */
export interface OpenRecords extends GuidanceRecords {
  readonly database: Database
}

/**
 * How long an answer waits at least for a database without a spool: there is nothing else that
 * could keep it, so that giving up sooner buys nothing.
 */
const WITHOUT_SPOOL_MS = 10_000

/** How long the end of a process waits for a database that may hang. */
const CLOSE_MS = 2_000

async function addOutcome({ db }: Database, outcome: PatientOutcome): Promise<number> {
  const happened = outcome.happened ? 1 : 0
  const { source, competing = null } = outcome
  const [result] = await db
    .insertInto('outcome')
    .values({ ...outcome, happened, competing })
    .onConflict((conflict) =>
      conflict
        .columns(['patient', 'date', 'definition'])
        .doUpdateSet({ happened, competing, source })
        .where((eb) =>
          eb.or([
            eb('outcome.happened', '!=', happened),
            eb(eb.fn.coalesce('outcome.competing', eb.val('')), '!=', competing ?? ''),
          ]),
        ),
    )
    .execute()
  return Number(result?.numInsertedOrUpdatedRows ?? 0)
}

/** @returns How many were new or changed. */
export async function addOutcomes(
  database: Database,
  outcomes: readonly PatientOutcome[],
): Promise<number> {
  let changed = 0
  for (const outcome of outcomes) changed += await addOutcome(database, outcome)
  return changed
}

/** @returns How many of each kind were deleted. */
export async function purgeRecords({ db }: Database, before: string) {
  const deletedBy = (result: { readonly numDeletedRows: bigint }) => Number(result.numDeletedRows)
  return db.transaction().execute(async (transaction) => ({
    records: deletedBy(
      await transaction.deleteFrom('guidance_record').where('at', '<', before).executeTakeFirst(),
    ),
    feedback: deletedBy(
      await transaction.deleteFrom('feedback').where('at', '<', before).executeTakeFirst(),
    ),
    values: deletedBy(
      await transaction.deleteFrom('measured_value').where('at', '<', before).executeTakeFirst(),
    ),
    outcomes: deletedBy(
      await transaction.deleteFrom('outcome').where('date', '<', before).executeTakeFirst(),
    ),
  }))
}

function lockOf(address: DatabaseAddress): ProcessLock | undefined {
  if (address.kind === 'postgres' || address.file === IN_MEMORY) return undefined
  mkdirSync(dirname(address.file), { recursive: true, mode: 0o700 })
  const lock = takeLock(`${address.file}.lock`)
  if (lock !== undefined) return lock
  throw new Error(
    `${address.file}: another process keeps its records there; several processes need PostgreSQL (DATABASE_URL)`,
  )
}

/**
 * @returns How many entries were new.
 * @throws {Fault} When an entry is safe nowhere.
 */
async function addFeedback(writes: DurableWrites, entries: readonly Entry[]): Promise<number> {
  const distinct = uniqueBy(entries, ({ id }) => id)
  const written = await Promise.all(distinct.map((entry) => writes.write(entry)))
  if (written.some(({ place }) => place === 'unrecorded'))
    throw new Fault('temporarily-unavailable', 'The feedback could not be stored.')
  return distinct.filter((entry, i) => written[i]?.fresh?.has(entry.id) ?? true).length
}

/** Why the database is away, if it is: with a spool nothing is lost meanwhile. */
async function reach(database: Database, mayBeAway: boolean): Promise<unknown> {
  try {
    await database.ping()
    return undefined
  } catch (error) {
    if (mayBeAway && isAbsence(error, database.kind)) return error
    throw error
  }
}

async function openWrites(database: Database, options: RecordsOptions): Promise<Writes> {
  const { spool: spools, onEvent } = options
  const waitMs = spools === undefined ? Math.max(options.waitMs, WITHOUT_SPOOL_MS) : options.waitMs
  const awayBecause = await reach(database, spools !== undefined)
  const spool = spools === undefined ? undefined : await Spool.open(spools)
  const writes = new DurableWrites({ database, spool, spools, waitMs, onEvent, awayBecause })
  return { writes, spool }
}

interface Writes {
  readonly writes: DurableWrites
  readonly spool: Spool | undefined
}

const statusOf = ({ kind }: Database, { writes, spool }: Writes): RecordsStatus => ({
  kind,
  database: writes.isAway ? 'away' : 'up',
  wasLost: writes.wasLost,
  spool: {
    entries: spool?.entries ?? 0,
    bytes: spool?.bytes ?? 0,
    maxBytes: spool?.maxBytes ?? 0,
    isFailing: spool?.isFailing ?? false,
  },
})

async function closeDatabase(database: Database): Promise<void> {
  // A database that hangs must not keep the process.
  await Promise.race([database.close(), sleep(CLOSE_MS, undefined, { ref: false })])
}

/**
 * Opens the records for the one process that writes to them. PostgreSQL may be away: then what
 * comes goes to the spool until it is there.
 *
 * @throws {Error} When another process writes to the same file, or the database or the spool cannot
 *   be used.
 */
export async function openRecords(options: RecordsOptions): Promise<OpenRecords> {
  const { address, clock } = options
  let lock = lockOf(address)
  const beforeRenewal = () => {
    // The lock's file may have gone with the folder.
    if (lock === undefined || lock.isInPlace()) return
    lock.release()
    lock = lockOf(address)
  }
  const database = await toDatabase(address, clock, { beforeRenewal })
  const opened = await openWrites(database, options).catch(async (error: unknown) => {
    await closeDatabase(database)
    lock?.release()
    throw error
  })
  const { writes } = opened
  return {
    ...toRecordReader(database),
    drift: toDriftRecords(database),
    database,
    record: async (record) => (await writes.write(recordEntry(record))).place,
    add: (feedback) => addFeedback(writes, feedback.map(feedbackEntry)),
    addModel: async (model) => (await writes.write(modelEntry(model))).place,
    addOutcomes: (outcomes) => addOutcomes(database, outcomes),
    purge: (before) => purgeRecords(database, before),
    status: () => statusOf(database, opened),
    verify: () => writes.verify(),
    close: async () => {
      await writes.close()
      await closeDatabase(database)
      lock?.release()
    },
  }
}
