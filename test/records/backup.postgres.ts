import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRecords } from '../../src/records/store/open-records.ts'
import { repositoryPath } from '../support/paths.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

const open = (url: string) =>
  openRecords({
    address: { kind: 'postgres', url },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })

/** Runs a command of docs/run.md as an operator's shell does. */
function runDocumented(program: string, databaseUrl: string, file: string): void {
  const docs = readFileSync(repositoryPath('docs/run.md'), 'utf8')
  const command = new RegExp(`\`(${program} [^\`]+)\``).exec(docs)?.[1]
  if (command === undefined) throw new Error(`docs/run.md names no ${program}`)
  execFileSync('sh', ['-euc', command.replace('FILE', '"$1"'), 'sh', file], {
    env: { PATH: `${server.programs}:${process.env['PATH'] ?? ''}`, DATABASE_URL: databaseUrl },
  })
}

const idsOf = async (url: string) => {
  const records = await open(url)
  const ids = (await listOf(records.records({}))).map(({ id }) => id)
  const feedback = (await listOf(records.feedback({}))).map(({ card }) => card)
  await records.close()
  return { ids: ids.toSorted(), feedback }
}

test('by the documented commands a dump of a running service is back in an empty database, and in place of a later state', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'records.dump')
  const url = await server.newDatabase()
  const records = await open(url)
  await records.record(recordOf('before'))
  await records.add([feedbackOf('before')])
  runDocumented('pg_dump', url, file)
  await records.record(recordOf('after'))
  await records.close()
  const empty = await server.newDatabase()
  runDocumented('pg_restore', empty, file)
  const kept = { ids: ['before'], feedback: ['before'] }
  expect(await idsOf(empty)).toEqual(kept)
  expect((await idsOf(url)).ids).toEqual(['after', 'before'])
  runDocumented('pg_restore', url, file)
  expect(await idsOf(url)).toEqual(kept)
})
