import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type CollectedInFile, collectInFile } from '../../../src/interop/hl7v2/collected-file.ts'
import { type Clock, toInstant } from '../../../src/base/time.ts'
import { frozenClock, NOW } from '../../support/clock.ts'
import { temporaryFolder } from '../../support/records.ts'
import { hl7Map } from './support.ts'

const patient = (id: string) => ({ resourceType: 'Patient', id })
const result = (id: string, day: string) => ({
  resourceType: 'Observation',
  id,
  effectiveDateTime: day,
})

let folder: ReturnType<typeof temporaryFolder>
let report: string[]
const open: CollectedInFile[] = []
beforeEach(() => {
  folder = temporaryFolder()
  report = []
})
afterEach(async () => {
  for (const collected of open.splice(0)) await collected.close()
  folder[Symbol.dispose]()
})

const path = () => join(folder.path, 'kept.ndjson')

async function collect(clock: Clock = frozenClock): Promise<CollectedInFile> {
  const collected = await collectInFile({
    path: path(),
    limits: hl7Map.keep,
    clock,
    report: (line) => void report.push(line),
  })
  open.push(collected)
  return collected
}

const idsOf = (collected: CollectedInFile, id: string) =>
  collected.of(id)?.observations.map((observation) => observation.id)

describe('results that are kept in a file', () => {
  test('outlive the process, are for its owner alone, and what is old is forgotten', async () => {
    const first = await collect()
    await first.add(patient('a'), [result('1', '2026-11-18')])
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    // A process that was killed while it wrote.
    writeFileSync(path(), `${readFileSync(path(), 'utf8')}{"patient":{"resourceTy`)
    const again = await collect()
    expect(idsOf(again, 'a')).toEqual(['1'])
    expect(readFileSync(path(), 'utf8')).not.toMatch(/resourceTy$/)
    const muchLater = await collect({ now: () => toInstant(NOW + 200 * 86_400_000) })
    expect(idsOf(muchLater, 'a')).toEqual([])
  })

  test('come one after the other, however many come at once', async () => {
    const collected = await collect()
    const ids = Array.from({ length: 50 }, (_, i) => `p${String(i)}`)
    await Promise.all(ids.map((id) => collected.add(patient(id), [result('r', '2026-11-18')])))
    expect(readFileSync(path(), 'utf8').trimEnd().split('\n')).toHaveLength(50)
    const again = await collect()
    expect(ids.map((id) => idsOf(again, id))).toEqual(ids.map(() => ['r']))
  })

  const losses: readonly (readonly [string, () => void])[] = [
    ['the file is removed', () => rmSync(path())],
    ['the file is renamed', () => renameSync(path(), `${path()}.old`)],
    [
      'another file is put in its place',
      () => {
        writeFileSync(`${path()}.other`, 'something else\n')
        renameSync(`${path()}.other`, path())
      },
    ],
  ]
  test.each(losses)('%s: what came before and after is in it', async (_what, lose) => {
    const collected = await collect()
    await collected.add(patient('a'), [result('1', '2026-11-18')])
    lose()
    await collected.add(patient('b'), [result('2', '2026-11-19')])
    await collected.add(patient('c'), [result('3', '2026-11-19')])
    expect(report).toEqual([`${path()} was removed or replaced: it is written again`])
    const again = await collect()
    expect(['a', 'b', 'c'].map((id) => idsOf(again, id))).toEqual([['1'], ['2'], ['3']])
  })

  test('what was put in the place of the file stays beside it', async () => {
    const collected = await collect()
    rmSync(path())
    writeFileSync(path(), 'notes')
    await collected.add(patient('a'), [])
    expect(readFileSync(`${path()}.replaced`, 'utf8')).toBe('notes')
  })

  test('in a folder that went are not taken, and taken again when it is back', async () => {
    const collected = await collect()
    await collected.add(patient('a'), [result('1', '2026-11-18')])
    renameSync(folder.path, `${folder.path}-gone`)
    await expect(collected.add(patient('b'), [])).rejects.toThrow(/ENOENT/)
    renameSync(`${folder.path}-gone`, folder.path)
    await collected.add(patient('b'), [result('2', '2026-11-18')])
    expect(existsSync(path())).toBe(true)
    const again = await collect()
    expect(['a', 'b'].map((id) => idsOf(again, id))).toEqual([['1'], ['2']])
  })
})
