import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { toDatabase } from '../../src/records/store/database.ts'
import { temporaryFolder } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

describe('the SQLite dialect', () => {
  test("a select and a returning give their rows (Kysely's own dialect gives none on node:sqlite)", async () => {
    const database = await toDatabase({ kind: 'sqlite', file: ':memory:' }, frozenClock)
    await database.ping()
    expect((await sql`select 1 as one union all select 2`.execute(database.db)).rows).toEqual([
      { one: 1 },
      { one: 2 },
    ])
    const row = { hash: 'h', id: 'm', version: '1', definition: '{}' }
    const returned = await database.db
      .insertInto('risk_model')
      .values(row)
      .returning('id')
      .execute()
    expect(returned).toEqual([{ id: 'm' }])
    await database.close()
  })

  test('the file is written ahead to a log that is synced at every commit', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'a.sqlite')
    const database = await toDatabase({ kind: 'sqlite', file }, frozenClock)
    await database.ping()
    const { rows } = await sql`pragma journal_mode`.execute(database.db)
    const { rows: sync } = await sql`pragma synchronous`.execute(database.db)
    expect([rows, sync]).toEqual([[{ journal_mode: 'wal' }], [{ synchronous: 2 }]])
    await database.close()
  })

  test('while the file is busy the event loop goes on', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'a.sqlite')
    const database = await toDatabase({ kind: 'sqlite', file }, frozenClock)
    await database.ping()
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const row = { hash: 'h', id: 'm', version: '1', definition: '{}' }
    const turns = { count: 0 }
    const timer = setInterval(() => {
      turns.count += 1
      if (turns.count === 5) other.exec('commit')
    }, 1)
    await database.db.insertInto('risk_model').values(row).execute()
    clearInterval(timer)
    expect(turns.count).toBeGreaterThanOrEqual(5)
    other.close()
    await database.close()
  })
})
