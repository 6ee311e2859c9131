import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { DurableFile } from '../../src/base/durable-file.ts'
import { collectInFile } from '../../src/interop/hl7v2/collected-file.ts'
import { backupSqlite } from '../../src/records/store/backup.ts'
import type { RecordsEvent } from '../../src/records/store/events.ts'
import { type OpenRecords, openRecords } from '../../src/records/store/open-records.ts'
import { hl7Map } from '../interop/hl7v2/support.ts'
import { frozenClock } from '../support/clock.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { until } from '../support/until.ts'

/** A disk of its own: a file system in memory, which root alone can mount. */
function mountDisk(kib: number): { readonly path: string; readonly unmount: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'disk-'))
  const run = (...command: readonly string[]) => {
    const [program = '', ...args] = command
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr} (it needs root)`)
  }
  run('mount', '-t', 'tmpfs', '-o', `size=${String(kib)}k`, 'tmpfs', path)
  return {
    path,
    unmount: () => {
      run('umount', path)
      rmdirSync(path)
    },
  }
}

let disk: ReturnType<typeof mountDisk>
let elsewhere: ReturnType<typeof temporaryFolder>
let events: RecordsEvent[]
let opened: OpenRecords | undefined
beforeEach(() => {
  disk = mountDisk(1_024)
  elsewhere = temporaryFolder()
  events = []
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
  disk.unmount()
  elsewhere[Symbol.dispose]()
})

const ballast = () => join(disk.path, 'ballast')

/** Fills the disk to its last byte. */
function fill(): void {
  for (let bytes = 1_048_576; bytes >= 1; bytes = Math.floor(bytes / 2))
    try {
      for (;;) writeFileSync(ballast(), Buffer.alloc(bytes, 1), { flag: 'a' })
    } catch {
      // No more of this size goes on it.
    }
}
const makeRoom = () => rmSync(ballast())

async function open(spool: string): Promise<OpenRecords> {
  mkdirSync(join(disk.path, 'data'), { recursive: true })
  opened = await openRecords({
    address: { kind: 'sqlite', file: join(disk.path, 'data', 'records.sqlite') },
    spool: { folder: spool, maxBytes: 10_000_000 },
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: (event) => void events.push(event),
  })
  return opened
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(3, '0')}`)

/** Records with what became of each. */
async function placesOf(records: OpenRecords, ids: readonly string[]) {
  const places = new Map<string, string>()
  for (const id of ids) places.set(id, await records.record(recordOf(id)))
  return places
}

const acknowledged = (places: ReadonlyMap<string, string>) =>
  [...places].flatMap(([id, place]) => (place === 'unrecorded' ? [] : [id]))

const idsIn = async (records: OpenRecords) =>
  (await listOf(records.records({}))).map(({ id }) => id).toSorted()

describe('a full disk', () => {
  test('under the database: what comes waits in the spool, is told, and is stored once there is room', async () => {
    const records = await open(join(elsewhere.path, 'spool'))
    const before = await placesOf(records, names('a', 5))
    fill()
    // The log of SQLite has room of its own for a while.
    const during = await placesOf(records, names('b', 60))
    expect([...new Set(during.values())]).toContain('spooled')
    expect(events).toContainEqual({
      kind: 'database-away',
      why: 'disk-full',
      advice: 'Make room on its disk.',
    })
    makeRoom()
    await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    const after = await placesOf(records, names('c', 5))
    expect(new Set(after.values())).toEqual(new Set(['stored']))
    expect(await idsIn(records)).toEqual([before, during, after].flatMap(acknowledged).toSorted())
    expect(events.filter(({ kind }) => kind === 'rejected' || kind === 'unrecorded')).toEqual([])
  })

  test('under database and spool: nothing is acknowledged that is not kept, and all goes on with room', async () => {
    const records = await open(join(disk.path, 'spool'))
    const before = await placesOf(records, names('a', 5))
    fill()
    const during = await placesOf(records, names('b', 120))
    expect([...during.values()].at(-1)).toBe('unrecorded')
    await expect(records.add([feedbackOf('a000')])).rejects.toMatchObject({
      code: 'temporarily-unavailable',
    })
    expect(records.status().spool.isFailing).toBe(true)
    makeRoom()
    await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    expect(await records.add([feedbackOf('a000')])).toBe(1)
    const after = await placesOf(records, names('c', 5))
    expect(await idsIn(records)).toEqual([before, during, after].flatMap(acknowledged).toSorted())
  })

  test('under the spool alone: each line that was acknowledged is whole', async () => {
    const file = await DurableFile.open(join(disk.path, 'lines'))
    const kept: string[] = []
    const lines = names('line-', 300).map((name) => `${name} ${'x'.repeat(1_000)}\n`)
    fill()
    rmSync(ballast())
    writeFileSync(ballast(), Buffer.alloc(900 * 1_024))
    for (const [i, line] of lines.entries()) {
      // Room comes and goes.
      if (i === 200) makeRoom()
      await file.append(line).then(
        () => kept.push(line),
        () => undefined,
      )
    }
    await file.close()
    expect(kept.length).toBeGreaterThan(50)
    expect(kept.length).toBeLessThan(300)
    expect(readFileSync(file.path, 'utf8')).toBe(kept.join(''))
  })

  test('under the results of HL7 v2: half a line never swallows the next one', async () => {
    const path = join(disk.path, 'kept.ndjson')
    const options = { path, limits: hl7Map.keep, clock: frozenClock, report: () => undefined }
    const collected = await collectInFile(options)
    const taken: string[] = []
    const take = async (id: string) => {
      const patient = { resourceType: 'Patient', id, text: { div: 'x'.repeat(3_000) } }
      await collected.add(patient, []).then(
        () => taken.push(id),
        () => undefined,
      )
    }
    for (const id of names('a', 3)) await take(id)
    fill()
    for (const id of names('b', 5)) await take(id)
    makeRoom()
    for (const id of names('c', 3)) await take(id)
    await collected.close()
    expect(taken).toEqual(expect.arrayContaining([...names('a', 3), ...names('c', 3)]))
    expect(taken.length).toBeLessThan(11)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const ids = lines.map((line) => (JSON.parse(line) as { patient: { id: string } }).patient.id)
    expect(ids).toEqual(taken)
    const again = await collectInFile(options)
    expect(
      names('', 0)
        .concat(taken)
        .filter((id) => again.of(id) === undefined),
    ).toEqual([])
    await again.close()
  })

  test('at the start: the file is named, and what to do', async () => {
    mkdirSync(join(disk.path, 'data'))
    fill()
    await expect(open(join(elsewhere.path, 'spool'))).rejects.toThrow(
      /records\.sqlite.*(?:disk is full|unable to open|I\/O error|ENOSPC)/s,
    )
  })

  test('under a copy: it is refused, and the records are as they were', async () => {
    const records = await open(join(elsewhere.path, 'spool'))
    const places = await placesOf(records, names('a', 20))
    fill()
    await expect(
      backupSqlite(join(disk.path, 'data', 'records.sqlite'), join(disk.path, 'copy.sqlite')),
    ).rejects.toThrow()
    makeRoom()
    expect(await idsIn(records)).toEqual(acknowledged(places))
  })
})
