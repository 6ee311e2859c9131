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
    const store = memoryReplayStore(clock, 2)
    for (const token of ['a', 'b']) await store.spend(token, at(clock, 5))
    expect(await store.spend('c', at(clock, 5))).toBe('no-room')
    expect(await store.spend('a', at(clock, 5))).toBe('used-before')
  })

  test('forgets a token once it has expired', async () => {
    const clock = movableClock()
    const store = memoryReplayStore(clock, 2)
    for (const token of ['a', 'b']) await store.spend(token, at(clock, 5))
    addMinutes(clock, 6)
    expect(await store.spend('c', at(clock, 5))).toBe('first-use')
  })
})
