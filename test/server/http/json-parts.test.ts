import { describe, expect, test } from '@jest/globals'
import { hasMorePartsThan } from '../../../src/server/http/json-parts.ts'
import { fc } from '../../support/property.ts'

const bytesOf = (text: string) => Buffer.from(text)

function partsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Object.values(value).reduce((sum: number, part) => sum + partsIn(part), 0)
}

describe('the lists and objects of a JSON', () => {
  test('are as many as a parser makes of it, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = bytesOf(JSON.stringify(value))
        const parts = partsIn(value)
        expect(hasMorePartsThan(parts, json)).toBe(false)
        if (parts > 0) expect(hasMorePartsThan(parts - 1, json)).toBe(true)
      }),
    )
  })

  test.each([
    ['brackets in a text', '["[[[{{{"]', 1],
    ['an escaped quote before a bracket', String.raw`["\"[","\\",[]]`, 2],
    ['a text that does not end', '["[[[', 1],
    ['a backslash at the end', '["\\', 1],
    ['opening brackets alone', '[[[', 3],
  ])('are counted with %s', (_what, json, parts) => {
    expect(hasMorePartsThan(parts, bytesOf(json))).toBe(false)
    expect(hasMorePartsThan(parts - 1, bytesOf(json))).toBe(true)
  })
})
