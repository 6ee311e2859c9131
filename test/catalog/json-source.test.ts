import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { formatPath } from '../../src/base/json-path.ts'
import { lineOf, parseJson, readSource } from '../../src/catalog/json-source.ts'

/** Every path of a value. */
function pathsOf(value: unknown, at: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...at]]
  const inner = Array.isArray(value)
    ? value.flatMap((element, i) => pathsOf(element, [...at, i]))
    : Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...at, key]))
  return [[...at], ...inner]
}

describe('the places of a JSON text', () => {
  test('hold every value of it, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text)
        const { lines } = readSource(JSON.stringify(value, null, indent))
        for (const path of pathsOf(value)) expect(lines.has(formatPath(path))).toBe(true)
      }),
    )
  })

  test('a list printed one entry a line has each entry on its line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (list) => {
        const source = readSource(JSON.stringify({ list }, null, 2))
        list.forEach((_, i) => expect(lineOf(source, ['list', i])).toBe(i + 3))
      }),
    )
  })

  test('a member that is there twice is found, at any depth', () => {
    const source = readSource('{"a": [{"b": 1, "c": "b", "b": 2}]}')
    expect(source.repeated).toEqual([['a', 0, 'b']])
  })
})

describe('a text that is no JSON', () => {
  test.each([
    ['{"a": NaN}', 1, 'NaN and Infinity are no numbers'],
    ['{\n"a": -Infinity}', 2, 'NaN and Infinity are no numbers'],
    ['{"a": 1,\n}', 2, 'a comma stands before a closing bracket'],
    ['{\n// why\n"a": 1}', 2, 'JSON has no comments'],
    ["{\n\n'a': 1}", 3, 'double quotation marks'],
    ['{"a": [1, 2', 1, 'ends too early'],
    ['{"a": 1\n"b": 2}', 2, 'Expected'],
  ])('%j is told on its line', (text, line, why) => {
    const parsed = parseJson(text)
    expect(parsed).toMatchObject({ fault: { line } })
    expect('fault' in parsed ? parsed.fault.why : '').toContain(why)
  })

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['value', 'fault']).toContain(Object.keys(parseJson(text))[0])
      }),
    )
  })
})
