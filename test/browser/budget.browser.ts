import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { measureBudgets } from './budget.ts'
import { startBrowser, type ServiceInBrowser } from './support.ts'

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

describe('the bundle', () => {
  test('keeps its budgets of compressed script', () => {
    const over = measureBudgets().filter(({ bytes, limit }) => bytes === 0 || bytes > limit)
    expect(over).toEqual([])
  })
})
