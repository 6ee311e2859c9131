import { Fault } from '../../base/fault.ts'
import { addMonths } from '../../base/time.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import { type RiskModel, toRiskModel } from '../../clinical/models/estimate.ts'
import { HOLDS_MONTHS } from '../../clinical/models/evidence-gates.ts'
import type { GuidanceRecord } from '../../records/guidance-record.ts'
import { anchorSite, LEAST_COMPLETE } from '../anchoring/anchor-site.ts'
import { disclosed, disclosedAmong, type DisclosedCount } from '../monitoring/small-cells.ts'
import { KEY_COLUMN, recordedRows } from '../anchoring/recorded-patients.ts'

/** How far the model may be brought at a site. */
export type Calibration =
  /** As published, by nothing of the site. */
  | 'published'
  /** As it is installed. */
  | 'installed'
  /** Anchored on the very patients of the preview, which somebody would have to sign. */
  | 'anchored'

/** Of whom an anchor could not be made. */
export interface RefusedAnchor {
  /** Patients whose predictors are all there, among all of them. */
  readonly complete: DisclosedCount
  readonly patients: DisclosedCount
  /** What it takes: complete patients, and their share of all. */
  readonly least: number
  readonly leastShare: number
}

/** A model as it would answer, or why it cannot be made. */
export type Calibrated = { readonly calibration: Calibration } & (
  { readonly model: RiskModel } | { readonly refusal: RefusedAnchor }
)

/** The records of a preview, and of which days. */
export interface PreviewedRecords {
  readonly records: readonly GuidanceRecord[]
  readonly hooks: readonly string[]
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
}

/** The patients of the records, each at the first order. */
async function patientsOf(
  { terms }: RiskModelDefinition,
  { records, hooks, from, to }: PreviewedRecords,
) {
  const predictors = terms.map(({ predictor }) => predictor)
  const rows = await recordedRows({ records: () => records }, { hooks, from, to }, predictors)
  const complete = rows
    .filter((row) => predictors.every((id) => row[id] !== undefined))
    .map((row) => ({
      values: Object.fromEntries(predictors.map((id) => [id, Number(row[id])])),
      platform: String(row[KEY_COLUMN]),
    }))
  return { complete, rows: rows.length }
}

/** The model after an anchor on these patients, which is kept nowhere and nobody has signed. */
async function anchoredOn(
  definition: RiskModelDefinition,
  previewed: PreviewedRecords,
): Promise<readonly Calibrated[]> {
  const { versions } = definition
  if (versions === undefined) return []
  const { from, to } = previewed
  const { complete, rows } = await patientsOf(definition, previewed)
  try {
    const anchor = anchorSite(definition, complete, {
      period: { from, to },
      rows,
      signature: { name: '', role: '', on: to },
      expires: addMonths(to, HOLDS_MONTHS.anchor),
    })
    const model = toRiskModel({ ...definition, site: { anchor } })
    return [{ calibration: 'anchored', model }]
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const [least, leastShare] = [versions.floor.anchor, LEAST_COMPLETE]
    const counts = { complete: disclosedAmong(complete.length, rows), patients: disclosed(rows) }
    return [{ calibration: 'anchored', refusal: { ...counts, least, leastShare } }]
  }
}

/** Every calibration that a site may choose, of an installed model. */
export async function calibrationsOf(
  model: RiskModel,
  previewed: PreviewedRecords,
): Promise<readonly Calibrated[]> {
  const { definition } = model
  return [
    { calibration: 'published', model: toRiskModel({ ...definition, site: undefined }) },
    ...(definition.site === undefined ? [] : [{ calibration: 'installed', model } as const]),
    ...(await anchoredOn(definition, previewed)),
  ]
}
