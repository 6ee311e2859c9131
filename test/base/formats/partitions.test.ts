import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Partitions } from '../../../src/base/formats/partitions.ts'
import { fc } from '../../support/property.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partitions-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Added = readonly (readonly [key: string, line: string])[]

function readBack(added: Added, mostBytes?: number) {
  const partitions = new Partitions(folder, mostBytes)
  for (const [key, line] of added) partitions.add(key, line)
  return [...partitions.keys()]
}

const key = fc.stringMatching(/^[A-Za-z0-9.\u4e00-\u4e20-]{1,12}$/)
const line = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\n]/g, ' ')),
  fc.integer({ min: 0, max: 20_000 }).map((length) => '肝'.repeat(length)),
)
const added = fc.array(fc.tuple(key, line), { maxLength: 30 })

describe('lines by key', () => {
  test('every key comes once, with all of its lines in the order in which they were added', () => {
    fc.assert(
      fc.property(added, (lines) => {
        const wanted = Map.groupBy(lines, ([of]) => of)
        const found = readBack(lines)
        expect(new Set(found.map(([of]) => of)).size).toBe(found.length)
        expect(new Map(found)).toEqual(
          new Map([...wanted].map(([of, all]) => [of, all.map(([, text]) => text)])),
        )
      }),
      { numRuns: 30 },
    )
  })

  test('the order of the keys is the same however often a partition is divided', () => {
    fc.assert(
      fc.property(added, fc.integer({ min: 0, max: 4000 }), (lines, mostBytes) => {
        expect(readBack(lines, mostBytes)).toEqual(readBack(lines))
      }),
      { numRuns: 20 },
    )
  })

  test('the order of the keys does not depend on the order in which they came', () => {
    fc.assert(
      fc.property(added, (lines) => {
        const names = (found: ReturnType<typeof readBack>) => found.map(([of]) => of)
        expect(names(readBack(lines.toReversed()))).toEqual(names(readBack(lines)))
      }),
      { numRuns: 20 },
    )
  })

  test('nothing is left on disk, read to the end or given up', () => {
    const lines = Array.from({ length: 3000 }, (_, i) => [`k${i}`, 'x'.repeat(4000)] as const)
    expect(readBack(lines, 10_000)).toHaveLength(3000)
    expect(readdirSync(folder)).toEqual([])
    const partitions = new Partitions(folder, 10_000)
    for (const [of, text] of lines) partitions.add(of, text)
    const keys = partitions.keys()
    keys.next()
    keys.return(undefined)
    partitions.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('a work folder that is not there is told', () => {
    const partitions = new Partitions(join(folder, 'nowhere'))
    const add = () => partitions.add('k', 'x'.repeat(20_000))
    expect(add).toThrow('the work folder cannot be used: ENOENT')
  })
})
