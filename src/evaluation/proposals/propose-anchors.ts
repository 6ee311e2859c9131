import { addMonths } from '../../base/time.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import { ANCHOR_REACHES_MONTHS } from '../../clinical/models/evidence-gates.ts'
import type { RecordReader } from '../../records/guidance-records.ts'
import { KEY_COLUMN, recordedRows } from '../anchoring/recorded-patients.ts'
import { meanOf, standardDeviationOf } from '../statistics/vector.ts'

/** At how many complete patients of a device and method an anchor is proposed, and anew. */
export const PROPOSED_AT = [30, 60, 100] as const

/** An anchor that a person may sign: nothing is moved by it. */
export interface AnchorProposal {
  readonly platform: string
  /** Complete patients of it, each at the first order. */
  readonly patients: number
  /** All patients of it, and those whose record names none. */
  readonly recorded: number
  /** Of the predictor that is centred. */
  readonly mean: number
  readonly sd: number
  readonly period: { readonly from: string; readonly to: string }
  /** The highest of {@link PROPOSED_AT} that is reached; nothing below the least. */
  readonly level: number | undefined
}

interface Proposed {
  readonly hooks: readonly string[]
  readonly model: RiskModelDefinition
}

/** The patients behind the anchor of a platform; none where it was not anchored. */
const anchoredOn = ({ site }: RiskModelDefinition, platform: string): number =>
  site?.anchor.platforms.find(({ key }) => key === platform)?.patients ?? 0

/**
 * What the records have of each device and method, the one with the most patients first.
 *
 * @param today - `YYYY-MM-DD`, the last day that counts.
 */
export async function proposeAnchors(
  reader: Pick<RecordReader, 'records'>,
  { hooks, model }: Proposed,
  today: string,
): Promise<readonly AnchorProposal[]> {
  const centred = model.versions?.centred?.predictor
  if (centred === undefined) return []
  const predictors = model.terms.map(({ predictor }) => predictor)
  const period = { from: addMonths(today, -ANCHOR_REACHES_MONTHS), to: today }
  const rows = await recordedRows(reader, { hooks, ...period }, predictors)
  const keyless = rows.filter((row) => row[KEY_COLUMN] === undefined).length
  const keyed = Map.groupBy(rows, (row) => row[KEY_COLUMN])
  keyed.delete(undefined)
  return [...keyed]
    .map(([platform, own]): AnchorProposal => {
      const complete = own.filter((row) => predictors.every((id) => row[id] !== undefined))
      const values = complete.map((row) => Number(row[centred]))
      const level = PROPOSED_AT.findLast((least) => complete.length >= least)
      return {
        platform: String(platform),
        patients: complete.length,
        recorded: own.length + keyless,
        mean: meanOf(values),
        sd: standardDeviationOf(values),
        period,
        level:
          level !== undefined && level > anchoredOn(model, String(platform)) ? level : undefined,
      }
    })
    .toSorted((a, b) => b.patients - a.patients)
}
