import { Kysely, sql } from 'kysely'
import type { Clock } from '../../base/time.ts'
import { codeOf, messageOf, nameOfError } from '../../base/error-facts.ts'
import { migrate, SchemaError } from './migrate.ts'
import { type Migration, MIGRATIONS } from './migrations.ts'
import type { DatabaseKind, Tables } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'
import { type DatabaseFault, isSqliteFault, sqliteFaultOf, withFile } from './sqlite-faults.ts'
import type { Salvaged } from './sqlite-file.ts'

export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string }

export interface Database {
  readonly kind: DatabaseKind
  /** What is open now: {@link Database.renew} opens another. */
  readonly db: Kysely<Tables>
  /**
   * Asks the database for a sign of life, and brings its tables up to date if nobody did yet.
   *
   * @throws {SchemaError} When its tables are for newer code only.
   * @throws {Error} When it cannot be reached; one of SQLite names the file and says what to do.
   */
  readonly ping: () => Promise<void>
  /**
   * Opens SQLite's file anew when what is open is of no use: its file was lost or its thread ended.
   * PostgreSQL's driver does as much by itself.
   */
  readonly renew: () => Promise<Renewal>
  readonly close: () => Promise<void>
}

/** What it took to have the database again. */
export interface Renewal {
  /** Whether what was open and in use is not any longer. */
  readonly isNew: boolean
  readonly salvaged?: Salvaged | undefined
}

interface Opened {
  readonly db: Kysely<Tables>
  readonly salvage: () => Promise<Salvaged | undefined>
}

async function toKysely(address: DatabaseAddress): Promise<Opened> {
  if (address.kind === 'sqlite') {
    const { dialect, salvage } = sqliteDialect(address.file)
    return { db: new Kysely<Tables>({ dialect }), salvage }
  }
  // The driver is loaded where it is used: SQLite needs none.
  const { postgresDialect } = await import('./postgres.ts')
  const dialect = postgresDialect(address.url)
  return { db: new Kysely<Tables>({ dialect }), salvage: () => Promise.resolve(undefined) }
}

/** A question that touches no table: it fails when the thread ended or the file was lost. */
async function answers(db: Kysely<Tables>): Promise<boolean> {
  try {
    await sql`select 1`.execute(db)
    return true
  } catch {
    return false
  }
}

interface DatabaseOptions {
  readonly migrations?: readonly Migration[]
  /** Called before SQLite's file is opened anew. */
  readonly beforeRenewal?: () => void
}

class OpenDatabase implements Database {
  readonly #address: DatabaseAddress
  readonly #clock: Clock
  readonly #options: DatabaseOptions
  #opened: Opened
  #isMigrated = false

  constructor(address: DatabaseAddress, clock: Clock, opened: Opened, options: DatabaseOptions) {
    this.#address = address
    this.#clock = clock
    this.#opened = opened
    this.#options = options
  }

  get kind(): DatabaseKind {
    return this.#address.kind
  }

  get db(): Kysely<Tables> {
    return this.#opened.db
  }

  async ping(): Promise<void> {
    try {
      await this.#signOfLife()
    } catch (error) {
      if (this.#address.kind === 'postgres' || error instanceof SchemaError) throw error
      throw withFile(error, this.#address.file)
    }
  }

  async #signOfLife(): Promise<void> {
    const { migrations = MIGRATIONS } = this.#options
    if (this.#isMigrated) await sql`select 1`.execute(this.db)
    else await migrate(this.db, this.kind, migrations, this.#clock)
    this.#isMigrated = true
  }

  async renew(): Promise<Renewal> {
    if (this.kind === 'postgres' || (await answers(this.db))) return { isNew: false }
    this.#options.beforeRenewal?.()
    const salvaged = await this.#opened.salvage()
    // The thread may have ended.
    await this.db.destroy().catch(() => undefined)
    const isNew = this.#isMigrated
    this.#isMigrated = false
    this.#opened = await toKysely(this.#address)
    return { isNew, salvaged }
  }

  close(): Promise<void> {
    return this.db.destroy()
  }
}

/** Connects to nothing yet: {@link Database.ping} does. */
export async function toDatabase(
  address: DatabaseAddress,
  clock: Clock,
  options: DatabaseOptions = {},
): Promise<Database> {
  return new OpenDatabase(address, clock, await toKysely(address), options)
}

/** What is wrong, in a word for the log. */
export const faultOf = (error: unknown, kind: DatabaseKind): DatabaseFault =>
  kind === 'sqlite' ? sqliteFaultOf(error) : { why: nameOfError(error) }

/**
 * Whether PostgreSQL is only away for now: it cannot be reached, or is starting. That it refuses
 * the user, the database or a statement is for a person to mend (SQLSTATE classes 28, 3D and 42).
 */
export function isAbsence(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite' || error instanceof SchemaError) return false
  return !/^(28|3D|42)/.test(codeOf(error))
}

/** Whether an error says that the database cannot be worked with now, whatever it is given. */
export function isOutage(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite') return isSqliteFault(error)
  // Without a SQLSTATE it is the connection's; class 08 is that too, 57P a server that ends.
  return !/^[0-9A-Z]{5}$/.test(codeOf(error)) || /^(08|57P)/.test(codeOf(error))
}

const CONSTRAINT = /constraint|datatype mismatch|too big/i

/**
 * Whether the database refused what it was given, so that it would refuse it again; else the
 * database itself is at fault.
 */
export function isRefusal(error: unknown, kind: DatabaseKind): boolean {
  if (kind === 'sqlite') return CONSTRAINT.test(messageOf(error))
  // Class 22 is data exceptions, class 23 integrity constraints.
  return /^2[23]...$/.test(codeOf(error))
}
