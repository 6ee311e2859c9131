import { textTable } from '../../../base/terminal/text-table.ts'
import { significant } from '../../drawing/format.ts'
import { ascending, quantileOf, sumOf, type Vector, at } from '../../statistics/vector.ts'
import { type DataDictionary, numbersOf, OUTCOME, type Variable } from '../data-dictionary.ts'
import { type ReadCohort, repeatedText, whyText } from '../read-cohort.ts'

const expected = ({ isBinary, unit = '', acceptance }: Variable): string => {
  if (isBinary) return 'yes or no'
  const limits = acceptance === undefined ? 'any number' : acceptance.join(' to ')
  return unit === '' || unit === '1' ? limits : `${limits} ${unit}`
}

function summary(values: Vector, { isBinary }: Variable): string {
  if (values.length === 0) return ''
  if (isBinary) {
    const yes = sumOf(values.length, (i) => at(values, i))
    return `${String(yes)} yes, ${String(values.length - yes)} no`
  }
  const sorted = ascending(values)
  return [0, 0.25, 0.5, 0.75, 1].map((share) => significant(quantileOf(sorted, share))).join(', ')
}

/** All values of a variable, those of incomplete rows among them. */
function valuesOf({ cohort, incomplete }: ReadCohort, name: string): Vector {
  const own = name === OUTCOME ? cohort.outcome : (cohort.columns[name] ?? [])
  return Float64Array.from([...Array.from(own), ...(incomplete[name] ?? [])])
}

const MOST_TOLD = 20

/** How a table is read, column by column, and why rows are left out. */
export function describeTable(file: string, read: ReadCohort, dictionary: DataDictionary): string {
  const { flow, leftOut } = read
  const rows = numbersOf(dictionary).flatMap((variable) => {
    const column = flow.columns.find((report) => report.column === variable.name)
    if (column === undefined) return []
    const values = valuesOf(read, variable.name)
    return [
      [
        variable.name,
        column.header,
        expected(variable),
        ...[values.length, column.missing, column.notAccepted, column.unreadable].map(String),
        repeatedText(column),
        summary(values, variable),
      ],
    ]
  })
  const more = leftOut.length - MOST_TOLD
  return [
    `${file}: ${String(flow.rows)} rows, ${String(flow.analysed)} complete, ${String(flow.incomplete)} incomplete, ${String(flow.refused)} refused; decimal ${flow.decimal ?? 'point'}`,
    textTable(
      [
        ...['variable', 'column', 'expected', 'values', 'missing', 'outside', 'unreadable'],
        ...['outside, repeated', 'least, quartiles, greatest'],
      ],
      rows,
    ),
    ...(flow.unused.length === 0 ? [] : [`not used: ${flow.unused.join(', ')}`]),
    ...leftOut.slice(0, MOST_TOLD).map(whyText),
    ...(more > 0 ? [`and ${String(more)} rows more (--left-out writes them all)`] : []),
  ].join('\n')
}
