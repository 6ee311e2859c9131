import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { decoded } from './encoding.ts'
import type { GridRow } from './table.ts'

const MOST_CHARACTERS = 1_000_000

/** Separators of cells, the likelier first. */
const DELIMITERS = [',', ';', '\t', '|'] as const

/** Spreadsheets write it as a line of its own in front of the header. */
const SAID = /^sep=(.)\r?\n/i

/** The first lines of a file, as many as a header with its line breaks may need. */
async function beginningOf(path: string, encoding: string): Promise<string> {
  let text = ''
  for await (const part of decoded(path, encoding)) {
    text += part
    if (text.trimStart().includes('\n')) break
  }
  return text.trimStart()
}

/** How often each separator stands outside of quotes in the first line. */
function countsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === '\n' && !isQuoted) break
    else if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  return counts
}

/** The separator of a file: what it says itself, else the one that its header has most of. */
export async function delimiterOf(path: string, encoding: string): Promise<string> {
  const text = await beginningOf(path, encoding)
  const said = SAID.exec(text)?.[1]
  if (said !== undefined) return said
  const counts = countsIn(text)
  const of = (delimiter: string) => counts.get(delimiter) ?? 0
  return DELIMITERS.reduce((most, next) => (of(next) > of(most) ? next : most), DELIMITERS[0])
}

/** The rows of a file of delimited text; memory does not grow with the file. */
export async function* delimitedRows(
  path: string,
  { encoding, delimiter }: { readonly encoding: string; readonly delimiter: string },
): AsyncGenerator<GridRow, void> {
  const options = { delimiter, relax_column_count: true, max_record_size: MOST_CHARACTERS }
  // Its end is seen by the loop below, which throws when either stream fails.
  const text = Readable.from(decoded(path, encoding))
  const parser = pipeline(text, parse(options), () => undefined)
  let number = 0
  for await (const cells of parser as AsyncIterable<readonly string[]>) {
    number += 1
    const isRemark = number === 1 && SAID.test(`${cells.join(delimiter)}\n`)
    if (!isRemark) yield { number, cells }
  }
}
