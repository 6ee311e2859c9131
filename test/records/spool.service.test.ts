import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Entry, recordEntry } from '../../src/records/store/entry.ts'
import { Spool, SpoolFullError, type StoreBatch } from '../../src/records/store/spool.ts'
import { repositoryPath } from '../support/paths.ts'
import { recordOf, temporaryFolder } from '../support/records.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const MANY = 10_000_000

const open = (maxBytes = MANY) => Spool.open({ folder: folder.path, maxBytes })
const entry = (id: string): Entry => recordEntry(recordOf(id))

const noneMissing = () => expect(true).toBe(false)

/** Stores without a doubt. */
const by = (store: StoreBatch) => ({ store, isSettled: true, settle: () => Promise.resolve() })

async function replayed(spool: Spool): Promise<readonly string[]> {
  const ids: string[] = []
  await spool.replay(
    by((entries) => {
      ids.push(...entries.map(({ id }) => id))
      return Promise.resolve()
    }),
    (entries) => ids.push(`${String(entries)} missing`),
  )
  return ids
}

const segments = () =>
  readdirSync(join(folder.path, 'spool-1')).filter((name) => name.endsWith('.ndjson'))
const segment = () => join(folder.path, 'spool-1', segments()[0] ?? '')

describe('a spool', () => {
  test('gives back what was put in, in that order, once', async () => {
    const spool = await open()
    await Promise.all(['a', 'b', 'c'].map((id) => spool.add(entry(id))))
    await spool.add(entry('d'))
    expect(spool.entries).toBe(4)
    expect(await replayed(spool)).toEqual(['a', 'b', 'c', 'd'])
    expect([spool.entries, spool.bytes]).toEqual([0, 0])
    expect(await replayed(spool)).toEqual([])
    await spool.close()
    expect(segments()).toEqual([])
  })

  test('what was put in before a restart is there after it, before what comes then', async () => {
    const first = await open()
    await first.add(entry('a'))
    await first.close()
    const second = await open()
    expect(second.entries).toBe(1)
    await second.add(entry('b'))
    expect(await replayed(second)).toEqual(['a', 'b'])
    await second.close()
  })

  test('a last line that a crash cut short harms none before it', async () => {
    const first = await open()
    await first.add(entry('a'))
    await first.close()
    appendFileSync(segment(), '00000000 {"kind":"rec')
    const second = await open()
    expect(await replayed(second)).toEqual(['a'])
    await second.close()
  })

  test('a line that was changed is put aside, and those around it are given back', async () => {
    const first = await open()
    for (const id of ['a', 'b', 'c']) await first.add(entry(id))
    await first.close()
    const lines = readFileSync(segment(), 'utf8')
    writeFileSync(segment(), lines.replace('"id":"b"', '"id":"x"'))
    const second = await open()
    expect(await replayed(second)).toEqual(['a', 'c'])
    await second.close()
    expect(readFileSync(join(folder.path, 'spool-1', 'rejected.txt'), 'utf8')).toContain('"x"')
  })

  test('what the database does not take stays', async () => {
    const spool = await open()
    await spool.add(entry('a'))
    await expect(
      spool.replay(
        by(() => Promise.reject(new Error('away'))),
        noneMissing,
      ),
    ).rejects.toThrow('away')
    expect(spool.entries).toBe(1)
    expect(await replayed(spool)).toEqual(['a'])
    await spool.close()
  })

  test('what comes during a replay is kept for the next', async () => {
    const spool = await open()
    await spool.add(entry('a'))
    await spool.replay(
      by(() => spool.add(entry('b'))),
      noneMissing,
    )
    expect(await replayed(spool)).toEqual(['b'])
    await spool.close()
  })

  test('beyond its bound it takes no more, and what is in it stays whole', async () => {
    const spool = await open(2_500)
    const results = []
    for (const id of ['a', 'b', 'c', 'd'])
      results.push(
        await spool.add(entry(id)).then(
          () => 'kept',
          (error: unknown) => error,
        ),
      )
    expect(results.slice(0, 2)).toEqual(['kept', 'kept'])
    expect(results.at(-1)).toBeInstanceOf(SpoolFullError)
    expect(spool.bytes).toBeLessThanOrEqual(2_500)
    expect(await replayed(spool)).toEqual(
      results.flatMap((result, i) => (result === 'kept' ? ['abcd'[i]] : [])),
    )
    await spool.add(entry('e'))
    await spool.close()
  })

  test('a folder that went is made again, and is locked again', async () => {
    const spool = await open()
    rmSync(join(folder.path, 'spool-1'), { recursive: true })
    await spool.add(entry('a'))
    const other = await open()
    expect(existsSync(join(folder.path, 'spool-2'))).toBe(true)
    await other.close()
    expect([spool.isFailing, await replayed(spool)]).toEqual([false, ['a']])
    await spool.close()
  })

  test('while a file lies where its folder was no entry is taken, and then it is', async () => {
    const spool = await open()
    rmSync(join(folder.path, 'spool-1'), { recursive: true })
    writeFileSync(join(folder.path, 'spool-1'), '')
    await expect(spool.add(entry('a'))).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(spool.isFailing).toBe(true)
    rmSync(join(folder.path, 'spool-1'))
    await spool.add(entry('b'))
    expect([spool.isFailing, await replayed(spool)]).toEqual([false, ['b']])
    await spool.close()
  })

  test('a file that went before it was replayed is told with what was in it', async () => {
    const first = await open()
    for (const id of ['a', 'b']) await first.add(entry(id))
    await first.close()
    const second = await open()
    rmSync(segment())
    await second.add(entry('c'))
    expect(await replayed(second)).toEqual(['2 missing', 'c'])
    await second.close()
  })

  test('a folder below a file stops it from being opened', async () => {
    writeFileSync(join(folder.path, 'file'), '')
    const below = join(folder.path, 'file', 'spool')
    await expect(Spool.open({ folder: below, maxBytes: MANY })).rejects.toThrow(/ENOTDIR/)
  })
})

describe('spools of several processes', () => {
  test('each has one of its own', async () => {
    const [first, second] = [await open(), await open()]
    await first.add(entry('a'))
    await second.add(entry('b'))
    expect([await replayed(first), await replayed(second)]).toEqual([['a'], ['b']])
    await first.close()
    await second.close()
  })

  test('what a process left that was killed is found by another', async () => {
    const first = await open()
    const program = `
      const { Spool } = await import('./src/records/store/spool.ts')
      const { recordEntry } = await import('./src/records/store/entry.ts')
      const spool = await Spool.open({ folder: ${JSON.stringify(folder.path)}, maxBytes: 1e7 })
      await spool.add(recordEntry({ id: 'left' }))
      process.kill(process.pid, 'SIGKILL')`
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: repositoryPath(''),
    })
    expect(signal).toBe('SIGKILL')
    expect(existsSync(join(folder.path, 'spool-2'))).toBe(true)
    const found: (readonly string[])[] = []
    for await (const abandoned of Spool.abandoned({ folder: folder.path, maxBytes: MANY })) {
      found.push(await replayed(abandoned))
      await abandoned.close()
    }
    expect(found).toEqual([['left']])
    await first.close()
  })
})
