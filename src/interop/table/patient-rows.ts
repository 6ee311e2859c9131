import type { ReadValue } from './judge-row.ts'
import type { ImportRow, Objection } from './read-row.ts'

/** A row that is left out, and why: nothing of its content. */
export interface LeftOutRow extends Objection {
  readonly row: number
}

/** A row of which every value can be read. */
export interface TakenRow extends Omit<ImportRow, 'values'> {
  readonly values: readonly ReadValue[]
}

/** The rows of one patient: all of them, or none. */
export interface PatientRows {
  /** The hospital's number; nothing where the table has none. */
  readonly patient: string | undefined
  readonly rows: readonly TakenRow[]
}

/** The rows of one patient on their way. */
interface Gathered {
  readonly patient: string | undefined
  readonly rows: TakenRow[]
  readonly leftOut: LeftOutRow[]
}

/** The column of what is said of a row as a whole. */
export const WHOLE_ROW = ''

/** What tells values of one table apart: of one place and day there is one of each input. */
export const keyOf = ({ input, date }: ReadValue, { lesion = '' }: ImportRow['facts']) =>
  JSON.stringify([input.id, date, lesion])

/** Rows by patient. One that names none may be of the patient of the row above it. */
export class PatientsOfTable {
  readonly #groups = new Map<string, Gathered>()
  #last: Gathered | undefined

  #group(patient: string | undefined): Gathered {
    const key = JSON.stringify(patient ?? null)
    const known = this.#groups.get(key)
    const group = known ?? { patient, rows: [], leftOut: [] }
    this.#groups.set(key, group)
    this.#last = group
    return group
  }

  add(row: TakenRow): void {
    this.#group(row.facts.patient).rows.push(row)
  }

  leaveOut(row: number, { column, why }: Objection, patient: string | undefined): void {
    const group =
      patient === undefined && this.#last !== undefined ? this.#last : this.#group(patient)
    group.leftOut.push({ row, column, why })
  }

  all(): readonly Gathered[] {
    return [...this.#groups.values()]
  }
}

/** Of two samples of a day nothing tells them apart but their times. */
const whyContradicting = ({ input, date }: ReadValue, earlier: number) => {
  const isUntimed = !input.isImaging && input.finding === undefined && !date.includes('T')
  const hint = isUntimed ? ': two samples of a day need their times, and timeZone in the map' : ''
  return `another value of the same place and day than row ${String(earlier)}${hint}`
}

/** Two rows that say different things of the same place and day. */
function contradictionsIn(rows: readonly TakenRow[]): readonly LeftOutRow[] {
  const seen = new Map<string, { readonly row: number; readonly said: string }>()
  return rows.flatMap(({ number, facts, values }) =>
    values.flatMap((value) => {
      const key = keyOf(value, facts)
      const said = JSON.stringify([value.canonical ?? value.number, value.unit, value.means])
      const earlier = seen.get(key)
      if (earlier === undefined) seen.set(key, { row: number, said })
      return earlier === undefined || earlier.said === said
        ? []
        : [
            {
              ...{ row: number, column: value.name },
              why: whyContradicting(value, earlier.row),
            },
          ]
    }),
  )
}

/** A patient's rows are taken together: a lesion less may make another the largest. */
export function toPatientRows({ patient, rows, leftOut }: Gathered) {
  const all = [...leftOut, ...contradictionsIn(rows)]
  const [first] = all
  if (first === undefined) return { taken: { patient, rows }, leftOut: [] }
  const told = new Set(all.map(({ row }) => row))
  const others = rows
    .filter(({ number }) => !told.has(number))
    .map(({ number }) => ({
      ...{ row: number, column: WHOLE_ROW },
      why: `row ${String(first.row)} of the same patient is left out`,
    }))
  return { taken: undefined, leftOut: [...all, ...others] }
}
