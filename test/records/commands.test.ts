import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { define } from '../../src/records/commands/records.ts'
import { openRecords } from '../../src/records/store/open-records.ts'
import { frozenClock } from '../support/clock.ts'
import { recordOf, temporaryFolder } from '../support/records.ts'
import { runCommand } from '../support/run-command.ts'

const CARD = '00000000-0000-4000-8000-000000000001'
const OLD = '00000000-0000-4000-8000-000000000002'

const folder = temporaryFolder()
const file = join(folder.path, 'records.sqlite')
beforeAll(async () => {
  const records = await openRecords({
    address: { kind: 'sqlite', file },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })
  await records.record(recordOf(OLD, { at: '2026-01-05T09:00:00.000Z' }))
  await records.record(recordOf(CARD))
  await records.close()
})
afterAll(() => folder[Symbol.dispose]())

const run = (...args: readonly string[]) =>
  runCommand(define, args, { NODE_ENV: 'production', RECORDS_FILE: file })

const exported = async (format = 'ndjson') => {
  const { stdout } = await run('export', '--format', format)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

test('an export has each record as it is kept, or as FHIR', async () => {
  expect(await exported()).toMatchObject([
    { kind: 'record', id: OLD },
    { kind: 'record', id: CARD },
  ])
  const types = ((await exported('fhir')) as { resourceType: string }[]).map(
    ({ resourceType }) => resourceType,
  )
  expect(types).toEqual(['AuditEvent', 'RiskAssessment', 'AuditEvent', 'RiskAssessment'])
})

test('a purge deletes what is old, and a copy that was made before brings it back', async () => {
  const copy = join(folder.path, 'copy.sqlite')
  await run('backup', copy)
  expect((await run('purge', '--older-than', '30')).stdout).toMatch(/\b1 deleted/)
  expect(await exported()).toMatchObject([{ id: CARD }])
  rmSync(file)
  await run('restore', copy)
  expect(await exported()).toHaveLength(2)
})

test('a copy of PostgreSQL is made by its own programs', async () => {
  const DATABASE_URL = 'postgres://127.0.0.1/cds'
  await expect(runCommand(define, ['backup', 'x'], { DATABASE_URL })).rejects.toThrow('pg_dump')
})
