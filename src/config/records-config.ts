import { dirname } from 'node:path'
import { z } from 'zod'

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
  /** The key of the pseudonyms, or the file that it is in. */
  readonly siteKey: string | undefined
  readonly siteKeyFile: string | undefined
  /** Where a key is made when none is given; none for a database in memory. */
  readonly madeKeyFile: string | undefined
}

/** The environment variables of the records. */
export const recordsVariables = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
    .optional(),
  DATA_DIR: z.string().min(1).optional(),
  RECORDS_FILE: z.string().min(1).optional(),
  RECORDS_WAIT_MS: z.coerce.number().int().min(1).max(10_000).default(50),
  RECORDS_KEEP_DAYS: z.coerce.number().int().min(1).max(36_500).default(730),
  SPOOL_DIR: z.string().min(1).optional(),
  SPOOL_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(256 * 1024 * 1024),
  SITE_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  SITE_KEY_FILE: z.string().min(1).optional(),
}

const schema = z.object(recordsVariables)

export type RecordsValues = z.output<typeof schema>

const IN_MEMORY = ':memory:'
const NONE = 'none'

const isPath = (file: string | undefined): file is string =>
  file !== undefined && file !== IN_MEMORY && file !== NONE

/** Where everything is that is kept: beside the file when nothing else is said. */
const folderOf = ({ DATA_DIR: folder, RECORDS_FILE: file }: RecordsValues) =>
  folder ?? (isPath(file) ? dirname(file) : 'data')

/** How records are kept; nothing where the operator wants none. The sandbox keeps them in memory. */
export function toRecordsConfig(
  values: RecordsValues,
  isSandbox: boolean,
): RecordsConfig | undefined {
  const { DATABASE_URL: databaseUrl, RECORDS_FILE: given } = values
  const folder = folderOf(values)
  const file = given ?? (isSandbox ? IN_MEMORY : `${folder}/records.sqlite`)
  if (file === NONE && databaseUrl === undefined) return undefined
  const isKept = databaseUrl !== undefined || file !== IN_MEMORY
  return {
    databaseUrl,
    file,
    spoolFolder: values.SPOOL_DIR ?? (isKept ? `${folder}/spool` : undefined),
    spoolMaxBytes: values.SPOOL_MAX_BYTES,
    waitMs: values.RECORDS_WAIT_MS,
    keepDays: values.RECORDS_KEEP_DAYS,
    siteKey: values.SITE_KEY,
    siteKeyFile: values.SITE_KEY_FILE,
    madeKeyFile: isKept ? `${folder}/site.key` : undefined,
  }
}

/** What the records' settings may not say together. */
export function recordsContradictions(values: RecordsValues): readonly string[] {
  const { DATABASE_URL, SITE_KEY, SITE_KEY_FILE } = values
  const hasKey = SITE_KEY !== undefined || SITE_KEY_FILE !== undefined
  return DATABASE_URL !== undefined && !hasKey
    ? ['SITE_KEY_FILE: with DATABASE_URL all processes need the same key, so it must be given']
    : []
}

/** The records' settings alone, for commands that start no service; never those of the sandbox. */
export function readRecordsConfig(
  environment: Readonly<Record<string, string | undefined>>,
): RecordsConfig | undefined {
  const given = Object.entries(environment).filter(([, value]) => value !== '')
  return toRecordsConfig(schema.parse(Object.fromEntries(given)), false)
}
