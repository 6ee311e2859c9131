import type { JsonObject } from '../json.ts'
import { type Command, InvalidArgumentError } from 'commander'
import {
  parseTableMap,
  readMapFile,
  type TableMap,
  withColumns,
} from '../formats/table/table-map.ts'

/** Options of the commands that read a table. */
export interface TableOptions {
  readonly map?: string
  readonly column?: ReadonlyMap<string, string>
  readonly missing?: readonly number[]
}

/** `nlr=NLR before TACE`; the option may come several times. */
function namedColumn(text: string, sofar: ReadonlyMap<string, string> = new Map()) {
  const at = text.indexOf('=')
  const [name, column] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()]
  if (name === '' || column === '')
    throw new InvalidArgumentError('a variable and its column, as nlr=NLR')
  return new Map([...sofar, [name, column]])
}

/** Numbers with commas between them; `none` is not a number, and no code. */
function codes(text: string): readonly number[] {
  if (text === 'none') return [NaN]
  const values = text.split(',').map(Number)
  if (values.some(Number.isNaN)) throw new InvalidArgumentError('numbers, as -99,999, or none')
  return values
}

/** What the options say of how the table is written. */
export async function tableMapOf({ map, ...options }: TableOptions): Promise<TableMap> {
  return tableMapIn(map === undefined ? {} : await readMapFile(map), options)
}

/**
 * The same of a map that was read, with the options beside it.
 *
 * @param more - Members of the map that another reads.
 */
export function tableMapIn(
  json: JsonObject,
  { column, missing }: TableOptions,
  more?: readonly string[],
): TableMap {
  const read = parseTableMap(json, more)
  const named = column === undefined ? read : withColumns(read, column)
  return missing === undefined ? named : { ...named, missing }
}

/** Gives a command the options that say how its table is written. */
export const withTableOptions = (command: Command): Command =>
  command
    .option('--map <file>', 'JSON that says how the table is written: columns, words, units')
    .option('--column <name=header>', 'the column of a variable (may be repeated)', namedColumn)
    .option('--missing <n,...>', 'numbers that stand for a missing value, or none', codes)
