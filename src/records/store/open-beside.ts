import { existsSync } from 'node:fs'
import type { GuidanceRecords, RecordReader } from '../guidance-records.ts'
import type { Clock } from '../../base/time.ts'
import { Fault } from '../../base/fault.ts'
import { type DatabaseAddress, toDatabase } from './database.ts'
import { toDriftRecords } from './drift-store.ts'
import { addOutcomes } from './open-records.ts'
import { toRecordReader } from './read-records.ts'

/**
 * The records, opened beside the process that keeps them: to read them, and to add outcomes and
 * reviews.
 */
export interface RecordsBeside
  extends RecordReader, Pick<GuidanceRecords, 'addOutcomes' | 'drift'> {
  readonly close: () => Promise<void>
}

/**
 * Opens the records without the lock of the process that keeps them. SQLite lets others read while
 * it writes, and takes turns of writing.
 *
 * @throws {Fault} When there are none.
 */
export async function openRecordsBeside(
  address: DatabaseAddress,
  clock: Clock,
): Promise<RecordsBeside> {
  // Else an empty database would be made, and every question answered by "none".
  if (address.kind === 'sqlite' && !existsSync(address.file))
    throw new Fault('data-unavailable', `there are no records at ${address.file}`)
  const database = await toDatabase(address, clock)
  try {
    await database.ping()
  } catch (error) {
    await database.close()
    throw error
  }
  return {
    ...toRecordReader(database),
    drift: toDriftRecords(database),
    addOutcomes: (outcomes) => addOutcomes(database, outcomes),
    close: () => database.close(),
  }
}
