import { isJsonObject } from '../../json.ts'
import { decoded } from './encoding.ts'
import type { TableLine } from './table.ts'

const MOST_CHARACTERS = 1_000_000

function parsedLine(text: string, number: number): TableLine {
  try {
    const cells: unknown = text.length > MOST_CHARACTERS ? undefined : JSON.parse(text)
    if (isJsonObject(cells)) return { number, cells }
  } catch {
    // Told below, without the line: it may hold a patient's values.
  }
  return { number, refused: 'not a JSON object' }
}

async function* textLines(path: string, encoding: string): AsyncGenerator<string, void> {
  let rest = ''
  for await (const text of decoded(path, encoding)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

/** One JSON object a line; a key that a line lacks is a missing value. */
export async function* jsonLines(path: string, encoding: string): AsyncGenerator<TableLine, void> {
  let number = 0
  for await (const text of textLines(path, encoding)) {
    number += 1
    if (text.trim() !== '') yield parsedLine(text, number)
  }
}
