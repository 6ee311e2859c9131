import type { Config } from '../base/config/config.ts'
import type { RecordsConfig } from '../base/config/records-config.ts'
import type { Logger } from '../base/telemetry/logger.ts'
import { type Clock, DAY_MS } from '../base/time.ts'
import type { ClientSettings } from '../hook/client-settings.ts'
import type { AnsweredCall } from '../hook/call.ts'
import type { FeedbackItem } from '../hook/protocol/feedback.ts'
import { toFeedbackRecords } from './feedback.ts'
import { toGuidanceRecords } from './guidance-record-making.ts'
import type { GuidanceRecord, ModelRecord } from './guidance-record.ts'
import { modelRecords, type Recorded, toOrigins } from './model-records.ts'
import type { OnRecordsEvent, RecordsEvent } from './store/events.ts'
import { openRecords, type OpenRecords } from './store/open-records.ts'
import { addressOf, pseudonymsOf } from './store/settings.ts'
import { forgetExpired } from './store/shared-state.ts'

function logFileLost(logger: Logger, { path }: Extract<RecordsEvent, { kind: 'file-lost' }>): void {
  if (path === undefined)
    logger.error({}, 'the file of the records was lost while it was open, and what was in it')
  else logger.error({ path }, 'the file of the records was lost while it was open; it was saved')
}

/** What an operator must know of; how often the rest happens is for the metrics. */
function logEvent(logger: Logger, event: RecordsEvent): void {
  const { kind, ...fields } = event
  if (kind === 'unrecorded') logger.error(fields, 'answered without a record')
  else if (kind === 'rejected') logger.error(fields, 'a spooled entry was put aside')
  else if (kind === 'spool-lost')
    logger.error(fields, 'files of the spool were removed, and their entries are lost')
  else if (kind === 'file-lost') logFileLost(logger, event)
  else if (kind === 'database-away') logger.error(fields, 'the database of the records is away')
  else if (kind === 'database-back') logger.info(fields, 'the database of the records is back')
  else if (kind === 'replayed') logger.info(fields, 'the spool was replayed')
}

/** How often what is too old is looked for. */
const PURGE_EVERY_MS = 60 * 60 * 1000

/** Deletes what is older than the site keeps, now and then every hour. */
function purgeRegularly(
  { purge, database }: OpenRecords,
  { keepDays }: RecordsConfig,
  clock: Clock,
  logger: Logger,
): () => void {
  const purgeOld = () => {
    const before = new Date(clock.now() - keepDays * DAY_MS).toISOString()
    forgetExpired(database, clock.now())
      .then(() => purge(before))
      .then(
        (gone) => logger.info({ ...gone }, 'old records were deleted'),
        () => logger.warn({}, 'old records were not deleted'),
      )
  }
  const timer = setInterval(purgeOld, PURGE_EVERY_MS).unref()
  return () => clearInterval(timer)
}

/** Something that is kept beside what was answered, and that changes nothing of the answer. */
export interface Companion {
  /** The model by which it is computed. */
  readonly model: ModelRecord
  readonly extend: (record: GuidanceRecord) => GuidanceRecord
}

/** What a record keeping is opened with. */
export interface RecordKeepingOptions {
  readonly catalog: Recorded
  readonly clock: Clock
  readonly newUuid: () => string
  readonly logger: Logger
  /** What else wants to know what happens to records: the metrics. */
  readonly onEvent?: OnRecordsEvent | undefined
  readonly companion?: Companion | undefined
}

/** The records of a process: what it keeps of calls and of feedback. */
export interface RecordKeeping {
  readonly records: OpenRecords
  /** Keeps what was answered before it is answered. */
  readonly keep: (answered: AnsweredCall) => Promise<void>
  /** Keeps feedback and says how much of it was new. */
  readonly takeFeedback: (
    service: string,
    items: readonly FeedbackItem[],
    client: ClientSettings,
  ) => Promise<number>
  /** How long an answer waits for the database. */
  readonly waitMs: number
  readonly close: () => Promise<void>
}

function openStore(config: RecordsConfig, options: RecordKeepingOptions): Promise<OpenRecords> {
  const { spoolFolder, spoolMaxBytes, waitMs } = config
  const { clock, logger, onEvent } = options
  return openRecords({
    address: addressOf(config),
    spool: spoolFolder === undefined ? undefined : { folder: spoolFolder, maxBytes: spoolMaxBytes },
    waitMs,
    clock,
    onEvent: (event) => {
      logEvent(logger, event)
      onEvent?.(event)
    },
  })
}

function toKeep(
  records: OpenRecords,
  config: RecordsConfig,
  { catalog, clock, newUuid, companion }: RecordKeepingOptions,
): RecordKeeping['keep'] {
  const pseudonym = pseudonymsOf(config)
  const originOf = toOrigins(catalog)
  const extend = companion?.extend ?? ((record) => record)
  return async ({ service, call, answered }) => {
    if (answered.length === 0) return
    const { request, client, stages } = call
    const made = toGuidanceRecords(answered, {
      service: service.entry.id,
      request,
      client,
      origin: originOf(service),
      now: clock.now(),
      timings: { ...Object.fromEntries(stages.took), total: stages.elapsedMs },
      newUuid,
      pseudonym,
    })
    await stages.during('record', Promise.all(made.map((record) => records.record(extend(record)))))
  }
}

/**
 * Opens the records as the configuration says.
 *
 * @throws {Error} When another process writes to the same file, or the database or the spool cannot
 *   be used.
 */
export async function openRecordKeeping(
  { records: config }: Pick<Config, 'records'>,
  options: RecordKeepingOptions,
): Promise<RecordKeeping | undefined> {
  const { catalog, clock, logger, companion } = options
  if (config === undefined) {
    logger.warn({}, 'no records are kept: nothing can be explained afterwards')
    return undefined
  }
  const records = await openStore(config, options)
  const models = [...modelRecords(catalog), ...(companion === undefined ? [] : [companion.model])]
  await Promise.all(models.map((model) => records.addModel(model)))
  const stopPurging = purgeRegularly(records, config, clock, logger)
  return {
    records,
    keep: toKeep(records, config, options),
    takeFeedback: (service, items, { id }) =>
      records.add(toFeedbackRecords(items, { service, client: id, now: clock.now() })),
    waitMs: config.waitMs,
    close: () => {
      stopPurging()
      return records.close()
    },
  }
}
