import type { TableRow } from '../../base/formats/table/table.ts'
import {
  type AssessmentRecord,
  type GuidanceRecord,
  isBoardRecord,
} from '../../records/guidance-record.ts'
import type { RecordFilter } from '../../records/guidance-records.ts'

/** The column that holds the protocol key of the centred predictor. */
export const KEY_COLUMN = 'protocolKey'

/** Whose records, and of which days. */
export interface RecordedSpan {
  /** Ids under which the service's hooks are called. */
  readonly hooks: readonly string[]
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
  /** One protocol key alone, with who has none; of all where not said. */
  readonly key?: string | undefined
}

/** Where records come from: a reader of them, or some that are at hand. */
interface RecordSource {
  readonly records: (
    filter: RecordFilter,
  ) => AsyncIterable<GuidanceRecord> | Iterable<GuidanceRecord>
}

/** Whether a patient is in the model's population: only then anything was read. */
const isInPopulation = (record: GuidanceRecord): record is AssessmentRecord =>
  !isBoardRecord(record) && record.readings.length > 0

const foundIn = ({ readings }: AssessmentRecord) =>
  readings.filter(({ state }) => state === 'found')

/** Of two records of a patient's first order the one of which more is known, else the earlier. */
function better(known: AssessmentRecord, next: AssessmentRecord): AssessmentRecord {
  const isSameOrder =
    known.order === undefined || next.order === undefined || known.order === next.order
  return isSameOrder && foundIn(next).length > foundIn(known).length ? next : known
}

const toRow = (record: AssessmentRecord): TableRow => ({
  ...Object.fromEntries(foundIn(record).map(({ predictor, value }) => [predictor, value])),
  [KEY_COLUMN]: record.protocolKey,
})

/**
 * The rows of a site's patients as the service answered for them, shown or in silence: each patient
 * once, at the first order.
 */
export async function recordedRows(
  reader: RecordSource,
  { hooks, from, to, key }: RecordedSpan,
  predictors: readonly string[],
): Promise<readonly TableRow[]> {
  const first = new Map<string, AssessmentRecord>()
  for await (const record of reader.records({ from, until: `${to}T24` })) {
    if (!hooks.includes(record.service) || !isInPopulation(record)) continue
    const known = first.get(record.patient)
    first.set(record.patient, known === undefined ? record : better(known, record))
  }
  const empty = Object.fromEntries([...predictors, KEY_COLUMN].map((name) => [name, undefined]))
  return [...first.values()]
    .filter(({ protocolKey }) => key === undefined || (protocolKey ?? key) === key)
    .map((record) => ({ ...empty, ...toRow(record) }))
}
