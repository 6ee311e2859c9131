import type { Entry } from './entry.ts'
import type { DatabaseFault } from './sqlite-faults.ts'

/** What happens to records, for metrics and the log. It holds nothing of a patient. */
export type RecordsEvent =
  | { readonly kind: 'stored'; readonly entries: number; readonly ms: number }
  | { readonly kind: 'spooled'; readonly what: Entry['kind'] }
  /** A card was answered, and its record is nowhere yet; or feedback was refused. */
  | { readonly kind: 'unrecorded'; readonly what: Entry['kind']; readonly why: string }
  | ({ readonly kind: 'database-away' } & DatabaseFault)
  /**
   * A SQLite file was lost while it was open, and another one is. `path` is where all of it was
   * saved to, if it was.
   */
  | { readonly kind: 'file-lost'; readonly path?: string }
  | { readonly kind: 'database-back' }
  | { readonly kind: 'replayed'; readonly entries: number }
  /** What no database will take was put aside. */
  | { readonly kind: 'rejected' }
  /** Files of the spool went before they were replayed. */
  | { readonly kind: 'spool-lost'; readonly entries: number }

export type OnRecordsEvent = (event: RecordsEvent) => void
