import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { FeedbackRecord } from '../../src/guidance/index.ts'
import { keepFeedbackInFile, keepFeedbackInMemory } from '../../src/records/index.ts'

const record = (card: string, more: Partial<FeedbackRecord> = {}): FeedbackRecord => ({
  card,
  outcome: 'overridden',
  acceptedSuggestions: [],
  outcomeTimestamp: '2026-11-20T09:00:00.000Z',
  service: 's',
  client: 'c',
  receivedAt: '2026-11-20T09:00:01.000Z',
  isOfKnownCard: true,
  ...more,
})

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedback-'))
  file = join(folder, 'feedback.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true }))

const cardsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => /"card":"(\w+)"/.exec(line)?.[1] ?? [])

describe('the file', () => {
  test('what was stored before a restart is still known after it', async () => {
    const first = await keepFeedbackInFile(file)
    expect(await first.add([record('a'), record('b')])).toBe(2)
    await first.close()
    const second = await keepFeedbackInFile(file)
    expect(await second.add([record('a', { receivedAt: '2027-01-01T00:00:00.000Z' })])).toBe(0)
    expect(await second.add([record('c')])).toBe(1)
    await second.close()
    expect(cardsIn(file)).toEqual(['a', 'b', 'c'])
  })

  test('a line that a crash cut short harms none after it', async () => {
    writeFileSync(file, `${JSON.stringify(record('a'))}\n{"card":"to`)
    const store = await keepFeedbackInFile(file)
    expect(await store.add([record('a'), record('b')])).toBe(1)
    await store.close()
    const again = await keepFeedbackInFile(file)
    expect(await again.add([record('b')])).toBe(0)
    await again.close()
  })

  test('feedback that comes at the same time is kept once', async () => {
    const store = await keepFeedbackInFile(file)
    const added = await Promise.all(Array.from({ length: 20 }, () => store.add([record('a')])))
    await store.close()
    expect(added.reduce((sum, one) => sum + one, 0)).toBe(1)
    expect(cardsIn(file)).toEqual(['a'])
  })

  test('nobody but its owner may read it', async () => {
    const store = await keepFeedbackInFile(file)
    await store.close()
    expect(statSync(file).mode & 0o077).toBe(0)
  })

  test('what cannot be written is told, and can be sent again', async () => {
    const store = await keepFeedbackInFile(file)
    await store.close()
    await expect(store.add([record('a')])).rejects.toThrow('temporarily-unavailable')
    const again = await keepFeedbackInFile(file)
    expect(await again.add([record('a')])).toBe(1)
    await again.close()
  })

  test('lines that are not of this service are left alone', async () => {
    appendFileSync(file, 'a note\n')
    const store = await keepFeedbackInFile(file)
    await store.add([record('a')])
    await store.close()
    expect(readFileSync(file, 'utf8')).toMatch(/^a note\n\{/)
  })
})

describe('the memory', () => {
  test('it keeps the same feedback once, and no more than its bound', async () => {
    const store = keepFeedbackInMemory(3)
    expect(await store.add([record('a'), record('a')])).toBe(1)
    for (const card of ['b', 'c', 'd']) await store.add([record(card)])
    expect(store.records().map(({ card }) => card)).toEqual(['b', 'c', 'd'])
    await store.close()
  })
})
