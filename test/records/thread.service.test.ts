import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'
import { temporaryFolder } from '../support/records.ts'

/** Keeps records, ends the thread that works on the file, and goes on. */
const program = (folder: string) => `
  const { openRecords } = await import('./src/records/store/open-records.ts')
  const { until } = await import('./test/support/until.ts')
  const threads = []
  process.on('worker', (thread) => threads.push(thread))
  const events = []
  const records = await openRecords({
    address: { kind: 'sqlite', file: ${JSON.stringify(join(folder, 'records.sqlite'))} },
    spool: { folder: ${JSON.stringify(join(folder, 'spool'))}, maxBytes: 1e7 },
    waitMs: 60000, clock: { now: () => 0 }, onEvent: (event) => events.push(event),
  })
  const places = [await records.record({ id: 'a', at: '2026', service: 's', client: 'c', patient: 'p' })]
  for (const id of ['b', 'c']) {
    await threads.at(-1).terminate()
    const known = threads.length
    await until(async () => {
      await records.verify()
      return threads.length > known && records.status().database === 'up'
    })
    places.push(await records.record({ id, at: '2026', service: 's', client: 'c', patient: 'p' }))
  }
  const ids = []
  for await (const { id } of records.records({})) ids.push(id)
  await records.close()
  console.log(JSON.stringify({ ids, places, threads: threads.length, whys: events.map(({ why }) => why).filter(Boolean) }))`

test('a thread of SQLite that ended is begun again, however often, and nothing is lost', () => {
  using folder = temporaryFolder()
  const args = ['--input-type=module', '-e', program(folder.path)]
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: repositoryPath(''),
    encoding: 'utf8',
  })
  expect(JSON.parse(stdout)).toEqual({
    ids: ['a', 'b', 'c'],
    places: ['stored', 'stored', 'stored'],
    threads: 3,
    whys: ['thread-ended', 'thread-ended'],
  })
})
