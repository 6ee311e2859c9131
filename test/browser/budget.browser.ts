import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { measureBudgets } from './budget.ts'
import { openStage, type Stage } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 60_000)
afterAll(() => stage.close(), 30_000)

describe('the bundle', () => {
  test('keeps its budgets of compressed script', () => {
    const over = measureBudgets().filter(({ bytes, limit }) => bytes === 0 || bytes > limit)
    expect(over).toEqual([])
  })
})
