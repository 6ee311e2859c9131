import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { RecordsEvent } from '../../src/records/store/events.ts'
import { type OpenRecords, openRecords } from '../../src/records/store/open-records.ts'
import { openRecordsBeside } from '../../src/records/store/open-beside.ts'
import { frozenClock } from '../support/clock.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { until } from '../support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let events: RecordsEvent[]
let opened: OpenRecords | undefined
beforeEach(() => {
  folder = temporaryFolder()
  events = []
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
  folder[Symbol.dispose]()
})

const fileIn = () => join(folder.path, 'data', 'records.sqlite')

async function open(): Promise<OpenRecords> {
  opened = await openRecords({
    address: { kind: 'sqlite', file: fileIn() },
    spool: { folder: join(folder.path, 'spool'), maxBytes: 10_000_000 },
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: (event) => void events.push(event),
  })
  return opened
}

const close = async () => {
  await opened?.close()
  opened = undefined
}

const MODEL = { hash: 'h', id: 'm', version: '1', definition: '{}' }

/** Records that were acknowledged before something happens, by what is really in the file. */
async function opening(): Promise<OpenRecords> {
  const records = await open()
  await records.addModel(MODEL)
  for (const id of ['a', 'b', 'c']) expect(await records.record(recordOf(id))).toBe('stored')
  return records
}

/** What another process reads at the path. */
async function idsAtPath(): Promise<readonly string[]> {
  const beside = await openRecordsBeside({ kind: 'sqlite', file: fileIn() }, frozenClock)
  try {
    return (await listOf(beside.records({}))).map(({ id }) => id)
  } finally {
    await beside.close()
  }
}

const whys = () => events.flatMap((event) => (event.kind === 'database-away' ? [event.why] : []))

/** Waits until a loss was noticed by looking, and another file is open. */
async function noticed(records: OpenRecords): Promise<void> {
  await until(async () => {
    await records.verify()
    return records.status().wasLost
  })
  await until(() => records.status().database === 'up')
}

const remove = (...endings: readonly string[]) => {
  for (const ending of endings) rmSync(`${fileIn()}${ending}`)
}

/** A whole database that somebody puts in the place of the one in use. */
function anotherDatabase(): string {
  const path = join(folder.path, 'another.sqlite')
  const db = new DatabaseSync(path)
  db.exec('create table something (x)')
  db.close()
  return path
}

/** Ways in which what was acknowledged would be gone when the process ends. */
const LOSSES: readonly (readonly [string, string, () => void])[] = [
  ['the file is removed', 'file-removed', () => remove('')],
  ['the file, its log and its index are removed', 'file-removed', () => remove('', '-wal', '-shm')],
  ['the file and its log are removed', 'file-removed', () => remove('', '-wal')],
  ['the log is removed', 'log-lost', () => remove('-wal')],
  ['the index of the log is removed', 'log-lost', () => remove('-shm')],
  [
    'the whole folder is removed',
    'file-removed',
    () => rmSync(dirname(fileIn()), { recursive: true }),
  ],
  ['the file is renamed', 'file-removed', () => renameSync(fileIn(), `${fileIn()}.old`)],
  [
    'the folder is renamed',
    'file-removed',
    () => renameSync(dirname(fileIn()), `${dirname(fileIn())}.old`),
  ],
  [
    'the folder is renamed and an empty one made',
    'file-removed',
    () => {
      renameSync(dirname(fileIn()), `${dirname(fileIn())}.old`)
      mkdirSync(dirname(fileIn()))
    },
  ],
]

