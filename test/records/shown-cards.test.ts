import { expect, test } from '@jest/globals'
import { type Clock, toInstant } from '../../src/base/time.ts'
import { rememberShownCards } from '../../src/records/store/shown-cards.ts'

function memory(maxCards = 3) {
  const time = { now: 0 }
  const clock: Clock = { now: () => toInstant(time.now) }
  return { time, shown: rememberShownCards({ clock, maxCards, forgetAfterMs: 1_000 }) }
}

test('what was shown is known by its key, and nothing else is', () => {
  const { shown } = memory()
  shown.remember('k')
  expect([shown.has('k'), shown.has('u')]).toEqual([true, false])
})

test('it is forgotten with time', () => {
  const { time, shown } = memory()
  shown.remember('k')
  time.now = 999
  expect(shown.has('k')).toBe(true)
  time.now = 1_000
  expect(shown.has('k')).toBe(false)
})

test('beyond the bound the oldest goes; what was shown again is not the oldest', () => {
  const { shown } = memory()
  for (const name of ['a', 'b', 'c', 'a', 'd']) shown.remember(name)
  expect(['a', 'b', 'c', 'd'].map(shown.has)).toEqual([true, false, true, true])
})
