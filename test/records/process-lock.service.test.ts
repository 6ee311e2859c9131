import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openRecords } from '../../src/records/store/open-records.ts'
import { repositoryPath } from '../support/paths.ts'
import { temporaryFolder } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const fileIn = () => join(folder.path, 'records.sqlite')

const open = () =>
  openRecords({
    address: { kind: 'sqlite', file: fileIn() },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })

const program = (then: string) => `
  const { openRecords } = await import('./src/records/store/open-records.ts')
  await openRecords({ address: { kind: 'sqlite', file: ${JSON.stringify(fileIn())} }, waitMs: 60000,
    clock: { now: () => 0 }, onEvent: () => undefined })
  process.stdout.write('open')
  ${then}`

const args = (then: string) => ['--input-type=module', '-e', program(then)]
const options = { cwd: repositoryPath('') }

describe('one SQLite file', () => {
  test('a second process is refused in words, and the first goes on', async () => {
    const records = await open()
    const { stdout, stderr, status } = spawnSync(process.execPath, args(''), options)
    expect([String(stdout), status]).toEqual(['', 1])
    expect(String(stderr)).toMatch(/another process keeps its records there.*DATABASE_URL/)
    expect(records.status().database).toBe('up')
    await records.close()
  })

  test('a second opening in the same process is refused as well', async () => {
    const records = await open()
    await expect(open()).rejects.toThrow(/another process/)
    await records.close()
  })

  test('after a process was killed its lock does not stop the next', async () => {
    const child = spawn(process.execPath, args('setInterval(() => 0, 1000)'), options)
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const records = await open()
    await records.close()
  })
})
