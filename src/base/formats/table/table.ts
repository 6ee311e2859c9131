/** A row by its columns: texts from CSV, scalars from a workbook or NDJSON. */
export type TableRow = Readonly<Record<string, unknown>>

/** A row as it stands in the file, or why it cannot be taken as one. */
export type TableLine =
  | { readonly number: number; readonly cells: TableRow }
  | { readonly number: number; readonly refused: string }

/** What a decimal sign is: of `1,234` only the table as a whole can tell. */
export type DecimalSign = 'point' | 'comma'

/** A table that can be read more than once. */
export interface Table {
  /** Its rows, numbered as in the file or sheet: the first row is 1, blank ones count. */
  readonly lines: () => AsyncIterable<TableLine>
  /** The sign that the file's form suggests: who separates by semicolons writes commas. */
  readonly suggestedDecimal?: DecimalSign | undefined
}

/** How a file is written, as far as it is not to be found out. */
export interface TableForm {
  readonly encoding?: string | undefined
  /** Of a workbook: the name of the sheet, instead of the first. */
  readonly sheet?: string | undefined
  /** The row with the names of the columns, instead of the first that is not blank. */
  readonly headerRow?: number | undefined
}

/** A row of a grid: its cells by place. */
export interface GridRow {
  readonly number: number
  readonly cells: readonly unknown[]
}
