import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openRecords } from '../../src/records/store/open-records.ts'
import { type Engine, listOf, temporaryFolder } from '../support/records.ts'
import { until } from '../support/until.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import type { ReceivedCard } from '../support/cards.ts'
import { frozenClock } from '../support/clock.ts'
import { spawnService } from '../support/spawned-service.ts'

/** What a killed process loses, on every database: nothing that it acknowledged. */
export function killCases(startEngine: () => Engine | Promise<Engine>): void {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine()
  })
  afterAll(() => engine.stop())

  describe('a process that is killed mid-load', () => {
    test('no card that it answered and no feedback that it acknowledged is lost', async () => {
      using folder = temporaryFolder()
      const address = await engine.newDatabase()
      const where =
        address.kind === 'sqlite'
          ? { RECORDS_FILE: address.file }
          : { DATABASE_URL: address.url, SITE_KEY: 'a-key-for-this-test-alone' }
      const { url, process } = await spawnService({ ...where, DATA_DIR: folder.path })
      const state = { isKilled: false }
      const [cards, acknowledged]: [string[], string[]] = [[], []]
      const post = (path: string, body: object) =>
        fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      const call = async () => {
        const response = await post(serviceFor(), prefetched('high-risk'))
        const [card] = ((await response.json()) as { cards: ReceivedCard[] }).cards
        cards.push(card!.uuid)
        const item = { card: card!.uuid, outcome: 'accepted', acceptedSuggestions: [{ id: 's' }] }
        const feedback = [{ ...item, outcomeTimestamp: '2026-11-20T09:00:00Z' }]
        const { status } = await post(`${serviceFor()}/feedback`, { feedback })
        if (status === 200) acknowledged.push(card!.uuid)
      }
      const load = async () => {
        while (!state.isKilled) await call().catch(() => undefined)
      }
      const loads = Promise.all([1, 2, 3, 4].map(load))
      await until(() => acknowledged.length >= 40)
      const ended = once(process, 'exit')
      process.kill('SIGKILL')
      await ended
      state.isKilled = true
      await loads
      const records = await openRecords({
        address,
        spool: { folder: `${folder.path}/spool`, maxBytes: 10_000_000 },
        waitMs: 60_000,
        clock: frozenClock,
        onEvent: () => undefined,
      })
      await until(() => records.status().spool.entries === 0)
      const stored = new Set((await listOf(records.records({}))).map(({ id }) => id))
      expect(cards.filter((card) => !stored.has(card))).toEqual([])
      const feedback = new Set((await listOf(records.feedback({}))).map(({ card }) => card))
      expect(acknowledged.filter((card) => !feedback.has(card))).toEqual([])
      await records.close()
    })
  })
}