describe('a SQLite file that is lost while it is open', () => {
  test.each(LOSSES)('%s: nothing that was acknowledged is lost', async (_what, why, lose) => {
    const records = await opening()
    lose()
    // The first write notices; from then on everything waits in the spool.
    expect(await records.record(recordOf('d'))).toBe('spooled')
    expect(whys()).toEqual([why])
    await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    expect(await records.record(recordOf('e'))).toBe('stored')
    expect(events).toContainEqual({ kind: 'file-lost', path: fileIn() })
    expect(records.status().wasLost).toBe(true)
    await close()
    expect(await idsAtPath()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test.each(LOSSES)('%s: it is noticed though nobody writes', async (_what, why, lose) => {
    const records = await opening()
    lose()
    await until(async () => {
      await records.verify()
      return whys().length > 0
    })
    expect(whys()).toEqual([why])
    await until(() => records.status().database === 'up')
    expect(await records.find('b')).toBeDefined()
    expect(await records.findModel('h')).toEqual(MODEL)
  })

  test('another database in its place is used, and what the first one held is beside it', async () => {
    const records = await opening()
    renameSync(anotherDatabase(), fileIn())
    expect(await records.record(recordOf('d'))).toBe('spooled')
    expect(whys()).toEqual(['file-replaced'])
    await until(() => records.status().spool.entries === 0)
    await close()
    expect(await idsAtPath()).toEqual(['d'])
    const saved = `${fileIn()}.replaced`
    expect(events).toContainEqual({ kind: 'file-lost', path: saved })
    const db = new DatabaseSync(saved, { readOnly: true })
    const ids = db.prepare('select id from guidance_record order by id').all()
    db.close()
    expect(ids.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(statSync(saved).mode & 0o777).toBe(0o600)
  })

  test('a file that is begun anew has the models that records are computed by', async () => {
    const records = await opening()
    renameSync(anotherDatabase(), fileIn())
    await noticed(records)
    expect(await records.findModel('h')).toEqual(MODEL)
  })

  test('what is in its place and no database is left as it is, and named; with it gone all goes on', async () => {
    const records = await opening()
    writeFileSync(join(folder.path, 'notes'), 'no database '.repeat(1_000))
    renameSync(join(folder.path, 'notes'), fileIn())
    expect(await records.record(recordOf('d'))).toBe('spooled')
    expect(await records.record(recordOf('e'))).toBe('spooled')
    expect(records.status().database).toBe('away')
    expect(readFileSync(fileIn(), 'utf8').slice(0, 11)).toBe('no database')
    await until(() => events.some(({ kind }) => kind === 'file-lost'))
    expect(events).toContainEqual({ kind: 'file-lost', path: `${fileIn()}.replaced` })
    renameSync(`${fileIn()}.replaced`, fileIn())
    await until(() => records.status().spool.entries === 0)
    await close()
    expect(await idsAtPath()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('one that is cut to nothing is begun anew, and told', async () => {
    const records = await opening()
    truncateSync(fileIn())
    expect(await records.record(recordOf('d'))).toBe('spooled')
    expect(whys()).toEqual(['file-truncated'])
    expect(records.status().database).toBe('away')
  })

  test('it is noticed twice as well as once', async () => {
    const records = await opening()
    for (const id of ['d', 'e', 'f']) {
      rmSync(fileIn())
      expect(await records.record(recordOf(id))).toBe('spooled')
      await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    }
    await close()
    expect(await idsAtPath()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('feedback that comes meanwhile is kept and joined to its card', async () => {
    const records = await opening()
    rmSync(fileIn())
    expect(await records.add([feedbackOf('a')])).toBe(1)
    await until(() => records.status().database === 'up' && records.status().spool.entries === 0)
    expect(await records.feedbackOf('a')).toHaveLength(1)
  })

  test('a second process is kept out after the folder was made anew as before', async () => {
    const records = await opening()
    rmSync(dirname(fileIn()), { recursive: true })
    await noticed(records)
    const second = openRecords({
      address: { kind: 'sqlite', file: fileIn() },
      spool: undefined,
      waitMs: 1_000,
      clock: frozenClock,
      onEvent: () => undefined,
    })
    await expect(second).rejects.toThrow(/another process/)
  })

  test('nothing of it happens to a file that only others read, copy or purge', async () => {
    const records = await opening()
    for (let i = 0; i < 3; i += 1) expect(await idsAtPath()).toHaveLength(3)
    const db = new DatabaseSync(fileIn())
    db.exec("delete from guidance_record where id = 'a'; pragma wal_checkpoint(full)")
    db.close()
    await records.verify()
    expect(await records.record(recordOf('d'))).toBe('stored')
    expect([whys(), records.status().wasLost]).toEqual([[], false])
  })
})

describe('a SQLite file that is no good when it is opened', () => {
  const damaged: readonly (readonly [string, (path: string) => void])[] = [
    ['cut short in its first page', (path) => truncateSync(path, 700)],
    ['cut short after its first page', (path) => truncateSync(path, 4_096)],
    ['of zeros', (path) => writeFileSync(path, Buffer.alloc(20_000))],
    ['a text', (path) => writeFileSync(path, 'hello '.repeat(1_000))],
    [
      'with its table of contents overwritten',
      (path) => {
        const bytes = readFileSync(path)
        bytes.fill(0xff, 100, 4_096)
        writeFileSync(path, bytes)
      },
    ],
  ]

  test.each(damaged)(
    '%s: the start is refused with its name and what to do',
    async (_what, spoil) => {
      await opening()
      await close()
      spoil(fileIn())
      const before = readFileSync(fileIn())
      const refused = await open().then(
        () => 'opened',
        (error: unknown) => String(error),
      )
      expect(refused).toContain(fileIn())
      expect(refused).toMatch(/restore COPY/)
      expect(readFileSync(fileIn()).equals(before)).toBe(true)
    },
  )

  test('a folder in its place is refused with its name', async () => {
    mkdirSync(fileIn(), { recursive: true })
    await expect(open()).rejects.toThrow(fileIn())
  })
})

describe('a file of the spool that is lost while it is open', () => {
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
  const spool = () => join(folder.path, 'spool', 'spool-1')
  const segments = () => readdirSync(spool()).filter((name) => name.endsWith('.ndjson'))

  const spoolLosses: readonly (readonly [string, () => void])[] = [
    ['the file is removed', () => rmSync(join(spool(), segments()[0] ?? ''))],
    ['the folder is removed', () => rmSync(spool(), { recursive: true })],
    ['the folder of all spools is removed', () => rmSync(dirname(spool()), { recursive: true })],
    [
      'another file is put in its place',
      () => {
        const path = join(spool(), segments()[0] ?? '')
        rmSync(path)
        closeSync(openSync(path, 'w'))
      },
    ],
  ]

  test.each(spoolLosses)('%s: what it held is written again', async (_what, lose) => {
    const records = await openRecords({
      address: { kind: 'sqlite', file: fileIn() },
      spool: { folder: join(folder.path, 'spool'), maxBytes: 10_000_000 },
      // The database never answers, the spool does.
      waitMs: 1_000,
      clock: frozenClock,
      onEvent: (event) => void events.push(event),
    })
    opened = records
    const block = blocked()
    for (const id of ['a', 'b']) expect(await records.record(recordOf(id))).toBe('spooled')
    lose()
    // This one is not on the disk where it should be, and is told to be nowhere.
    expect(await records.record(recordOf('c'))).toBe('unrecorded')
    expect(await records.record(recordOf('d'))).toBe('spooled')
    expect(existsSync(spool())).toBe(true)
    block.release()
    await until(() => records.status().spool.entries === 0)
    await close()
    expect(await idsAtPath()).toEqual(['a', 'b', 'd'])
  })
})
