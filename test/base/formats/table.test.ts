import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { readTable, type TableRow } from '../../../src/base/formats/table.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function collected(rows: AsyncIterable<TableRow>): Promise<readonly TableRow[]> {
  const list: TableRow[] = []
  for await (const row of rows) list.push(row)
  return list
}

async function rowsOf(name: string, text: string): Promise<readonly TableRow[]> {
  const path = join(folder, name)
  writeFileSync(path, text)
  return collected(readTable(path))
}

const PATIENTS = [
  { nlr: '2.4', outcome: '1' },
  { nlr: '', outcome: '0' },
]

describe('a table', () => {
  test.each([
    ['comma.csv', 'nlr,outcome\n2.4,1\n,0\n'],
    ['mark.csv', '\uFEFFnlr, outcome\r\n2.4,1\r\n,0\r\n'],
    ['quoted.csv', '"nlr","outcome"\n"2.4","1"\n"","0"\n'],
    ['tab.tsv', 'nlr\toutcome\n2.4\t1\n\t0\n'],
    ['lines.ndjson', '{"nlr":"2.4","outcome":"1"}\n\n{"nlr":"","outcome":"0"}\n'],
    ['LINES.JSONL', '{"nlr":"2.4","outcome":"1"}\n{"nlr":"","outcome":"0"}'],
  ])('%s gives the same rows', async (name, text) => {
    expect(await rowsOf(name, text)).toEqual(PATIENTS)
  })

  test('of any values comes back as it was written', async () => {
    const rows = fc.array(fc.record({ a: fc.double({ noNaN: true, noDefaultInfinity: true }) }))
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const text = written.map((row) => JSON.stringify(row)).join('\n')
        const back = (await rowsOf('any.ndjson', text)).map(({ a }) => Number(a))
        // JSON has no negative zero.
        expect(back).toEqual(written.map(({ a }) => a + 0))
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    ['twice.csv', 'a,a\n1,2\n', /two columns "a"/],
    ['ragged.csv', 'a,b\n1,2,secret\n', /breaks off: CSV_RECORD_INCONSISTENT_COLUMNS/],
    ['open.csv', 'a,b\n"secret,2\n', /breaks off: CSV_QUOTE_NOT_CLOSED/],
    ['broken.ndjson', '{"a":1}\n{"secret', /line 2 is not a JSON object/],
    ['array.ndjson', '[1,2]\n', /line 1 is not a JSON object/],
    ['sheet.xlsx', '', /ends in .csv/],
  ])('%s is refused, without a word of its content', async (name, text, message) => {
    await expect(rowsOf(name, text)).rejects.toThrow(message)
    await expect(rowsOf(name, text)).rejects.not.toThrow(/secret/)
  })

  test.each(['none.csv', 'none.ndjson'])(
    '%s that is not there is told by its reason',
    async (name) => {
      await expect(collected(readTable(join(folder, name)))).rejects.toThrow(/ENOENT/)
    },
  )
})
