import { describe, expect, test } from '@jest/globals'
import { toInstant } from '../../../src/base/time.ts'
import { memoryReplayStore } from '../../../src/server/access/replay-store.ts'
import { addMinutes, movableClock } from './clock.ts'

const at = (clock: { now: () => number }, minutes: number) =>
  toInstant(clock.now() + minutes * 60_000)

describe('the replay store', () => {
  test('takes a token once, also when it comes twice at the same time', async () => {
    const clock = movableClock()
    const store = memoryReplayStore(clock)
    const twice = [store.spend('a', at(clock, 5)), store.spend('a', at(clock, 5))]
    expect(await Promise.all(twice)).toEqual(['first-use', 'used-before'])
  })

  test('is bounded: when it is full of living tokens it takes no more, and forgets none', async () => {
    const clock = movableClock()
    const store = memoryReplayStore(clock, { mostTokens: 2 })
    for (const token of ['a', 'b']) await store.spend(token, at(clock, 5))
    expect(await store.spend('c', at(clock, 5))).toBe('no-room')
    expect(await store.spend('a', at(clock, 5))).toBe('used-before')
  })

  test('forgets a token once it has expired', async () => {
    const clock = movableClock()
    const store = memoryReplayStore(clock, { mostTokens: 2 })
    for (const token of ['a', 'b']) await store.spend(token, at(clock, 5))
    addMinutes(clock, 6)
    expect(await store.spend('c', at(clock, 5))).toBe('first-use')
  })

  /** A store, its clock, and a way to let time go by for both of its clocks. */
  function timed() {
    const clock = movableClock()
    const steady = { now: 0 }
    const store = memoryReplayStore(clock, { steadyNow: () => steady.now })
    const pass = (minutes: number) => {
      addMinutes(clock, minutes)
      steady.now += minutes * 60_000
    }
    return { clock, store, pass }
  }

  test.each([-1, -5, -30, -60, -600, -100_000, 1, 5, 70, 600, 100_000])(
    'a clock that is moved by %d minutes and set right re-opens no token',
    async (minutes) => {
      const { clock, store, pass } = timed()
      const until = at(clock, 5)
      await store.spend('a', until)
      pass(1)
      addMinutes(clock, minutes)
      await store.spend('b', at(clock, 5))
      pass(2)
      await store.spend('c', at(clock, 5))
      addMinutes(clock, -minutes)
      expect(await store.spend('a', until)).toBe('used-before')
    },
  )

  test.each([1, 60, 480, 840, 1_439])(
    'a clock that is set back by %d minutes after a token has expired does not re-open it',
    async (minutes) => {
      const { clock, store, pass } = timed()
      const until = at(clock, 5)
      await store.spend('a', until)
      for (let i = 0; i < 6; i += 1) {
        pass(minutes / 6)
        await store.spend(`other ${String(i)}`, at(clock, 5))
      }
      addMinutes(clock, -minutes)
      expect(await store.spend('a', until)).toBe('used-before')
    },
  )

  test('a clock that is set back does not fill it up for ever', async () => {
    const { clock, store, pass } = timed()
    addMinutes(clock, 100_000)
    await store.spend('a', at(clock, 5))
    addMinutes(clock, -100_000)
    for (let i = 0; i < 10; i += 1) {
      pass(1_450)
      expect(await store.spend('same', at(clock, 5))).toBe('first-use')
    }
  })
})
