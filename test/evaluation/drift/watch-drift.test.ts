import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type LogSink, toLogger } from '../../../src/base/telemetry/logger.ts'
import { type DriftWatch, watchDrift } from '../../../src/evaluation/drift/watch-drift.ts'
import type { DriftRecords } from '../../../src/records/drift-records.ts'
import { openRecords, type OpenRecords } from '../../../src/records/store/open-records.ts'
import { IN_MEMORY } from '../../../src/records/store/sqlite-file.ts'
import { frozenClock } from '../../support/clock.ts'
import { recordOf } from '../../support/records.ts'
import { until } from '../../support/until.ts'
import { definition } from '../monitoring/support.ts'

const platform = { key: 'MR 1', patients: 60, mean: 46, sd: 11 }
const model = {
  ...definition.model.definition,
  site: {
    anchor: {
      kind: 'platform',
      patients: 60,
      period: { from: '2025-01-01', to: '2026-05-31' },
      platforms: [platform],
      intercepts: [],
      signature: { name: 'A', role: 'r', on: '2026-06-01' },
      expires: '2027-06-01',
    },
  },
} as const
const service = { id: definition.id }
const watched = { service: definition.id, hooks: ['tace-resistance-order-select'], model }

let records: OpenRecords
const log: string[] = []
const logSink: LogSink = { write: (line) => void log.push(line) }
const logger = toLogger('info', logSink)
const open: DriftWatch[] = []
beforeEach(async () => {
  log.length = 0
  records = await openRecords({
    address: { kind: 'sqlite', file: IN_MEMORY },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })
})
afterEach(async () => {
  for (const watch of open.splice(0)) watch.close()
  await records.close()
})

async function watch(models: Parameters<typeof watchDrift>[0]['models'], of?: DriftRecords) {
  const made = await watchDrift({ models, records: of, logger })
  open.push(made)
  return made
}

const findingOf = (made: DriftWatch) => made.probes.map(({ check }) => check())

/** Ten patients whose D* is twice as high. */
async function answerMoved(): Promise<void> {
  const readings = [{ predictor: 'dStar', state: 'found', value: 92, unit: 'mm2/s' }] as const
  for (let i = 0; i < 10; i += 1)
    await records.record(
      recordOf(`r${String(i)}`, { patient: `p${String(i)}`, protocolKey: 'MR 1', readings }),
    )
}

const isMoved = (made: DriftWatch) => {
  const moved = made.moved(service)
  return moved !== undefined && moved !== 'unread' && moved.has('MR 1')
}

const told = () => log.filter((line) => line.includes('have moved'))

describe('a service watches its anchored devices', () => {
  test('and finds what moved after an answer, as does every process on the same records', async () => {
    const [first, second] = [
      await watch([watched], records.drift),
      await watch([watched], records.drift),
    ]
    expect([isMoved(first), isMoved(second)]).toEqual([false, false])
    expect(findingOf(first)).toEqual([{ status: 'ok' }])
    await answerMoved()
    first.answered()
    await until(() => isMoved(first))
    second.answered()
    await until(() => isMoved(second))
    expect(findingOf(second)).toEqual([{ status: 'warning', why: 'moved: 1' }])
    // Found twice, and told once.
    expect(told()).toHaveLength(1)
    const restarted = await watch([watched], records.drift)
    expect(isMoved(restarted)).toBe(true)
    expect(told()).toHaveLength(1)
  })

  test('what cannot be read is not taken for unmoved', async () => {
    const away = new Proxy(records.drift, {
      get: () => () => Promise.reject(new Error('away')),
    })
    const made = await watch([watched], away)
    expect(made.moved(service)).toBe('unread')
    expect(findingOf(made)).toEqual([{ status: 'degraded', why: 'charts-unread' }])
  })

  test('without records it says that nothing is watched', async () => {
    const made = await watch([watched])
    expect(made.moved(service)).toBeUndefined()
    expect(findingOf(made)).toEqual([{ status: 'degraded', why: 'no-records' }])
    expect(log.join('')).toContain('drift is not watched')
  })

  test('a model that is not anchored has nothing to watch', async () => {
    const made = await watch([{ ...watched, model: definition.model.definition }], records.drift)
    expect(made.moved(service)).toBeUndefined()
    expect(findingOf(made)).toEqual([])
  })
})
