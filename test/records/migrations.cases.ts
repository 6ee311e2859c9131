import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type DatabaseAddress, toDatabase } from '../../src/records/store/database.ts'
import { type Migration, MIGRATIONS } from '../../src/records/store/migrations.ts'
import { SchemaError } from '../../src/records/store/migrate.ts'
import type { Engine } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

const next = (readableFrom: number, ...statements: readonly string[]): Migration => ({
  version: (MIGRATIONS.at(-1)?.version ?? 0) + 1,
  name: 'of a later version',
  readableFrom,
  statements,
})

/** Laws of migrations that hold on every database. */
export function migrationCases(startEngine: () => Engine | Promise<Engine>): void {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine()
  })
  afterAll(() => engine.stop())

  async function migrate(address: DatabaseAddress, migrations = MIGRATIONS) {
    const database = await toDatabase(address, frozenClock, { migrations })
    try {
      await database.ping()
      return await database.db.selectFrom('schema_version').selectAll().orderBy('version').execute()
    } finally {
      await database.close()
    }
  }

  describe('migrations', () => {
    test('each is applied once, however often the database is opened', async () => {
      const address = await engine.newDatabase()
      const first = await migrate(address)
      expect(first.map(({ version }) => version)).toEqual(MIGRATIONS.map(({ version }) => version))
      expect(await migrate(address)).toEqual(first)
    })

    test('processes that migrate at once do it one after the other', async () => {
      const address = await engine.newDatabase()
      const all = await Promise.all(Array.from({ length: 4 }, () => migrate(address)))
      for (const applied of all) expect(applied).toHaveLength(MIGRATIONS.length)
    })

    test('one that fails leaves nothing behind', async () => {
      const address = await engine.newDatabase()
      const broken = next(1, 'create table half (a text)', 'not sql')
      await expect(migrate(address, [...MIGRATIONS, broken])).rejects.toThrow()
      const database = await toDatabase(address, frozenClock)
      await database.ping()
      await expect(database.db.selectFrom('half' as never).execute()).rejects.toThrow()
      await database.close()
    })

    test('older code works on tables that newer code extended', async () => {
      const address = await engine.newDatabase()
      const column = "alter table guidance_record add column ward text default ''"
      await migrate(address, [...MIGRATIONS, next(1, column)])
      const database = await toDatabase(address, frozenClock)
      await database.ping()
      const row = { id: 'a', at: '2026', service: 's', client: 'c', patient: 'p', document: '{}' }
      await database.db.insertInto('guidance_record').values(row).execute()
      const found = await database.db.selectFrom('guidance_record').selectAll().execute()
      expect(found).toMatchObject([row])
      await database.close()
    })

    test('older code refuses tables from which newer code took away', async () => {
      const address = await engine.newDatabase()
      const later = next(MIGRATIONS.length + 1, 'alter table guidance_record drop column patient')
      await migrate(address, [...MIGRATIONS, later])
      await expect(migrate(address)).rejects.toThrow(SchemaError)
    })
  })
}
