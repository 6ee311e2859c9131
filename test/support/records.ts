import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AssessmentRecord, BoardRecord } from '../../src/records/guidance-record.ts'
import type { FeedbackRecord } from '../../src/records/feedback.ts'
import type { DatabaseAddress } from '../../src/records/store/database.ts'

/** A synthetic guidance record. */
export const recordOf = (id: string, more: Partial<AssessmentRecord> = {}): AssessmentRecord => ({
  id,
  at: '2026-11-20T09:00:00.000Z',
  service: 'tace-resistance-order-select',
  softwareVersion: '0.1.0',
  configHash: 'c0ffee',
  model: { id: 'm', version: '1', calibration: 'provisional', hash: 'h' },
  client: 'ehr',
  hook: 'order-select',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  patient: 'p'.repeat(43),
  order: 'o'.repeat(43),
  orderDay: '2026-11-20',
  language: 'en',
  situation: 'category-high',
  exclusions: [],
  cautions: [],
  readings: [{ predictor: 'nlr', state: 'found', value: 2.5, unit: '1' }],
  estimate: {
    linearPredictor: 1.5,
    predictedRisk: 0.81,
    range: { low: 0.6, high: 0.95 },
    category: 'high',
  },
  card: { fate: 'shown', summary: 'S', indicator: 'warning', suggestions: ['s'] },
  timings: { fetch: 1.5 },
  ...more,
})

/** A synthetic record of a board with one score. */
export function boardRecordOf(id: string): BoardRecord {
  const { estimate: _, model: __, ...common } = recordOf(id)
  return {
    ...common,
    service: 'board-order-select',
    situation: 'scores',
    model: { id: 'board', version: 'b', calibration: 'none', hash: 'board-hash' },
    readings: [{ predictor: 'albumin', at: 'now', state: 'found', value: 40.1, unit: 'g/L' }],
    facts: [{ fact: 'earlierProcedures', value: 0 }],
    scores: [
      { id: 's', version: '1', hash: 's-hash', state: 'computed', value: 0.1 + 0.2, class: 'a' },
    ],
  }
}

/** Synthetic feedback for a card. */
export const feedbackOf = (card: string, more: Partial<FeedbackRecord> = {}): FeedbackRecord => ({
  card,
  outcome: 'overridden',
  acceptedSuggestions: [],
  outcomeTimestamp: '2026-11-20T09:00:00.000Z',
  service: 'tace-resistance-order-select',
  client: 'ehr',
  receivedAt: '2026-11-20T09:00:01.000Z',
  ...more,
})

/** A database engine that tests run on. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  /** An empty database. */
  readonly newDatabase: () => Promise<DatabaseAddress>
  readonly stop: () => Promise<void>
}

/** SQLite on files of a folder that goes at the end. */
export function sqliteEngine(): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'records-'))
  let count = 0
  return {
    name: 'sqlite',
    newDatabase: () => {
      count += 1
      return Promise.resolve({ kind: 'sqlite', file: join(folder, `${String(count)}.sqlite`) })
    },
    stop: () => {
      rmSync(folder, { recursive: true })
      return Promise.resolve()
    },
  }
}

/** A folder that a test fills, and that goes with `[Symbol.dispose]`. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'records-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** All of an async iterable. */
export async function listOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
