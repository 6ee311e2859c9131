import {
  type Cell,
  isMissing,
  numberIn,
  textOf,
  yesOrNoIn,
} from '../../base/formats/table/cells.ts'
import { likelyCodes, type TableSurvey } from '../../base/formats/table/survey-table.ts'
import type { ColumnMap, TableMap } from '../../base/formats/table/table-map.ts'
import { Fault } from '../../base/fault.ts'
import { scale, ucumFactor } from '../../clinical/terminology/convert.ts'
import type { Undecided } from '../outcomes/outcome-in-time.ts'
import type { Variable } from './data-dictionary.ts'

/** A cell as a number of the study, or why it has none. */
export type CohortCell =
  | Cell<number>
  | { readonly kind: 'outside'; readonly value: number }
  | { readonly kind: 'excluded' }
  /** Of an outcome that is neither yes nor no. */
  | { readonly kind: 'undecided'; readonly why: Undecided | 'no-date' }

type ReadCell = (cell: unknown) => CohortCell

const MISSING = { kind: 'missing' } as const

const holds = (words: readonly string[], text: string) =>
  words.some((word) => word.trim().toLowerCase() === text.toLowerCase())

/** What the map of the table says of a word. */
function mapped(map: ColumnMap | undefined, text: string): CohortCell | undefined {
  if (map === undefined) return undefined
  if (holds(map.missing, text)) return MISSING
  if (holds(map.yes, text)) return { kind: 'value', value: 1 }
  return holds(map.no, text) ? { kind: 'value', value: 0 } : undefined
}

function ofFinding({ meaningOf }: Variable, text: string): CohortCell | undefined {
  const meaning = meaningOf?.(text)
  if (meaning === undefined || isMissing(text)) return undefined
  switch (meaning.kind) {
    case 'value':
      return meaning
    case 'excludes':
      return { kind: 'excluded' }
    case 'unusable':
      return MISSING
  }
}

/**
 * In a column that holds words of the finding alone (complete, incomplete, no) a "no" is one of
 * them, and an absent capsule; beside a "yes" it is the opposite of that.
 */
function binaryReader(variable: Variable, words: ReadonlySet<string>): ReadCell {
  const isOwn = (word: string) => ofFinding(variable, word)?.kind === 'value'
  const hasOwnWords = [...words].some(isOwn)
  return (cell) => {
    const own = ofFinding(variable, textOf(cell) ?? '')
    const plain = yesOrNoIn(cell)
    return hasOwnWords ? (own ?? plain) : plain.kind === 'unreadable' ? (own ?? plain) : plain
  }
}

function factorFor({ name, unit }: Variable, map: ColumnMap | undefined): number {
  if (map?.unit === undefined) return 1
  const factor = unit === undefined ? undefined : ucumFactor(map.unit, unit)
  if (factor === undefined)
    throw new Fault(
      'malformed-request',
      `column ${name}: its unit ${map.unit} cannot be turned into ${unit ?? 'a unit, for it has none'}`,
    )
  return factor
}

function numberReader(
  variable: Variable,
  map: ColumnMap | undefined,
  { decimal }: Pick<TableSurvey, 'decimal'>,
): ReadCell {
  const { acceptance } = variable
  const factor = factorFor(variable, map)
  return (cell) => {
    const read = numberIn(cell, decimal)
    if (read.kind !== 'value') return read
    const value = scale(read.value, factor)
    const isAccepted =
      acceptance === undefined || (value >= acceptance[0] && value <= acceptance[1])
    return isAccepted ? { kind: 'value', value } : { kind: 'outside', value: read.value }
  }
}

/** How the cells of one variable are read. */
export function cellReader(
  variable: Variable,
  header: string,
  { map, survey }: { readonly map: TableMap; readonly survey: TableSurvey },
): ReadCell {
  const own = map.columns[variable.name]
  const words = survey.columns.get(header)?.words ?? new Set()
  const decimal = map.decimal ?? survey.decimal
  const read = variable.isBinary
    ? binaryReader(variable, words)
    : numberReader(variable, own, { decimal })
  const isCode = (text: string) => map.missing.includes(Number(text))
  return (cell) => {
    const text = textOf(cell) ?? ''
    const said = mapped(own, text)
    if (said !== undefined) return said
    return text !== '' && isCode(text) ? MISSING : read(cell)
  }
}

/**
 * A number that looks like a code for a missing value must not pass for a measurement.
 *
 * @throws {Fault} When a column holds one within the limits of its variable, and nobody said what
 *   it is.
 */
export function checkCodes(
  variable: Variable,
  header: string,
  { map, survey }: { readonly map: TableMap; readonly survey: TableSurvey },
): void {
  const column = survey.columns.get(header)
  if (column === undefined || variable.isBinary) return
  const [low, high] = variable.acceptance ?? [-Infinity, Infinity]
  const strange = [...likelyCodes(column)].filter(
    ([code]) => code >= low && code <= high && !map.missing.includes(code),
  )
  if (strange.length === 0 || map.missing.some(Number.isNaN)) return
  const texts = strange.map(([code, times]) => `${String(code)} in ${String(times)} rows`)
  throw new Fault(
    'malformed-request',
    `column ${variable.name}: ${texts.join(', ')}, all else from ${String(column.least)} to ${String(column.greatest)}: a code for a missing value? Say --missing ${strange.map(([code]) => String(code)).join(',')}, or --missing none`,
  )
}
