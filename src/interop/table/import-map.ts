import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import type { DayOrder } from '../../base/formats/table/cells.ts'
import type { TableMap } from '../../base/formats/table/table-map.ts'
import type { JsonObject } from '../../base/json.ts'
import { isTimeZone } from '../hl7v2/timestamp.ts'
import { tableMapIn, type TableOptions } from '../../base/terminal/table-options.ts'

/** What is said of all rows, where no column says it. */
const allRows = z
  .strictObject({
    /** Who measured or read: a person. */
    performer: z.string(),
    device: z.string(),
    /** Where what is of a lesion was measured. */
    site: z.string(),
    statistic: z.string(),
    method: z.string(),
  })
  .partial()

const schema = z
  .strictObject({
    all: allRows,
    /** The system of the patients' numbers, as a FHIR server has it. */
    patientSystem: z.url(),
    /** Of the times of samples, in the IANA database: without it a sample has its day alone. */
    timeZone: z.string().refine(isTimeZone, 'must be a time zone, as Asia/Shanghai'),
    /** Inputs whose cells may write a size by two or three lengths: the longest is read. */
    longAxis: z.array(z.string()),
    dayOrder: z.enum(['day-first', 'month-first']),
    /** Columns of a table with a row for each measurement: an input's column is then its name. */
    rows: z.strictObject({
      measurement: z.string(),
      value: z.string(),
      unit: z.string().optional(),
    }),
    /** Columns of the dates of inputs that have another than their row. */
    dates: z.record(z.string(), z.string()),
    /** How the table writes the values of findings, by input and value. */
    values: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  })
  .partial()

/** How a table that is imported is written. */
export interface ImportMap extends TableMap {
  readonly all: Readonly<z.infer<typeof allRows>>
  readonly patientSystem?: string | undefined
  readonly timeZone?: string | undefined
  readonly longAxis: readonly string[]
  readonly dayOrder?: DayOrder | undefined
  readonly rows?: Readonly<NonNullable<z.infer<typeof schema>['rows']>> | undefined
  readonly dates: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

const MEMBERS = Object.keys(schema.shape)

/** @throws {Fault} When the map is not written as the documentation says. */
export function toImportMap(json: JsonObject, options: TableOptions = {}): ImportMap {
  const form = tableMapIn(json, options, MEMBERS)
  const own = Object.fromEntries(Object.entries(json).filter(([name]) => MEMBERS.includes(name)))
  const parsed = schema.safeParse(own)
  if (!parsed.success)
    throw new Fault('malformed-request', `the map of the table: ${z.prettifyError(parsed.error)}`)
  const { all = {}, dates = {}, values = {}, longAxis = [], ...others } = parsed.data
  return { ...form, ...others, all, dates, values, longAxis }
}
