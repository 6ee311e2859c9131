import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { backupSqlite, restoreSqlite } from '../../src/records/store/backup.ts'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { exportRecords } from '../../src/records/store/export.ts'
import { openRecords } from '../../src/records/store/open-records.ts'
import { readOrMakeSiteKey, toPseudonyms } from '../../src/records/store/site-key.ts'
import { toAuditEvent, toRiskAssessment } from '../../src/records/store/to-fhir.ts'
import { feedbackOf, listOf, recordOf, temporaryFolder } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

const open = (file: string) =>
  openRecords({
    address: { kind: 'sqlite', file },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })

describe('a copy', () => {
  test('it is made while the service runs, and what it holds is back after a restore', async () => {
    using folder = temporaryFolder()
    const [file, copy] = ['records.sqlite', 'copy.sqlite'].map((name) => join(folder.path, name))
    const records = await open(file!)
    await records.record(recordOf('before'))
    await backupSqlite(file!, copy!)
    await records.record(recordOf('after'))
    expect(() => restoreSqlite(copy!, file!)).toThrow(/a service uses it/)
    await records.close()
    restoreSqlite(copy!, file!)
    const restored = await open(file!)
    expect((await listOf(restored.records({}))).map(({ id }) => id)).toEqual(['before'])
    await restored.close()
    const former = await open(`${file!}.before-restore`)
    expect((await listOf(former.records({}))).map(({ id }) => id)).toEqual(['after', 'before'])
    await former.close()
  })

  test('it takes the place of no file, and one that is not whole is not restored', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'records.sqlite')
    await expect(backupSqlite(file, join(folder.path, 'c'))).rejects.toThrow(/no records/)
    const records = await open(file)
    await expect(backupSqlite(file, file)).rejects.toThrow(/exists already/)
    await records.close()
    expect(() => restoreSqlite(join(folder.path, 'absent'), file)).toThrow(/not a whole copy/)
  })
})

describe('an export', () => {
  test('it has every record and feedback on a line of its own', async () => {
    using folder = temporaryFolder()
    const records = await open(join(folder.path, 'a.sqlite'))
    await records.record(recordOf('a'))
    await records.add([feedbackOf('a')])
    const lines = await listOf(exportRecords(records.database, 'ndjson'))
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { kind: 'record', id: 'a' },
      { kind: 'feedback', card: 'a' },
    ])
    const resources = await listOf(exportRecords(records.database, 'fhir'))
    expect(resources.map((line) => JSON.parse(line) as object)).toMatchObject([
      { resourceType: 'AuditEvent' },
      { resourceType: 'RiskAssessment' },
    ])
    await records.close()
  })

  test('a record without an estimate is no RiskAssessment', () => {
    expect(toRiskAssessment(recordOf('a', { estimate: undefined }), SHIPPED_BASE)).toBeUndefined()
  })

  test('resources have what R4 requires of them, and the risk of the record', () => {
    expect(toRiskAssessment(recordOf('a'), SHIPPED_BASE)).toMatchObject({
      status: 'preliminary',
      subject: { identifier: { value: recordOf('a').patient } },
      prediction: [
        {
          probabilityRange: { low: { value: 60, code: '%' }, high: { value: 95, code: '%' } },
          qualitativeRisk: { coding: [{ code: 'high' }] },
          rationale: "Predicted risk 81.0 %, range of the model's versions 60.0 % to 95.0 %.",
        },
      ],
    })
    expect(toAuditEvent(recordOf('a'), SHIPPED_BASE)).toMatchObject({
      type: { code: 'rest' },
      recorded: '2026-11-20T09:00:00.000Z',
      agent: [{ requestor: true }],
      source: { observer: { display: 'tace-resistance-order-select 0.1.0' } },
    })
  })
})

describe('pseudonyms', () => {
  test('are the same for the same parts and key, and differ by each of them', () => {
    const [pseudonym, otherPseudonym] = [
      toPseudonyms('key-of-a-site-123'),
      toPseudonyms('another-key-4567'),
    ]
    expect(pseudonym('patient', 'ehr', 'p')).toBe(pseudonym('patient', 'ehr', 'p'))
    const all = [
      pseudonym('patient', 'ehr', 'p'),
      otherPseudonym('patient', 'ehr', 'p'),
      pseudonym('patient', 'ehr2', 'p'),
      pseudonym('patient', 'ehr', 'p2'),
      pseudonym('order', 'ehr', 'p'),
      pseudonym('patient', 'ehrp', ''),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('a key is made once, for its owner alone', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'sub'))
    const file = join(folder.path, 'sub', 'site.key')
    const key = readOrMakeSiteKey(file)
    expect(readOrMakeSiteKey(file)).toBe(key)
    expect(readFileSync(file, 'utf8').trim()).toBe(key)
    expect(statSync(file).mode & 0o077).toBe(0)
  })
})
