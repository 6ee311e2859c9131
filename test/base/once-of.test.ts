import { expect, test } from '@jest/globals'
import { onceCarried, onceOf } from '../../src/base/once-of.ts'

const counted = () => {
  const calls: unknown[] = []
  return { calls, compute: (key: object) => void calls.push(key) }
}

test.each([
  ['onceOf', onceOf],
  ['onceCarried', onceCarried],
])('%s computes once of each object, also nothing, also of a frozen one or a list', (_, once) => {
  const { calls, compute } = counted()
  const of = once(compute)
  const keys = [{}, [], Object.freeze({ a: 1 }), JSON.parse('{"id": 1}') as object]
  for (const key of [...keys, ...keys]) of(key)
  expect(calls).toEqual(keys)
})

test.each([
  ['onceOf', onceOf],
  ['onceCarried', onceCarried],
])('two functions made by %s keep what they compute apart', (_, once) => {
  const name = once(({ n }: { n: number }) => String(n))
  const twice = once(({ n }: { n: number }) => n * 2)
  const key = { n: 2 }
  expect([name(key), twice(key), name(key), twice(key)]).toEqual(['2', 4, '2', 4])
})

test('what an object carries is not seen, and no copy carries it', () => {
  const of = onceCarried(({ n }: { n: number }) => n * 2)
  const key = { n: 2 }
  expect(of(key)).toBe(4)
  expect(Reflect.ownKeys(key)).toEqual(['n'])
  expect(of({ ...key, n: 3 })).toBe(6)
})
