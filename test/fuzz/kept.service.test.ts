import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { type FuzzCase, fuzzCases } from './cases.ts'
import { type FuzzTarget, startFuzzTarget } from './target.ts'

let target: FuzzTarget
beforeAll(async () => {
  target = await startFuzzTarget()
})
afterAll(() => target.stop())

const kept = readdirSync(repositoryPath('fixtures/fuzz')).filter((file) => file.endsWith('.json'))

describe('calls that are nearly right', () => {
  test('of fixtures/fuzz, each of which failed once, are answered properly', async () => {
    const failed: string[] = []
    for (const file of kept) {
      const one = readRepositoryJson(`fixtures/fuzz/${file}`) as FuzzCase
      if ((await target.judge(one)) !== undefined) failed.push(file)
    }
    expect(failed).toEqual([])
  })

  test('of one seed are all answered properly', async () => {
    const property = fc.asyncProperty(fuzzCases, async (one) => {
      expect(await target.judge(one)).toBeUndefined()
    })
    await fc.assert(property, { seed: 7, numRuns: 150 })
  })
})
