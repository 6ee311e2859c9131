import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')
const document = read('SECURITY.md')

/** The rows of a table, each as its cells, without its head. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:attack|-)/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )

const attacks = rowsOf(document.slice(document.indexOf('## Attacks')))
const tests = rowsOf(read('docs/evidence/attacks.md'))

/** A figure of the document, and the line of the source that it is said of. */
const FIGURES: readonly (readonly [said: string, path: string, source: RegExp])[] = [
  ['60 seconds of difference', 'src/server/access/authenticator.ts', /LEEWAY = 60\n/],
  ['a life of an hour at most', 'src/server/access/authenticator.ts', /LONGEST_LIFE = 3_600\n/],
  ['2048 bits at least', 'src/server/access/algorithms.ts', /LEAST_RSA_BITS = 2048\n/],
  ['two requests a minute', 'src/server/access/key-source.ts', /PAUSE_MS = 30_000\n/],
  [
    'asked for again after ten minutes',
    'src/server/access/key-source.ts',
    /FRESH_MS = 10 \* 60_000\n/,
  ],
  ['after an hour', 'src/server/access/key-source.ts', /AGED_MS = 60 \* 60_000\n/],
  [
    '3 s, 256 KiB',
    'src/server/access/fetch-json.ts',
    /TIMEOUT_MS = 3_000\nconst LARGEST_BYTES = 256 \* 1024\n/,
  ],
  ['depth 64', 'src/base/json-limits.ts', /DEEPEST = 64\n/],
  ['20 MiB', 'src/hook/fetch/fhir-reader.ts', /ANSWERS_BYTES = 20 \* 1024 \* 1024\n/],
  ['12 000 Bundle entries', 'src/base/json-limits.ts', /MOST_ENTRIES = 12_000\n/],
  ['120 requests a minute', 'src/server/http/token-route.ts', /PER_MINUTE = 120\n/],
  ['within 12 hours', 'src/records/share-state.ts', /forgetAfterMs: 12 \* 60 \* 60 \* 1000/],
  ['a day beyond their time', 'src/base/time.ts', /CLOCK_ERROR_MS = DAY_MS\n/],
]

describe('SECURITY.md', () => {
  test('every attack has what meets it, and where that is tested', () => {
    expect(attacks.length).toBeGreaterThan(25)
    expect(attacks.map(([attack, met]) => [attack, met !== ''])).toEqual(
      tests.map(([attack]) => [attack, true]),
    )
    for (const [attack = '', tested = ''] of tests) {
      const names = [...tested.matchAll(/`(test\/[^`]+)`/g)].map(([, name = '']) => name)
      expect([attack, names.length > 0]).toEqual([attack, true])
      for (const name of names) {
        const files = readdirSync(repositoryPath(dirname(name)))
        const found = files.some((file) => join(dirname(name), file).startsWith(name))
        expect([name, found]).toEqual([name, true])
      }
    }
  })

  test.each(FIGURES)('%s: so says the source', (said, path, source) => {
    expect(document.replace(/\s+/g, ' ')).toContain(said)
    expect(read(path)).toMatch(source)
  })

  test('the table of a client has every member that the registry takes, and no other', () => {
    const schema = read('src/server/access/registry-schema.ts')
    const part = (from: string, to: string) =>
      schema.slice(schema.indexOf(from), schema.indexOf(to))
    const parts = [
      part('const agreement', 'const readPath'),
      part('const client', 'const anonymous'),
    ]
    const taken = parts.flatMap((text) =>
      [...text.matchAll(/^ {2,4}(\w+): /gm)].map(([, name = '']) => name),
    )
    const table = document.slice(
      document.indexOf('| of a client'),
      document.indexOf('## What is worth'),
    )
    const firstCells = table.split('\n').map((line) => line.split('|')[1] ?? '')
    const said = firstCells.flatMap((cell) =>
      [...cell.matchAll(/`([a-zA-Z]+)[.`]/g)].map(([, name = '']) => name),
    )
    expect([...new Set(said)].toSorted()).toEqual([...new Set(taken)].toSorted())
  })

  test('it says what is kept, as the document of records does', () => {
    expect(document).toMatch(/Beyond a call the service keeps a record/)
    expect(document).not.toMatch(/(?:keeps|stores) (?:no|nothing)/i)
  })
})
