import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { Queue } from '../../../src/server/http/queue.ts'

/** Longer than any test. */
const LONG_MS = 60_000

/** A queue, and what became of each request, in the order in which it was decided. */
function watched(atOnce: number, waiting: number, waitMs = LONG_MS) {
  const queue = new Queue({ atOnce, waiting, waitMs })
  const decided: string[] = []
  const enter = async (client: string, name = client) => {
    decided.push(`${name} ${(await queue.enter(client)) ? 'in' : 'out'}`)
  }
  return { queue, decided, enter }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the queue', () => {
  test('one client has half of the capacity at most; another is let in at once', async () => {
    const { decided, enter } = watched(4, 0)
    for (const client of ['a', 'a', 'a', 'b', 'b', 'b']) await enter(client)
    expect(decided).toEqual(['a in', 'a in', 'a out', 'b in', 'b in', 'b out'])
  })

  test('one client has half of those that wait at most', async () => {
    const { queue, decided, enter } = watched(2, 4)
    await enter('a')
    await enter('b')
    for (const name of ['a1', 'a2', 'a3']) void enter('a', name)
    for (const name of ['b1', 'b2', 'b3']) void enter('b', name)
    await settle()
    expect(decided).toEqual(['a in', 'b in', 'a3 out', 'b3 out'])
    for (const client of ['a', 'b', 'a', 'b', 'a', 'b']) queue.leave(client)
    await settle()
    expect(queue.state).toEqual({ working: 0, waiting: 0 })
  })

  test('who waits for a client at its bound is passed by others, and keeps its place', async () => {
    const { queue, decided, enter } = watched(4, 4)
    for (const client of ['a', 'a', 'b', 'c']) await enter(client)
    void enter('a', 'a-waits')
    void enter('b', 'b-waits')
    queue.leave('c')
    await settle()
    expect(decided.slice(4)).toEqual(['b-waits in'])
    queue.leave('a')
    await settle()
    expect(decided.slice(4)).toEqual(['b-waits in', 'a-waits in'])
  })

  test('nobody waits longer than the bound', async () => {
    const { queue, decided, enter } = watched(1, 1, 20)
    await enter('a')
    await enter('a', 'late')
    expect(decided).toEqual(['a in', 'late out'])
    expect(queue.state).toEqual({ working: 1, waiting: 0 })
    queue.leave('a')
    await enter('a', 'again')
    expect(decided.at(-1)).toBe('again in')
  })

  test('whatever comes and goes, no bound is passed, none is lost, and none waits beside free capacity', async () => {
    const step = fc.record({ client: fc.constantFrom('a', 'b', 'c'), comes: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        async (steps, atOnce, waiting) => {
          const queue = new Queue({ atOnce, waiting, waitMs: LONG_MS })
          const inside: string[] = []
          const pending: Promise<void>[] = []
          for (const { client, comes } of steps) {
            if (comes) {
              const come = async () => {
                if (await queue.enter(client)) inside.push(client)
              }
              pending.push(come())
            } else {
              const [gone] = inside.splice(0, 1)
              if (gone !== undefined) queue.leave(gone)
            }
            await settle()
            expect(queue.state.working).toBe(inside.length)
            expect(queue.state.working).toBeLessThanOrEqual(atOnce)
            expect(queue.state.waiting).toBeLessThanOrEqual(waiting)
            for (const client of ['a', 'b', 'c'])
              expect(inside.filter((name) => name === client).length).toBeLessThanOrEqual(
                Math.ceil(atOnce / 2),
              )
          }
          while (inside.length > 0) {
            queue.leave(inside.pop()!)
            await settle()
          }
          await Promise.all(pending)
          expect(queue.state).toEqual({ working: 0, waiting: 0 })
        },
      ),
      { numRuns: 60 },
    )
  })
})
