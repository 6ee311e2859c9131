import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../../../support/paths.ts'
import { fc } from '../../../support/property.ts'
import { linesIn, rowsIn } from '../../../support/tables.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const rowsOf = (name: string, content: string | Buffer) => rowsIn(written(name, content))

const PATIENTS = [
  { nlr: '2.4', outcome: '1' },
  { nlr: '', outcome: '0' },
]

describe('a table', () => {
  test.each([
    ['comma.csv', 'nlr,outcome\n2.4,1\n,0\n'],
    ['mark.csv', '\uFEFFnlr, outcome\r\n2.4,1\r\n,0\r\n'],
    ['quoted.csv', '"nlr","outcome"\n"2.4","1"\n"","0"\n'],
    ['semicolon.csv', 'nlr;outcome\n2.4;1\n;0\n'],
    ['said.csv', 'sep=;\r\nnlr;outcome\r\n2.4;1\r\n;0\r\n'],
    ['bar.txt', 'nlr|outcome\n2.4|1\n|0\n'],
    ['tab.tsv', 'nlr\toutcome\n2.4\t1\n\t0\n'],
    ['tab.csv', 'nlr\toutcome\n2.4\t1\n\t0\n'],
    ['blank-lines.csv', '\n,,\nnlr,outcome\n\n2.4,1\n , \n,0\n\n\n'],
    ['nameless-columns.csv', 'nlr,outcome,,\n2.4,1,,\n,0,,\n'],
    ['lines.ndjson', '{"nlr":"2.4","outcome":"1"}\n\n{"nlr":"","outcome":"0"}\n'],
    ['LINES.JSONL', '{"nlr":"2.4","outcome":"1"}\n{"nlr":"","outcome":"0"}'],
  ])('%s gives the same rows', async (name, text) => {
    expect(await rowsOf(name, text)).toEqual(PATIENTS)
  })

  test('a header with a separator in quotes is divided where it is meant', async () => {
    expect(await rowsOf('header.csv', '"a, b; c; d";e\n1;2\n')).toEqual([
      { 'a, b; c; d': '1', e: '2' },
    ])
  })

  const CHINESE = '包膜,结局\n不完整,是\n'
  const READ = [{ 包膜: '不完整', 结局: '是' }]
  /** `包膜,结局` and `不完整,是` in GBK. */
  const GBK = Buffer.from('b0fcc4a42cbde1bed60ab2bbcdead5fb2ccac70a', 'hex')

  test.each<readonly [string, Buffer]>([
    ['UTF-8', Buffer.from(CHINESE)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${CHINESE}`)],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${CHINESE}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${CHINESE}`, 'utf16le').swap16()],
    ['GBK', GBK],
  ])('in %s is read without a word about it', async (_, bytes) => {
    expect(await rowsOf('chinese.csv', bytes)).toEqual(READ)
  })

  test('an encoding that is stated counts; another than the stated one is refused', async () => {
    const path = written('latin.csv', Buffer.from('Größe\n3\n', 'latin1'))
    expect(await rowsIn(path, { encoding: 'windows-1252' })).toEqual([{ Größe: '3' }])
    await expect(rowsIn(path, { encoding: 'utf-8' })).rejects.toThrow(/not written in utf-8/)
    await expect(rowsIn(path, { encoding: 'ebcdic' })).rejects.toThrow(/encoding .* not known/)
  })

  test('a workbook of another writer is read by its first sheet, dates as days', async () => {
    const path = repositoryPath('test/base/formats/table/sheets.xlsx')
    expect(await linesIn(path)).toEqual([
      {
        number: 2,
        cells: { NLR: 2.4, 肿瘤包膜: '不完整', 'ADC (10-3 mm2/s)': 1.18, 评估日期: '2026-03-01' },
      },
      {
        number: 4,
        cells: { NLR: '3.1', 肿瘤包膜: '完整', 'ADC (10-3 mm2/s)': null, 评估日期: '2026-04-02' },
      },
      {
        number: 5,
        cells: { NLR: true, 肿瘤包膜: null, 'ADC (10-3 mm2/s)': 0.95, 评估日期: null },
      },
    ])
    expect(await linesIn(path, { sheet: 'Sheet2', headerRow: 2 })).toEqual([
      { number: 3, cells: { nlr: 5.5, outcome: 1 } },
    ])
    await expect(linesIn(path, { sheet: 'none' })).rejects.toThrow(/no such sheet/)
  })

  test('rows are numbered as in the file, blank ones and rows of several lines counted', async () => {
    const lines = await linesIn(written('numbers.csv', '\na,b\n"1\n1",2\n\n3,4\n'))
    expect(lines.map(({ number }) => number)).toEqual([3, 5])
  })

  test('of any values comes back as it was written', async () => {
    const rows = fc.array(fc.record({ a: fc.double({ noNaN: true, noDefaultInfinity: true }) }))
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const text = list.map((row) => JSON.stringify(row)).join('\n')
        const back = (await rowsOf('any.ndjson', text)).map(({ a }) => Number(a))
        // JSON has no negative zero.
        expect(back).toEqual(list.map(({ a }) => a + 0))
      }),
      { numRuns: 20 },
    )
  })

  test('whatever separates it, any text in its cells comes back', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((word) => `x${word.trim()}`)
    const rows = fc.array(fc.record({ a: text, b: text }), { minLength: 1, maxLength: 5 })
    const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t', '|'), async (list, separator) => {
        const lines = list.map(({ a, b }) => [a, b].map(quoted).join(separator))
        const file = ['a' + separator + 'b', ...lines].join('\n')
        expect(await rowsOf('texts.csv', file)).toEqual(list)
      }),
      { numRuns: 60 },
    )
  })

  test('a row that is none is refused by its number, and the others are read', async () => {
    const refused = async (name: string, text: string) =>
      (await linesIn(written(name, text))).map((line) => ('refused' in line ? line : line.number))
    expect(await refused('ragged.csv', 'a,b\n1,2\n1,5,2\n3,4\n')).toEqual([
      2,
      { number: 3, refused: expect.stringContaining('more cells') },
      4,
    ])
    expect(await refused('broken.ndjson', '{"a":1}\n{"secret\n[1]\n{"a":2}')).toEqual([
      1,
      { number: 2, refused: 'not a JSON object' },
      { number: 3, refused: 'not a JSON object' },
      4,
    ])
  })

  test.each([
    ['twice.csv', 'a,a\n1,2\n', /two columns "a"/],
    ['open.csv', 'a,b\n"secret,2\n', /breaks off: CSV_QUOTE_NOT_CLOSED/],
    ['empty.csv', '\n\n', /no row of names/],
    ['sheet.xls', 'secret', /ends in one of .csv/],
    ['sheet.xlsx', 'secret', /workbook cannot be read/],
  ])('%s is refused, without a word of its content', async (name, text, message) => {
    await expect(rowsOf(name, text)).rejects.toThrow(message)
    await expect(rowsOf(name, text)).rejects.not.toThrow(/secret/)
  })

  test.each(['none.csv', 'none.ndjson', 'none.xlsx'])(
    '%s that is not there is told by its reason',
    async (name) => {
      await expect(rowsIn(join(folder, name))).rejects.toThrow(/ENOENT/)
    },
  )
})
