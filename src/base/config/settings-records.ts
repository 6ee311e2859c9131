import { z } from 'zod'
import { setting, text, wholeNumber } from './setting.ts'

/** Where what was said is kept (docs/run.md). */
export const RECORDS_SETTINGS = {
  databaseUrl: setting(
    'DATABASE_URL',
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
      .optional(),
    {
      about: 'PostgreSQL for the records, which several processes may share.',
      otherwise: 'SQLite in RECORDS_FILE',
      isSecret: true,
    },
  ),
  dataFolder: setting('DATA_DIR', text.optional(), {
    about: 'Folder of everything that is kept: records, spool, made key.',
    otherwise: 'the folder of RECORDS_FILE, else `data`',
    example: '/data',
  }),
  recordsFile: setting('RECORDS_FILE', text.optional(), {
    about: 'SQLite file of the records; `:memory:` ends with the process, `none` keeps nothing.',
    otherwise: '`:memory:` with the sandbox, else `records.sqlite` in DATA_DIR',
    example: '/data/records.sqlite',
  }),
  recordsWaitMs: setting('RECORDS_WAIT_MS', wholeNumber(1, 10_000).default(50), {
    about: 'How long an answer waits for the database, before its record goes to the spool.',
    unit: 'ms',
  }),
  recordsKeepDays: setting('RECORDS_KEEP_DAYS', wholeNumber(1, 36_500).default(730), {
    about: 'Records, feedback and outcomes are deleted after so many days.',
    unit: 'd',
  }),
  spoolFolder: setting('SPOOL_DIR', text.optional(), {
    about: 'Where records wait while the database is away: a volume that outlives the process.',
    otherwise: '`spool` in DATA_DIR; none for a database in memory',
    example: '/data/spool',
  }),
  spoolMaxBytes: setting('SPOOL_MAX_BYTES', wholeNumber(1_000, 1e12).default(256 * 1024 * 1024), {
    about: 'The most that waits there.',
    unit: 'B',
  }),
  siteKey: setting('SITE_KEY', z.string().min(16, 'must have at least 16 characters').optional(), {
    about: 'Key of the pseudonyms in the records.',
    otherwise: 'made once, in `site.key` in DATA_DIR; with DATABASE_URL it must be given',
    isSecret: true,
  }),
} as const
