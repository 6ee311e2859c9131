import { z } from 'zod'
import { setting, text, wholeNumber } from './setting.ts'

/** Where what was said is kept, and for how long (docs/operations.md). */
export const RECORDS_SETTINGS = {
  databaseUrl: setting(
    'DATABASE_URL',
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
      .optional(),
    {
      about: 'PostgreSQL, for several processes that share one database.',
      otherwise: 'SQLite, in RECORDS_FILE',
      isSecret: true,
    },
  ),
  dataFolder: setting('DATA_DIR', text.optional(), {
    about: 'Folder of everything that is kept on this machine.',
    otherwise: 'that of RECORDS_FILE, else `data`',
    example: '/data',
  }),
  recordsFile: setting('RECORDS_FILE', text.optional(), {
    about:
      'The SQLite file of the records, for one process; `:memory:` ends with it; `none` keeps none.',
    otherwise: '`:memory:` with the sandbox, else `records.sqlite` in DATA_DIR',
    example: '/data/records.sqlite',
  }),
  recordsWaitMs: setting('RECORDS_WAIT_MS', wholeNumber(1, 10_000).default(50), {
    about: 'How long an answer waits for the database before its record goes to the spool.',
    unit: 'ms',
  }),
  recordsKeepDays: setting('RECORDS_KEEP_DAYS', wholeNumber(1, 36_500).default(730), {
    about: 'After how many days records, feedback and outcomes are deleted.',
    unit: 'days',
  }),
  spoolFolder: setting('SPOOL_DIR', text.optional(), {
    about: 'Where records wait while the database is away: on a volume that stays.',
    otherwise: '`spool` in DATA_DIR; none for a database in memory',
    example: '/data/spool',
  }),
  spoolMaxBytes: setting(
    'SPOOL_MAX_BYTES',
    wholeNumber(1_000, Number.MAX_SAFE_INTEGER).default(256 * 1024 * 1024),
    { about: 'How much may wait there.', unit: 'bytes' },
  ),
  siteKey: setting('SITE_KEY', z.string().min(16, 'must have at least 16 characters').optional(), {
    about: 'Key of the pseudonyms in the records, the same for all processes.',
    otherwise: 'made once, `site.key` in DATA_DIR; needed with DATABASE_URL',
    isSecret: true,
  }),
} as const
