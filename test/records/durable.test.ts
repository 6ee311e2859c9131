import { join } from 'node:path'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Clock, toInstant } from '../../src/base/time.ts'
import { type OpenRecords, openRecords } from '../../src/records/store/open-records.ts'
import type { RecordsEvent } from '../../src/records/store/events.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { timed, until } from '../support/until.ts'
import { NOW } from '../support/clock.ts'

let folder: ReturnType<typeof temporaryFolder>
let events: RecordsEvent[]
beforeEach(() => {
  folder = temporaryFolder()
  events = []
})
afterEach(() => folder[Symbol.dispose]())

const fileIn = () => join(folder.path, 'records.sqlite')
const spoolIn = () => join(folder.path, 'spool')
const time = { now: NOW }
const clock: Clock = { now: () => time.now }

/**
 * An answer waits so long for the database, which here never answers, and five times as long for
 * the spool, which does: time enough for a busy disk.
 */
const WAIT_MS = 1_000

const open = (maxBytes = 10_000_000, waitMs = WAIT_MS, hasSpool = true): Promise<OpenRecords> =>
  openRecords({
    address: { kind: 'sqlite', file: fileIn() },
    spool: hasSpool ? { folder: spoolIn(), maxBytes } : undefined,
    waitMs,
    clock,
    onEvent: (event) => void events.push(event),
  })

/** A program that holds the file's write lock, so that nothing can be stored. */
function blocked(): { readonly release: () => void } {
  const other = new DatabaseSync(fileIn())
  other.exec('begin immediate')
  return {
    release: () => {
      other.exec('commit')
      other.close()
    },
  }
}

const kinds = () => events.map(({ kind }) => kind)

describe('a database that does not answer', () => {
  test('a card is kept in the spool, and in the database once it answers, each once and in order', async () => {
    const records = await open()
    const block = blocked()
    const ids = Array.from({ length: 30 }, (_, i) => `r${String(i).padStart(2, '0')}`)
    for (const id of ids) expect(await records.record(recordOf(id))).toBe('spooled')
    expect(records.status()).toMatchObject({ database: 'away', spool: { entries: 30 } })
    block.release()
    await until(() => records.status().spool.entries === 0)
    expect((await listOf(records.records({}))).map(({ id }) => id)).toEqual(ids)
    expect(records.status().database).toBe('up')
    expect(kinds()).toContain('replayed')
    await records.close()
  })

  test('while it is away nobody waits for it again', async () => {
    const records = await open(10_000_000, 2_000)
    const block = blocked()
    await records.record(recordOf('first'))
    const { ranMs } = await timed(() =>
      Promise.all(['a', 'b', 'c'].map((id) => records.record(recordOf(id)))),
    )
    expect(ranMs).toBeLessThan(2_000)
    block.release()
    await records.close()
  })

  test('what is in the spool when the process ends is in the database after the next start', async () => {
    const first = await open()
    const block = blocked()
    expect(await first.record(recordOf('a'))).toBe('spooled')
    expect(await first.add([feedbackOf('a')])).toBe(1)
    // The database never answers before the end.
    const closing = first.close()
    await closing
    block.release()
    const second = await open()
    await until(async () => (await second.feedbackOf('a')).length === 1)
    expect(await second.find('a')).toBeDefined()
    await second.close()
  })

  test('feedback is kept in the spool too, and is joined to its card afterwards', async () => {
    const records = await open()
    const block = blocked()
    await records.record(recordOf('card'))
    expect(await records.add([feedbackOf('card'), feedbackOf('card')])).toBe(1)
    block.release()
    await until(() => records.status().spool.entries === 0)
    expect(await records.feedbackOf('card')).toHaveLength(1)
    await records.close()
  })
})

describe('a database without a spool, as the sandbox has it,', () => {
  test.each([1, 50])(
    'is waited for, and nothing is lost, though it takes longer than %s ms',
    async (waitMs) => {
      const records = await open(undefined, waitMs, false)
      const block = blocked()
      const kept = Promise.all([
        records.record(recordOf('card')),
        records.add([feedbackOf('card'), feedbackOf('another')]),
      ])
      await sleep(2 * waitMs)
      block.release()
      expect(await kept).toEqual(['stored', 2])
      expect(kinds()).not.toContain('unrecorded')
      await records.close()
    },
  )
})

describe('a spool that takes nothing either', () => {
  test('the card is answered all the same and counted as unrecorded', async () => {
    const records = await open(500)
    const block = blocked()
    expect(await records.record(recordOf('a'))).toBe('unrecorded')
    expect(events).toContainEqual({
      kind: 'unrecorded',
      what: 'record',
      why: 'database slow; SpoolFullError',
    })
    block.release()
    await records.close()
  })

  test('feedback is refused as temporarily unavailable, and taken once there is room', async () => {
    const records = await open(1_000)
    const block = blocked()
    await records.record(recordOf('big'))
    const many = Array.from({ length: 4 }, (_, i) => feedbackOf(`card-${String(i)}`))
    await expect(records.add(many)).rejects.toMatchObject({ code: 'temporarily-unavailable' })
    block.release()
    await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    await records.add(many)
    for (const { card } of many) expect(await records.feedbackOf(card)).toHaveLength(1)
    await records.close()
  })

  test('a spool whose folder went is told, and works again in a new process', async () => {
    const records = await open()
    rmSync(join(spoolIn(), 'spool-1'), { recursive: true })
    writeFileSync(join(spoolIn(), 'spool-1'), 'a file')
    const block = blocked()
    expect(await records.record(recordOf('a'))).toBe('unrecorded')
    expect(records.status().spool.isFailing).toBe(true)
    block.release()
    await records.close()
    rmSync(join(spoolIn(), 'spool-1'))
    mkdirSync(spoolIn(), { recursive: true })
    const again = await open(10_000_000, 10_000)
    expect(await again.record(recordOf('b'))).toBe('stored')
    await again.close()
  })
})

describe('a clock that is set back', () => {
  test('nothing is lost, and time bounds are kept', async () => {
    const records = await open()
    time.now = NOW
    await records.record(recordOf('before'))
    await until(async () => (await records.find('before')) !== undefined)
    time.now = toInstant(NOW - 3_600_000)
    const block = blocked()
    expect(await records.record(recordOf('after'))).toBe('spooled')
    block.release()
    await until(() => records.status().spool.entries === 0)
    expect(await listOf(records.records({}))).toHaveLength(2)
    await records.close()
    time.now = NOW
  })
})
