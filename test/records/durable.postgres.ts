import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { DatabaseAddress } from '../../src/records/store/database.ts'
import { type OpenRecords, openRecords } from '../../src/records/store/open-records.ts'
import type { RecordsEvent } from '../../src/records/store/events.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { until } from '../support/until.ts'
import { frozenClock } from '../support/clock.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

let server: TestPostgres
const folder = temporaryFolder()
const spools = { count: 0 }
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => {
  await server.stop()
  folder[Symbol.dispose]()
})

/** An answer waits a second for the database, and five for the spool. */
function open(url: string, events: RecordsEvent[] = []): Promise<OpenRecords> {
  spools.count += 1
  const address: DatabaseAddress = { kind: 'postgres', url }
  return openRecords({
    address,
    spool: { folder: `${folder.path}/${String(spools.count)}`, maxBytes: 10_000_000 },
    waitMs: 1_000,
    clock: frozenClock,
    onEvent: (event) => void events.push(event),
  })
}

const caughtUp = (records: OpenRecords) => () => {
  const { database, spool } = records.status()
  return database === 'up' && spool.entries === 0
}

describe('PostgreSQL in trouble', () => {
  test('it ends and starts again mid-load: every acknowledged record and feedback is there once', async () => {
    const records = await open(await server.newDatabase())
    const state = { isLoading: true }
    const acknowledged: string[] = []
    const load = async (worker: number) => {
      for (let i = 0; state.isLoading; i += 1) {
        const id = `w${String(worker)}-${String(i)}`
        const kept = await records.record(recordOf(id))
        // A 503 of a busy disk is no acknowledgement.
        const added = await records.add([feedbackOf(id)]).catch(() => undefined)
        if (kept !== 'unrecorded' && added !== undefined) acknowledged.push(id)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    }
    const loads = Promise.all([0, 1, 2, 3].map(load))
    await until(() => acknowledged.length > 50)
    await server.crash()
    const before = acknowledged.length
    await until(() => acknowledged.length > before + 50)
    await server.startAgain()
    await until(caughtUp(records))
    state.isLoading = false
    await loads
    await until(caughtUp(records))
    const stored = (await listOf(records.records({}))).map(({ id }) => id)
    const feedback = (await listOf(records.feedback({}))).map(({ card }) => card)
    for (const list of [stored, feedback]) {
      expect(acknowledged.filter((id) => !list.includes(id))).toEqual([])
      expect(new Set(list).size).toBe(list.length)
    }
    await records.close()
  })

  test('it hangs without a word: cards are answered within the bound, and stored when it goes on', async () => {
    const proxy = await startTcpProxy(server.port)
    const url = (await server.newDatabase()).replace(String(server.port), String(proxy.port))
    const records = await open(url)
    expect(await records.record(recordOf('before'))).toBe('stored')
    proxy.hang()
    for (const id of ['a', 'b', 'c']) expect(await records.record(recordOf(id))).toBe('spooled')
    expect(records.status()).toMatchObject({ database: 'away', spool: { entries: 3 } })
    proxy.goOn()
    await until(caughtUp(records))
    expect(await listOf(records.records({}))).toHaveLength(4)
    await records.close()
    await proxy.stop()
  })

  test('a process ends while it hangs, and what waits stays in the spool', async () => {
    const proxy = await startTcpProxy(server.port)
    const url = (await server.newDatabase()).replace(String(server.port), String(proxy.port))
    const records = await open(url)
    proxy.hang()
    expect(await records.record(recordOf('a'))).toBe('spooled')
    await records.close()
    expect(records.status().spool.entries).toBe(1)
    await proxy.stop()
  })

  test('it is away when a process starts: the process works, and catches up when it is there', async () => {
    const url = await server.newDatabase()
    await server.crash()
    const events: RecordsEvent[] = []
    const records = await open(url, events)
    expect(await records.record(recordOf('early'))).toBe('spooled')
    await server.startAgain()
    await until(caughtUp(records))
    expect(await records.find('early')).toBeDefined()
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['database-away', 'spooled', 'database-back', 'replayed']),
    )
    await records.close()
  })

  test('a database that does not exist stops the start', async () => {
    const url = (await server.newDatabase()).replace(/test_\d+$/, 'nowhere')
    await expect(open(url)).rejects.toThrow(/nowhere/)
  })

  test('what it refuses is put aside, and what comes with it is stored', async () => {
    const events: RecordsEvent[] = []
    const records = await open(await server.newDatabase(), events)
    // No place of the code makes such a record; a spool of another version might.
    const bad = recordOf('bad', { at: null as unknown as string })
    const kept = await Promise.all([bad, recordOf('good')].map(records.record))
    expect(kept).toEqual(['spooled', 'spooled'])
    await until(() => records.status().spool.entries === 0)
    expect(await records.find('good')).toBeDefined()
    expect(events).toContainEqual({ kind: 'rejected' })
    expect(records.status().database).toBe('up')
    await records.close()
  })

  test('what no code of the database foretells is put aside too, and storing goes on', async () => {
    const events: RecordsEvent[] = []
    const records = await open(await server.newDatabase(), events)
    // Longer than a row of an index may be, and not to be packed.
    const card = Array.from({ length: 250 }, (_, i) => hash('sha256', String(i))).join('')
    await Promise.all([records.add([feedbackOf(card)]), records.add([feedbackOf('neighbour')])])
    await records.record(recordOf('later'))
    await until(caughtUp(records))
    expect(await records.feedbackOf('neighbour')).toHaveLength(1)
    expect(await records.find('later')).toBeDefined()
    expect(events).toContainEqual({ kind: 'rejected' })
    expect(await records.record(recordOf('and after'))).toBe('stored')
    await records.close()
  })
})
