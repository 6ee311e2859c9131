import { describe, expect, test } from '@jest/globals'
import { Health, type HealthFinding, type HealthProbe } from '../../../src/base/telemetry/health.ts'

const probe = (name: string, check: HealthProbe['check']): HealthProbe => ({ name, check })
const finding = (name: string, status: HealthFinding['status']) => probe(name, () => ({ status }))

describe('the health of a service', () => {
  test.each([
    [[], 'ok'],
    [['ok', 'warning'], 'ok'],
    [['ok', 'degraded', 'warning'], 'degraded'],
    [['degraded', 'down', 'ok'], 'down'],
  ] as const)('of parts that are %j is %s', async (parts, status) => {
    const health = new Health(parts.map((part, i) => finding(`part-${String(i)}`, part)))
    expect((await health.report()).status).toBe(status)
  })

  test('a probe that throws or rejects is down, and what it said is not told', async () => {
    const health = new Health([
      probe('throws', () => {
        throw new Error('password=hunter2')
      }),
      probe('rejects', () => Promise.reject(new Error('password=hunter2'))),
    ])
    const report = await health.report()
    expect(report.checks['throws']).toEqual({ status: 'down', why: 'check-failed' })
    expect(JSON.stringify(report)).not.toContain('hunter2')
  })

  test('a probe that never answers is degraded, and holds nobody up', async () => {
    const health = new Health([probe('silent', () => new Promise(() => undefined))])
    expect(await health.report()).toMatchObject({
      status: 'degraded',
      checks: { silent: { why: 'no-answer' } },
    })
  })

  test('many who ask at once have it looked at once', async () => {
    let looks = 0
    const health = new Health([
      probe('counted', () => {
        looks += 1
        return { status: 'ok' }
      }),
    ])
    await Promise.all(Array.from({ length: 50 }, () => health.report()))
    expect(looks).toBe(1)
  })

  test('a service that drains says so, whatever its parts are', async () => {
    const health = new Health([finding('part', 'ok')])
    await health.report()
    health.drain()
    expect((await health.report()).status).toBe('draining')
  })
})
