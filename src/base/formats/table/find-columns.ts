import { Fault } from '../../fault.ts'
import type { TableMap } from './table-map.ts'

/** A variable that is looked for, and what a table may call it beside its name. */
export interface Wanted {
  readonly name: string
  readonly labels?: readonly string[] | undefined
}

/** The name without a remark in brackets behind it. */
function bare(header: string): string {
  const at = header.search(/[([（]/)
  return at > 0 ? header.slice(0, at) : header
}

/** The same for `NLR`, `nlr (ratio)` and `N_L_R`. */
const folded = (header: string) =>
  bare(header)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-./]/g, '')

function headerOf(wanted: Wanted, headers: readonly string[], map: TableMap): string | undefined {
  const { name, labels = [] } = wanted
  const said = map.columns[name]?.column
  if (said !== undefined) return headers.find((header) => header.trim() === said.trim())
  if (headers.includes(name)) return name
  const names = [name, ...labels].map(folded)
  const alike = headers.filter((header) => names.includes(folded(header)))
  if (alike.length > 1)
    throw new Fault(
      'malformed-request',
      `${alike.map((header) => `"${header}"`).join(' and ')} may both be ${name}: name the column`,
    )
  return alike[0]
}

/** In which columns of a table the variables are, as far as it has them. */
export function presentColumns(
  wanted: readonly Wanted[],
  headers: readonly string[],
  map: TableMap,
): ReadonlyMap<string, string> {
  const found = wanted.map((variable) => [variable.name, headerOf(variable, headers, map)] as const)
  return new Map(found.flatMap(([name, header]) => (header === undefined ? [] : [[name, header]])))
}

/**
 * In which columns of a table the variables are: by what the map says, by their own names, or by a
 * name that differs in case, blanks or brackets.
 *
 * @throws {Fault} When a variable has no column, or may have several.
 */
export function findColumns(
  wanted: readonly Wanted[],
  headers: readonly string[],
  map: TableMap,
): ReadonlyMap<string, string> {
  const found = presentColumns(wanted, headers, map)
  const absent = wanted.map(({ name }) => name).filter((name) => !found.has(name))
  if (absent.length === 0) return found
  throw new Fault(
    'malformed-request',
    `the table has no column ${absent.join(', ')}: name it (--column ${absent[0] ?? ''}=HEADER), or --describe the table`,
  )
}
