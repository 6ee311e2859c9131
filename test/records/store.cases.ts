import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { GuidanceRecords } from '../../src/records/guidance-records.ts'
import type { DatabaseAddress } from '../../src/records/store/database.ts'
import { openRecords } from '../../src/records/store/open-records.ts'
import type { RecordsEvent } from '../../src/records/store/events.ts'
import { boardRecordOf, type Engine, feedbackOf, listOf, recordOf } from '../support/records.ts'
import { frozenClock } from '../support/clock.ts'

const open = (address: DatabaseAddress, events: RecordsEvent[] = []) =>
  openRecords({
    address,
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: (event) => void events.push(event),
  })

/** Laws of the store that hold on every database. */
export function storeCases(startEngine: () => Engine | Promise<Engine>): void {
  let engine: Engine
  let records: GuidanceRecords
  let address: DatabaseAddress
  const events: RecordsEvent[] = []
  beforeAll(async () => {
    engine = await startEngine()
    address = await engine.newDatabase()
    records = await open(address, events)
  })
  afterAll(async () => {
    await records.close()
    await engine.stop()
  })

  describe('a guidance record', () => {
    test('what was stored is found as it was', async () => {
      expect(await records.record(recordOf('a'))).toBe('stored')
      expect(await records.find('a')).toEqual(JSON.parse(JSON.stringify(recordOf('a'))))
    })

    test('of a board is found as it was, with its feedback', async () => {
      expect(await records.record(boardRecordOf('of-a-board'))).toBe('stored')
      expect(await records.find('of-a-board')).toEqual(
        JSON.parse(JSON.stringify(boardRecordOf('of-a-board'))),
      )
      await records.add([feedbackOf('of-a-board', { service: 'board-order-select' })])
      expect(await records.feedbackOf('of-a-board')).toHaveLength(1)
    })

    test('what was never stored is not found', async () => {
      expect(await records.find('nobody')).toBeUndefined()
    })

    test('one record a second time is kept once, as it was first', async () => {
      await records.record(recordOf('twice', { client: 'once' }))
      expect(await records.record(recordOf('twice', { client: 'once' }))).toBe('stored')
      expect(await listOf(records.records({ client: 'once' }))).toHaveLength(1)
    })

    test('a NUL, a lone surrogate and any script are kept', async () => {
      const summary = '\0 \uD800 肝癌 "quoted" \\'
      const card = { fate: 'shown', summary, suggestions: [] } as const
      expect(await records.record(recordOf('odd', { card }))).toBe('stored')
      expect((await records.find('odd'))?.card.summary).toBe(summary)
    })

    test('records at once are written in few groups and are all there', async () => {
      const ids = Array.from({ length: 600 }, (_, i) => `many-${String(i).padStart(4, '0')}`)
      const from = events.length
      const kept = await Promise.all(
        ids.map((id) => records.record(recordOf(id, { client: 'many' }))),
      )
      expect(new Set(kept)).toEqual(new Set(['stored']))
      expect(events.slice(from).filter(({ kind }) => kind === 'stored').length).toBeLessThan(10)
      const found = await listOf(records.records({ client: 'many' }))
      expect(found.map(({ id }) => id)).toEqual(ids)
    })

    test('records come in the order of their time, also over several pages, whatever their ids', async () => {
      const at = (i: number) => new Date(Date.UTC(2025, 0, 1) + (i >> 1)).toISOString()
      await Promise.all(
        Array.from({ length: 1_100 }, (_, i) =>
          records.record(recordOf(`p${String(i * 7919)}`, { at: at(i), client: 'paged' })),
        ),
      )
      const times = (await listOf(records.records({ client: 'paged' }))).map((record) => record.at)
      expect(times).toHaveLength(1_100)
      expect(times).toEqual(times.toSorted())
    })

    test('a filter gives what holds of all that it says', async () => {
      await records.record(recordOf('f1', { at: '2030-01-01T00:00:00.000Z', service: 's1' }))
      await records.record(recordOf('f2', { at: '2030-02-01T00:00:00.000Z', service: 's1' }))
      await records.record(recordOf('f3', { at: '2030-01-15T00:00:00.000Z', service: 's2' }))
      const january = { from: '2030-01-01T00:00:00.000Z', until: '2030-02-01T00:00:00.000Z' }
      const ids = async (filter: object) =>
        (await listOf(records.records(filter))).map(({ id }) => id)
      expect(await ids({ ...january, service: 's1' })).toEqual(['f1'])
      expect(await ids(january)).toEqual(['f1', 'f3'])
    })
  })

  describe('feedback', () => {
    test('it is found by its card', async () => {
      expect(await records.add([feedbackOf('card-1')])).toBe(1)
      expect(await records.feedbackOf('card-1')).toEqual([feedbackOf('card-1')])
      expect(await records.feedbackOf('card-2')).toEqual([])
    })

    test('the same feedback again, in one request or another, is kept once', async () => {
      const again = feedbackOf('card-3', { receivedAt: '2027-01-01T00:00:00.000Z' })
      expect(await records.add([feedbackOf('card-3'), feedbackOf('card-3')])).toBe(1)
      expect(await records.add([again])).toBe(0)
      expect(await records.feedbackOf('card-3')).toHaveLength(1)
    })

    test('a card once ignored may be accepted later: both are kept', async () => {
      const later = feedbackOf('card-4', { outcome: 'accepted', acceptedSuggestions: ['s'] })
      expect(await records.add([feedbackOf('card-4'), later])).toBe(2)
      expect(await records.feedbackOf('card-4')).toHaveLength(2)
    })

    test('comments keep every character', async () => {
      const userComment = "Mrs O'Neil; drop table feedback; -- \0 患者拒绝"
      await records.add([feedbackOf('card-5', { userComment })])
      expect((await records.feedbackOf('card-5'))[0]?.userComment).toBe(userComment)
    })

    test('an empty list is taken', async () => {
      expect(await records.add([])).toBe(0)
    })
  })

  describe('models and outcomes', () => {
    test('a model is kept once and found by its hash', async () => {
      const model = { hash: 'h1', id: 'm', version: '1', definition: '{}' }
      expect(await records.addModel(model)).toBe('stored')
      expect(await records.addModel(model)).toBe('stored')
      expect(await records.findModel('h1')).toEqual(model)
      expect(await records.findModel('h2')).toBeUndefined()
      expect(await records.models()).toEqual([model])
    })

    test('an outcome that is told again changes what was told first', async () => {
      const outcome = { patient: 'p', date: '2026-01-02', definition: 'd', source: 'a.csv' }
      expect(await records.addOutcomes([{ ...outcome, happened: true }])).toBe(1)
      expect(await records.addOutcomes([{ ...outcome, happened: true }])).toBe(0)
      expect(await records.addOutcomes([{ ...outcome, happened: false }])).toBe(1)
      expect(await listOf(records.outcomes())).toEqual([{ ...outcome, happened: false }])
      const died = { ...outcome, happened: false, competing: 'death' } as const
      expect(await records.addOutcomes([died])).toBe(1)
      expect(await records.addOutcomes([died])).toBe(0)
      expect(await listOf(records.outcomes())).toEqual([died])
      expect(await listOf(records.outcomes({ from: '2026-01-03' }))).toEqual([])
    })
  })

  describe('a purge', () => {
    test('what is older goes, what is not stays', async () => {
      const fresh = await open(await engine.newDatabase())
      const [old, recent] = ['2020-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']
      await fresh.record(recordOf('old', { at: old }))
      await fresh.record(recordOf('recent', { at: recent }))
      await fresh.add([feedbackOf('c', { receivedAt: old })])
      expect(await fresh.purge('2025-01-01T00:00:00.000Z')).toEqual({
        records: 1,
        feedback: 1,
        outcomes: 0,
        values: 0,
      })
      expect(await listOf(fresh.records({}))).toMatchObject([{ id: 'recent' }])
      await fresh.close()
    })
  })

  describe('the database', () => {
    test('what was stored before a restart is there after it', async () => {
      const kept = await engine.newDatabase()
      const first = await open(kept)
      await first.record(recordOf('a'))
      await first.close()
      const second = await open(kept)
      expect(await second.find('a')).toBeDefined()
      await second.close()
    })

    test('it says of what kind it is and that nothing waits', () => {
      expect(records.status()).toMatchObject({
        kind: engine.name,
        database: 'up',
        spool: { entries: 0 },
      })
    })
  })

  describe('values by platform', () => {
    const measured = (id: string, patient: string, value: number, more = {}) =>
      recordOf(id, {
        service: 'drift',
        patient,
        protocolKey: 'MR 1; IVIM',
        readings: [
          { predictor: 'dStar', state: 'found', value, unit: '10*-3.mm2/s' },
          { predictor: 'nlr', state: 'found', value: 2.4, unit: '1' },
          { predictor: 'capsuleIncomplete', state: 'found', value: 1, finding: 'incomplete' },
          { predictor: 'adc', state: 'missing' },
        ],
        ...more,
      })

    test('are kept with the record: numbers with a unit, each patient once, in their order', async () => {
      await records.record(measured('v2', 'q', 50, { at: '2026-11-20T10:00:00.000Z' }))
      await records.record(measured('v1', 'p', 46))
      await records.record(measured('v3', 'p', 99, { at: '2026-11-21T09:00:00.000Z' }))
      await records.record(
        measured('v4', 'p', 98, { service: 'drift-sign', at: '2026-11-20T09:00:05.000Z' }),
      )
      const values = await records.drift.values(['drift', 'drift-sign'], '2026-11-20')
      const ofPatient = (at: string, value: number) =>
        ['dStar', 'nlr'].map((predictor) => ({
          platform: 'MR 1; IVIM',
          predictor,
          at,
          value: predictor === 'nlr' ? 2.4 : value,
        }))
      expect(values.toSorted((a, b) => (a.at + a.predictor < b.at + b.predictor ? -1 : 1))).toEqual(
        [
          ...ofPatient('2026-11-20T09:00:00.000Z', 46),
          ...ofPatient('2026-11-20T10:00:00.000Z', 50),
        ],
      )
      expect(await records.drift.values(['drift'], '2026-11-20T09:30')).toHaveLength(2)
      expect(await records.drift.values(['another'], '')).toEqual([])
      expect(await records.drift.values([], '')).toEqual([])
    })

    test('a record whose centred predictor has no value leaves none', async () => {
      const { protocolKey: _, ...without } = measured('v5', 'r', 46, { service: 'keyless' })
      await records.record(without)
      expect(await records.drift.values(['keyless'], '')).toEqual([])
    })

    test('an alarm is new once, whoever finds it; reviews are kept by anchor', async () => {
      const alarm = {
        platform: 'A',
        predictor: 'dStar',
        at: '2026-11-20',
        direction: 'up',
      } as const
      expect(await records.drift.addAlarm('anchor', alarm)).toBe(true)
      expect(await records.drift.addAlarm('anchor', alarm)).toBe(false)
      expect(await records.drift.alarms('anchor')).toEqual([alarm])
      expect(await records.drift.alarms('another')).toEqual([])
      const review = { platform: 'A', at: '2026-11-21', name: 'N', role: 'R', finding: '肝 F' }
      await records.drift.addReview('anchor', review)
      expect(await records.drift.reviews('anchor')).toEqual([review])
      expect(await records.drift.reviews('another')).toEqual([])
    })

    test('they go with old records, and alarms and reviews stay', async () => {
      await records.record(
        measured('v6', 's', 46, { service: 'old', at: '2020-01-01T00:00:00.000Z' }),
      )
      const purged = await records.purge('2021')
      expect(purged.values).toBe(2)
      expect(await records.drift.values(['old'], '')).toEqual([])
      expect(await records.drift.alarms('anchor')).toHaveLength(1)
      expect(await records.drift.reviews('anchor')).toHaveLength(1)
    })
  })
}
