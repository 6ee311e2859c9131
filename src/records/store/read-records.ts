import type { Kysely } from 'kysely'
import type { FeedbackRecord } from '../feedback.ts'
import type { GuidanceRecord, PatientOutcome } from '../guidance-record.ts'
import type { RecordFilter, RecordReader } from '../guidance-records.ts'
import type { Tables } from './schema.ts'

const PAGE = 500

/** Sorts after every timestamp. */
const NEVER = '9999'

interface DocumentRow {
  readonly at: string
  readonly id: string
  readonly document: string
}

function readPage(
  db: Kysely<Tables>,
  table: 'guidance_record' | 'feedback',
  { from = '', until = NEVER, service, client }: RecordFilter,
  last: DocumentRow | undefined,
): Promise<readonly DocumentRow[]> {
  let query = db
    .selectFrom(table)
    .select(['at', 'id', 'document'])
    .where('at', '>=', last?.at ?? from)
    .where('at', '<', until)
  if (service !== undefined) query = query.where('service', '=', service)
  if (client !== undefined) query = query.where('client', '=', client)
  if (last !== undefined)
    query = query.where((where) => where.or([where('at', '>', last.at), where('id', '>', last.id)]))
  return query.orderBy('at').orderBy('id').limit(PAGE).execute()
}

/** Page by page: a cursor would hold a connection for as long as somebody reads. */
async function* readDocuments<Document>(
  db: Kysely<Tables>,
  table: 'guidance_record' | 'feedback',
  filter: RecordFilter,
): AsyncGenerator<Document> {
  let rows = await readPage(db, table, filter, undefined)
  while (rows.length > 0) {
    for (const { document } of rows) yield JSON.parse(document) as Document
    rows = rows.length < PAGE ? [] : await readPage(db, table, filter, rows.at(-1))
  }
}

/** @throws {TypeError} When the database holds another word. */
function competingOf(competing: string | null): Pick<PatientOutcome, 'competing'> {
  if (competing === null) return {}
  if (competing === 'death' || competing === 'transplant') return { competing }
  throw new TypeError('not a competing event')
}

async function* readOutcomes(
  db: Kysely<Tables>,
  { from = '', until = NEVER }: Pick<RecordFilter, 'from' | 'until'>,
): AsyncGenerator<PatientOutcome> {
  const rows = await db
    .selectFrom('outcome')
    .selectAll()
    .where('date', '>=', from)
    .where('date', '<', until)
    .orderBy('date')
    .orderBy('patient')
    .orderBy('definition')
    .execute()
  for (const { happened, competing, ...outcome } of rows)
    yield { ...outcome, happened: happened === 1, ...competingOf(competing) }
}

/** @param database - What is open of it may change from question to question. */
export function toRecordReader(database: { readonly db: Kysely<Tables> }): RecordReader {
  return {
    find: async (id) => {
      const query = database.db
        .selectFrom('guidance_record')
        .select('document')
        .where('id', '=', id)
      const row = await query.executeTakeFirst()
      return row === undefined ? undefined : (JSON.parse(row.document) as GuidanceRecord)
    },
    records: (filter) => readDocuments<GuidanceRecord>(database.db, 'guidance_record', filter),
    feedback: (filter) => readDocuments<FeedbackRecord>(database.db, 'feedback', filter),
    feedbackOf: async (card) => {
      const query = database.db.selectFrom('feedback').select('document').where('card', '=', card)
      const rows = await query.orderBy('at').orderBy('id').execute()
      return rows.map(({ document }) => JSON.parse(document) as FeedbackRecord)
    },
    findModel: (hash) =>
      database.db.selectFrom('risk_model').selectAll().where('hash', '=', hash).executeTakeFirst(),
    models: () =>
      database.db.selectFrom('risk_model').selectAll().orderBy('id').orderBy('version').execute(),
    outcomes: (filter = {}) => readOutcomes(database.db, filter),
  }
}
