import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { Queue } from '../../../src/server/http/queue.ts'

const PATIENT = 60_000

/** Turns, and what became of each who asked, in the order in which it was decided. */
function watched(atOnce: number, waiting: number, patienceMs = PATIENT) {
  const turns = new Queue({ atOnce, waiting, patienceMs })
  const decided: string[] = []
  const take = async (client: string, name = client) => {
    decided.push(`${name} ${(await turns.take(client)) ? 'in' : 'out'}`)
  }
  return { turns, decided, take }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('turns', () => {
  test('one client has half of them at most; another has one at once', async () => {
    const { decided, take } = watched(4, 0)
    for (const client of ['a', 'a', 'a', 'b', 'b', 'b']) await take(client)
    expect(decided).toEqual(['a in', 'a in', 'a out', 'b in', 'b in', 'b out'])
  })

  test('one client has half of the queue at most', async () => {
    const { turns, decided, take } = watched(2, 4)
    await take('a')
    await take('b')
    for (const name of ['a1', 'a2', 'a3']) void take('a', name)
    for (const name of ['b1', 'b2', 'b3']) void take('b', name)
    await settle()
    expect(decided).toEqual(['a in', 'b in', 'a3 out', 'b3 out'])
    for (const client of ['a', 'b', 'a', 'b', 'a', 'b']) turns.giveBack(client)
    await settle()
    expect(turns.state).toEqual({ working: 0, waiting: 0 })
  })

  test('who waits for a client at its bound is passed by others, and keeps its place', async () => {
    const { turns, decided, take } = watched(4, 4)
    for (const client of ['a', 'a', 'b', 'c']) await take(client)
    void take('a', 'a-waits')
    void take('b', 'b-waits')
    turns.giveBack('c')
    await settle()
    expect(decided.slice(4)).toEqual(['b-waits in'])
    turns.giveBack('a')
    await settle()
    expect(decided.slice(4)).toEqual(['b-waits in', 'a-waits in'])
  })

  test('nobody waits longer than its patience', async () => {
    const { turns, decided, take } = watched(1, 1, 20)
    await take('a')
    await take('a', 'late')
    expect(decided).toEqual(['a in', 'late out'])
    expect(turns.state).toEqual({ working: 1, waiting: 0 })
    turns.giveBack('a')
    await take('a', 'again')
    expect(decided.at(-1)).toBe('again in')
  })

  test('whatever comes and goes, no bound is passed, none is lost, and none waits beside a free turn', async () => {
    const step = fc.record({ client: fc.constantFrom('a', 'b', 'c'), comes: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        async (steps, atOnce, waiting) => {
          const turns = new Queue({ atOnce, waiting, patienceMs: PATIENT })
          const inside: string[] = []
          const pending: Promise<void>[] = []
          for (const { client, comes } of steps) {
            if (comes) {
              const come = async () => {
                if (await turns.take(client)) inside.push(client)
              }
              pending.push(come())
            } else {
              const [gone] = inside.splice(0, 1)
              if (gone !== undefined) turns.giveBack(gone)
            }
            await settle()
            expect(turns.state.working).toBe(inside.length)
            expect(turns.state.working).toBeLessThanOrEqual(atOnce)
            expect(turns.state.waiting).toBeLessThanOrEqual(waiting)
            for (const one of ['a', 'b', 'c'])
              expect(inside.filter((name) => name === one).length).toBeLessThanOrEqual(
                Math.ceil(atOnce / 2),
              )
          }
          while (inside.length > 0) {
            turns.giveBack(inside.pop()!)
            await settle()
          }
          await Promise.all(pending)
          expect(turns.state).toEqual({ working: 0, waiting: 0 })
        },
      ),
      { numRuns: 60 },
    )
  })
})
