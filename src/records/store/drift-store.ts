import type { Kysely } from 'kysely'
import type { DriftRecords } from '../drift-records.ts'
import { type GuidanceRecord, isBoardRecord } from '../guidance-record.ts'
import type { MeasuredValueRow, Tables } from './schema.ts'

/** The measured values of a record, under the protocol key of its centred predictor. */
export function toMeasuredValues(record: GuidanceRecord): readonly MeasuredValueRow[] {
  if (isBoardRecord(record) || record.protocolKey === undefined) return []
  const { service, patient, at, protocolKey: platform, readings } = record
  return readings.flatMap(({ predictor, value, unit }) =>
    value === undefined || unit === undefined || !(value > 0)
      ? []
      : [{ service, platform, predictor, patient, at, value }],
  )
}

/** Stores the measured values of records; a patient's first on a platform stays. */
export async function storeMeasuredValues(
  db: Kysely<Tables>,
  records: readonly GuidanceRecord[],
): Promise<void> {
  const rows = records.flatMap(toMeasuredValues)
  if (rows.length === 0) return
  await db
    .insertInto('measured_value')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['service', 'platform', 'predictor', 'patient']).doNothing(),
    )
    .execute()
}

async function valuesOf(db: Kysely<Tables>, services: readonly string[], since: string) {
  if (services.length === 0) return []
  const rows = await db
    .selectFrom('measured_value')
    .select(['platform', 'predictor', 'patient', 'at', 'value'])
    .where('service', 'in', services)
    .where('at', '>', since)
    .orderBy('at')
    .orderBy('patient')
    .execute()
  const known = new Set<string>()
  return rows.flatMap(({ patient, ...value }) => {
    // One patient is answered at several hooks.
    const key = JSON.stringify([value.platform, value.predictor, patient])
    if (known.has(key)) return []
    known.add(key)
    return [value]
  })
}

/** What is open of it may change from question to question. */
interface Database {
  readonly db: Kysely<Tables>
}

export const toDriftRecords = (database: Database): DriftRecords => ({
  ...toAlarms(database),
  ...toReviews(database),
  values: (services, since) => valuesOf(database.db, services, since),
  addProposal: async (proposal) => {
    const added = await database.db
      .insertInto('anchor_proposal')
      .values(proposal)
      .onConflict((conflict) => conflict.columns(['service', 'platform', 'patients']).doNothing())
      .returning('at')
      .execute()
    return added.length > 0
  },
})

const toAlarms = (database: Database): Pick<DriftRecords, 'alarms' | 'addAlarm'> => ({
  alarms: async (anchor) => {
    const rows = await database.db
      .selectFrom('drift_alarm')
      .select(['platform', 'predictor', 'at', 'direction'])
      .where('anchor', '=', anchor)
      .orderBy('at')
      .execute()
    return rows.map((row) => ({ ...row, direction: row.direction === 'up' ? 'up' : 'down' }))
  },
  addAlarm: async (anchor, alarm) => {
    const added = await database.db
      .insertInto('drift_alarm')
      .values({ anchor, ...alarm })
      .onConflict((conflict) =>
        conflict.columns(['anchor', 'platform', 'predictor', 'at']).doNothing(),
      )
      .returning('at')
      .execute()
    return added.length > 0
  },
})

const toReviews = (database: Database): Pick<DriftRecords, 'reviews' | 'addReview'> => ({
  reviews: (anchor) =>
    database.db
      .selectFrom('drift_review')
      .select(['platform', 'at', 'name', 'role', 'finding'])
      .where('anchor', '=', anchor)
      .orderBy('at')
      .execute(),
  addReview: async (anchor, review) => {
    await database.db
      .insertInto('drift_review')
      .values({ anchor, ...review })
      .execute()
  },
})
