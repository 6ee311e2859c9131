import { messageOf, nameOfError } from '../../base/error-facts.ts'
import { FILE_LOSSES } from './sqlite-file.ts'

/** What is wrong with a database, for the log: nothing of a patient is in it. */
export interface DatabaseFault {
  readonly why: string
  /** What the operator should do, where that is known. */
  readonly advice?: string
}

const RESTORE =
  'Stop the service, keep the file for inspection, and put a copy back (npx tace-cds records restore COPY), or move the file away to begin anew. What is answered meanwhile waits in the spool.'

const FAULTS: readonly (DatabaseFault & { readonly told: RegExp })[] = [
  {
    told: /malformed|not a database|unsupported file format/,
    why: 'file-damaged',
    advice: RESTORE,
  },
  { told: /disk is full/, why: 'disk-full', advice: 'Make room on its disk.' },
  { told: /disk I\/O error/, why: 'disk-error', advice: 'Look after its disk.' },
  {
    told: /readonly|read-only/,
    why: 'file-read-only',
    advice: 'Let the user of the service write to it and to its folder.',
  },
  {
    told: /unable to open database file|EACCES|EPERM/,
    why: 'file-not-opened',
    advice: 'Let the user of the service read and write it and its folder.',
  },
  { told: /locked|busy/, why: 'file-locked', advice: 'Another program holds it.' },
  ...FILE_LOSSES.map((loss) => ({ told: new RegExp(`^${loss}$`), why: loss })),
  { told: /^Worker /, why: 'thread-ended' },
]

/** An error of SQLite that names its file, and says what to do. */
class SqliteError extends Error {
  override readonly name = 'SqliteError'
}

function knownFaultOf(error: unknown) {
  const message = messageOf(error instanceof SqliteError ? error.cause : error)
  return FAULTS.find(({ told }) => told.test(message))
}

/** Whether it is a matter of the file, its disk or its thread, whatever it was given. */
export const isSqliteFault = (error: unknown): boolean => knownFaultOf(error) !== undefined

/** What SQLite's words mean. */
export function sqliteFaultOf(error: unknown): DatabaseFault {
  const known = knownFaultOf(error)
  if (known === undefined) return { why: nameOfError(error) }
  const { why, advice } = known
  return { why, ...(advice === undefined ? {} : { advice }) }
}

/** An error that names its file, and says what to do. */
export function withFile(error: unknown, file: string): Error {
  const { advice = '' } = sqliteFaultOf(error)
  return new SqliteError(`${file}: ${messageOf(error)}. ${advice}`.trim(), { cause: error })
}
