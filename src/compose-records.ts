import { addressOf, pseudonymsOf } from './records/store/settings.ts'
import { answerCall, languageFor } from './hook/answer.ts'
import { modelRecords, type Recorded, toOrigins } from './records/model-records.ts'
import type { Config } from './base/config/config.ts'
import type { RecordsConfig } from './base/config/records-config.ts'
import type { AnsweredCall, RecordOrigin } from './records/recorded-answer-making.ts'
import type { CallableService } from './hook/board.ts'
import { limitCards, type ShownCards } from './hook/limit-cards.ts'
import type { Answer } from './hook/answer-with-risk.ts'
import type { HookPorts } from './hook/ports.ts'
import { toFeedbackRecords } from './records/feedback.ts'
import { toGuidanceRecords } from './records/guidance-record-making.ts'
import type { AppOptions } from './server/http/app.ts'
import { type Clock, DAY_MS } from './base/time.ts'
import {
  forgetExpired,
  shareShownCards,
  shareSpentTokens,
  type SpentTokens,
} from './records/store/shared-state.ts'
import type { OnRecordsEvent, RecordsEvent } from './records/store/events.ts'
import { openRecords, type OpenRecords } from './records/store/open-records.ts'
import { type RateCounts, shareRateCounts } from './records/store/shared-rates.ts'
import { rememberShownCards } from './records/store/shown-cards.ts'
import type { Logger } from './base/telemetry/logger.ts'

/** What an operator must know of; how often the rest happens is for the metrics. */
function logEvent(logger: Logger, event: RecordsEvent): void {
  const { kind, ...fields } = event
  if (kind === 'unrecorded') logger.error(fields, 'answered without a record')
  else if (kind === 'rejected') logger.error(fields, 'a spooled entry was put aside')
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

/** The records of a process, and what they are made with. */
export interface RecordKeeping {
  readonly records: OpenRecords
  readonly pseudonym: AnsweredCall['pseudonym']
  readonly originOf: (service: CallableService) => RecordOrigin
  /** How long an answer waits for the database. */
  readonly waitMs: number
  readonly close: () => Promise<void>
}

/** What a record keeping is opened with. */
export interface RecordKeepingOptions {
  readonly catalog: Recorded
  readonly clock: Clock
  readonly logger: Logger
  /** What else wants to know what happens to records: the metrics. */
  readonly onEvent?: OnRecordsEvent | undefined
}

/**
 * Opens the records as the configuration says.
 *
 * @throws {Error} When another process writes to the same file, or the database or the spool cannot
 *   be used.
 */
export async function openRecordKeeping(
  { records: config }: Pick<Config, 'records'>,
  { catalog, clock, logger, onEvent }: RecordKeepingOptions,
): Promise<RecordKeeping | undefined> {
  if (config === undefined) {
    logger.warn({}, 'no records are kept: nothing can be explained afterwards')
    return undefined
  }
  const { spoolFolder, spoolMaxBytes, waitMs } = config
  const pseudonym = pseudonymsOf(config)
  const records = await openRecords({
    address: addressOf(config),
    spool: spoolFolder === undefined ? undefined : { folder: spoolFolder, maxBytes: spoolMaxBytes },
    waitMs,
    clock,
    onEvent: (event) => {
      logEvent(logger, event)
      onEvent?.(event)
    },
  })
  await Promise.all(modelRecords(catalog).map((one) => records.addModel(one)))
  const stopPurging = purgeRegularly(records, config, clock, logger)
  return {
    records,
    pseudonym,
    waitMs,
    originOf: toOrigins(catalog),
    close: () => {
      stopPurging()
      return records.close()
    },
  }
}

/** How much is remembered of what was shown: for a working day, and some 10 MB at the most. */
const SHOWN_CARDS = { maxCards: 50_000, forgetAfterMs: 12 * 60 * 60 * 1000 }

/** What is remembered from call to call. */
export interface SharedState {
  readonly shown: ShownCards
  readonly tokens: SpentTokens
  readonly callerCounts: RateCounts | undefined
  readonly close: () => void
}

/**
 * What is remembered from call to call: in memory where one process does all the work, in
 * PostgreSQL where there are several.
 */
export function toSharedState(
  keeping: RecordKeeping | undefined,
  own: SpentTokens,
  clock: Clock,
): SharedState {
  const shown = rememberShownCards({ clock, ...SHOWN_CARDS })
  if (keeping?.records.database.kind !== 'postgres')
    return { shown, tokens: own, callerCounts: undefined, close: () => undefined }
  const { records, waitMs } = keeping
  const isAway = () => records.status().database === 'away'
  const options = { database: records.database, clock, waitMs, isAway }
  const callerCounts = shareRateCounts(options)
  return {
    shown: shareShownCards(shown, SHOWN_CARDS.forgetAfterMs, options),
    tokens: shareSpentTokens(own, options),
    callerCounts,
    close: callerCounts.close,
  }
}

type Handlers = Pick<AppOptions, 'giveGuidance' | 'takeFeedback'>

/** Keeps what was answered before it is answered. */
async function recordAnswer(
  guidance: Answer,
  call: Omit<AnsweredCall, 'pseudonym'>,
  { records, pseudonym }: RecordKeeping,
): Promise<void> {
  const made = toGuidanceRecords(guidance, { ...call, pseudonym })
  await Promise.all(made.map((record) => records.record(record)))
}

/** Guidance and feedback as the HTTP edge calls them. */
export function toHandlers(
  ports: HookPorts,
  shown: ShownCards,
  keeping: RecordKeeping | undefined,
): Handlers {
  const { clock, digest, patientData: records, newUuid } = ports
  return {
    giveGuidance: async (service, request, { settings, stages, acceptLanguage }) => {
      const timed = {
        acquire: (...args: Parameters<typeof records.acquire>) =>
          stages.during('fetch', records.acquire(...args)),
      }
      const language = languageFor(service, acceptLanguage) ?? settings.language
      const found = await answerCall(
        service,
        request,
        { ...ports, patientData: timed },
        { settings, language },
      )
      const guidance = await limitCards(found, { request, settings, shown, digest })
      if (keeping === undefined || guidance.answered.length === 0) return guidance
      const timings = { ...Object.fromEntries(stages.took), total: stages.elapsedMs }
      const spokenTo = { ...settings, language }
      const now = clock.now()
      const by = { service: service.entry.id, origin: keeping.originOf(service) }
      const call = { ...by, request, settings: spokenTo, now, timings, newUuid }
      await stages.during('record', recordAnswer(guidance, call, keeping))
      return guidance
    },
    takeFeedback:
      keeping &&
      ((service, items, { id: client }) =>
        keeping.records.add(toFeedbackRecords(items, { service, client, now: clock.now() }))),
  }
}
