import type { Kysely } from 'kysely'
import type { Entry } from './entry.ts'
import { storeMeasuredValues } from './drift-store.ts'
import type { FeedbackRow, GuidanceRecordRow, Tables } from './schema.ts'

/** PostgreSQL's text holds no NUL; JSON writes it as an escape. */
const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD')

const toRecordRow = ({
  id,
  record,
}: Extract<Entry, { readonly kind: 'record' }>): GuidanceRecordRow => ({
  id: withoutNul(id),
  at: record.at,
  service: record.service,
  client: record.client,
  patient: record.patient,
  document: JSON.stringify(record),
})

const toFeedbackRow = ({
  id,
  feedback,
}: Extract<Entry, { readonly kind: 'feedback' }>): FeedbackRow => ({
  id,
  at: feedback.receivedAt,
  service: feedback.service,
  client: feedback.client,
  card: withoutNul(feedback.card),
  document: JSON.stringify(feedback),
})

/** The ids of what was new. */
type Stored = Promise<readonly string[]>

async function storeRecords(db: Kysely<Tables>, entries: readonly Entry[]): Stored {
  const own = entries.filter((entry) => entry.kind === 'record')
  const rows = own.map(toRecordRow)
  if (rows.length === 0) return []
  // Before their records: what breaks off between the two is stored again with them.
  await storeMeasuredValues(
    db,
    own.map(({ record }) => record),
  )
  const insert = db.insertInto('guidance_record').values(rows)
  const stored = await insert
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute()
  return stored.map(({ id }) => id)
}

async function storeModels(db: Kysely<Tables>, entries: readonly Entry[]): Stored {
  const rows = entries.flatMap((entry) => (entry.kind === 'model' ? [entry.model] : []))
  if (rows.length === 0) return []
  const insert = db.insertInto('risk_model').values(rows)
  const stored = await insert
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .execute()
  return stored.map(({ hash }) => hash)
}

async function storeFeedback(db: Kysely<Tables>, entries: readonly Entry[]): Stored {
  const rows = entries.filter((entry) => entry.kind === 'feedback').map(toFeedbackRow)
  if (rows.length === 0) return []
  const insert = db.insertInto('feedback').values(rows)
  const stored = await insert
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute()
  return stored.map(({ id }) => id)
}

/**
 * Stores entries, each kind in one statement, which is one transaction. What is there already stays
 * as it is, so that the same entries may come again.
 *
 * @returns The ids of what was new.
 */
export async function storeEntries(
  db: Kysely<Tables>,
  entries: readonly Entry[],
): Promise<ReadonlySet<string>> {
  const models = await storeModels(db, entries)
  const records = await storeRecords(db, entries)
  return new Set([...models, ...records, ...(await storeFeedback(db, entries))])
}
