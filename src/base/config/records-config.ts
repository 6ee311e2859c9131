import { dirname } from 'node:path'
import type { Environment } from './environment.ts'
import { ConfigError, readSettings } from './read-settings.ts'
import type { Values } from './settings.ts'
import { RECORDS_SETTINGS } from './settings-records.ts'

/** How records are kept. */
export interface RecordsConfig {
  /** PostgreSQL, for several processes; else the file. */
  readonly databaseUrl: string | undefined
  /** The SQLite file; `:memory:` ends with the process. */
  readonly file: string
  /** Where records wait when the database is away; none for a database in memory. */
  readonly spoolFolder: string | undefined
  readonly spoolMaxBytes: number
  /** How long an answer waits for the database. */
  readonly waitMs: number
  /** After how many days records, feedback and outcomes are deleted. */
  readonly keepDays: number
  /** The key of the pseudonyms. */
  readonly siteKey: string | undefined
  /** Where a key is made when none is given; none for a database in memory. */
  readonly madeKeyFile: string | undefined
}

type RecordsValues = Pick<Values, keyof typeof RECORDS_SETTINGS>

const IN_MEMORY = ':memory:'
const NONE = 'none'

const isPath = (file: string | undefined): file is string =>
  file !== undefined && file !== IN_MEMORY && file !== NONE

/** Where everything is that is kept: beside the file when nothing else is said. */
const folderOf = ({ dataFolder, recordsFile }: RecordsValues) =>
  dataFolder ?? (isPath(recordsFile) ? dirname(recordsFile) : 'data')

/** How records are kept; nothing where the operator wants none. The sandbox keeps them in memory. */
export function toRecordsConfig(
  values: RecordsValues,
  isSandbox: boolean,
): RecordsConfig | undefined {
  const { databaseUrl } = values
  const folder = folderOf(values)
  const file = values.recordsFile ?? (isSandbox ? IN_MEMORY : `${folder}/records.sqlite`)
  if (file === NONE && databaseUrl === undefined) return undefined
  const isKept = databaseUrl !== undefined || file !== IN_MEMORY
  return {
    databaseUrl,
    file,
    spoolFolder: values.spoolFolder ?? (isKept ? `${folder}/spool` : undefined),
    spoolMaxBytes: values.spoolMaxBytes,
    waitMs: values.recordsWaitMs,
    keepDays: values.recordsKeepDays,
    siteKey: values.siteKey,
    madeKeyFile: isKept ? `${folder}/site.key` : undefined,
  }
}

const NAMES = Object.keys(RECORDS_SETTINGS) as readonly (keyof typeof RECORDS_SETTINGS)[]

/**
 * How the records are kept, for a command that starts no service; never as the sandbox keeps them.
 *
 * @throws {ConfigError} With every problem of the records' settings, or when none are kept.
 */
export function readRecordsConfig(environment: Environment): RecordsConfig {
  const config = toRecordsConfig(readSettings(NAMES, environment), false)
  if (config === undefined) throw new ConfigError('RECORDS_FILE=none: no records are kept')
  return config
}
