import { expect, test } from '@jest/globals'
import { ownTurn } from '../../src/base/in-turns.ts'

test('of those who wait for a turn of their own no two get the same, and they get it in order', async () => {
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const got: number[] = []
  const waiters = Array.from({ length: 20 }, (_, i) =>
    ownTurn().then(() => {
      got.push(turn)
      return i
    }),
  )
  expect(await Promise.all(waiters)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  isOver = true
  expect(new Set(got).size).toBe(20)
  expect(got).toEqual(got.toSorted((a, b) => a - b))
})
