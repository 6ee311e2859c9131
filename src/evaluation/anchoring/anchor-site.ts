import { Fault } from '../../base/fault.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import type { KeyedPlatform, Signature, SiteAnchor } from '../../clinical/models/site-evidence.ts'
import { risksOf } from '../../clinical/models/versions/ensemble.ts'
import { anchoredEnsemble } from '../../clinical/models/versions/state-ensembles.ts'
import { meanOf } from '../statistics/vector.ts'
import { anchorIntercepts, type AnchorPatient } from './anchor-intercepts.ts'
import { platformsOf } from './anchor-platforms.ts'
import { type SiteSummaries, toPopulation } from './site-summaries.ts'
import { toWritten } from './versions-file.ts'

/** What is said of the patients of an anchor beside their values. */
export interface AnchorStatement {
  readonly period: { readonly from: string; readonly to: string }
  readonly share?: SiteAnchor['share']
  readonly evidence?: SiteAnchor['evidence']
  readonly signature: Signature
  readonly expires: string
  /** Rows of the table, complete or not. */
  readonly rows: number
}

/** The least share of consecutive patients whose predictors are all there. */
export const LEAST_COMPLETE = 0.9

const refuse = (why: string) => new Fault('malformed-request', why)

function versionsOf({ versions, terms, anchor }: RiskModelDefinition) {
  if (versions === undefined) throw refuse('this model has no versions to anchor')
  return { versions, terms, population: anchor.population }
}

/** Every gate of an anchor; each is a refusal with its reason. */
function checkAnchor(
  definition: RiskModelDefinition,
  patients: number,
  { rows, share }: AnchorStatement,
): void {
  const { floor } = versionsOf(definition).versions
  if (patients < floor.anchor)
    throw refuse(
      `${String(patients)} complete patients: an anchor needs ${String(floor.anchor)} consecutive ones, 60 are advised`,
    )
  if (patients < LEAST_COMPLETE * rows)
    throw refuse(
      `${String(patients)} of ${String(rows)} patients are complete: at least 90 % of consecutive patients must be, or who is missing decides the anchor`,
    )
  if (share !== undefined && share.patients < floor.share)
    throw refuse(
      `a share counted on ${String(share.patients)} patients is too uncertain: it takes ${String(floor.share)}`,
    )
  if (share !== undefined && share.events > share.patients)
    throw refuse('the share counts more patients with the outcome than patients')
}

/** A platform without a spread, or of another unit, tells nothing. */
function checkSpread(platforms: readonly KeyedPlatform[]): void {
  for (const { key, mean, sd } of platforms)
    if (!(sd > 0) || !(mean > 0))
      throw refuse(`the values of ${key} do not vary, or are not positive`)
}

/**
 * The versions of a model about a site's own patients, without outcomes.
 *
 * @throws {Fault} At the first gate that is not passed, with its reason; nothing is made in part.
 */
export function anchorSite(
  definition: RiskModelDefinition,
  patients: readonly AnchorPatient[],
  statement: AnchorStatement,
): SiteAnchor {
  checkAnchor(definition, patients.length, statement)
  const model = versionsOf(definition)
  const platforms = platformsOf(definition, patients)
  checkSpread(platforms)
  const byKey = Object.fromEntries(platforms.map((platform) => [platform.key, platform]))
  const intercepts = anchorIntercepts(
    model,
    { kind: 'patients', patients, platforms: byKey },
    statement.share,
  )
  const ensembles = new Map(
    platforms.map((platform) => [
      platform.key,
      anchoredEnsemble(model, intercepts, { kind: 'anchored', platform }),
    ]),
  )
  const risks = patients.flatMap(({ values, platform }) => {
    const ensemble = ensembles.get(platform)
    return ensemble === undefined ? [] : [meanOf(risksOf(ensemble, values))]
  })
  return {
    ...toAnchor(patients.length, statement, { platforms, intercepts }),
    risks: risks.map((risk) => Number(risk.toFixed(3))).toSorted((a, b) => a - b),
  }
}

function toAnchor(
  patients: number,
  { share, period, evidence, signature, expires }: AnchorStatement,
  solved: { readonly platforms: readonly KeyedPlatform[]; readonly intercepts: Float64Array },
): SiteAnchor {
  return {
    kind: 'patients',
    patients,
    period,
    ...(share === undefined ? {} : { share }),
    ...(evidence === undefined ? {} : { evidence }),
    platforms: solved.platforms,
    intercepts: toWritten(solved.intercepts),
    signature,
    expires,
  }
}

/**
 * The same by the figures of a site's patients, measured by one device and method: as if their
 * predictors were independent, and nobody has a rank among them.
 *
 * @throws {Fault} At the first gate that is not passed, with its reason; nothing is made in part.
 */
export function anchorSummaries(
  definition: RiskModelDefinition,
  summaries: SiteSummaries,
  statement: Omit<AnchorStatement, 'rows'> & { readonly key: string },
): SiteAnchor {
  const { patients, consecutive } = summaries
  const said = { ...statement, rows: consecutive }
  checkAnchor(definition, patients, said)
  const { population: declared, ...model } = versionsOf(definition)
  const population = toPopulation(declared, summaries)
  const platforms = Object.entries(population).flatMap(([id, marginal]): KeyedPlatform[] => {
    if (id !== model.versions.centred?.predictor || marginal.kind !== 'normal') return []
    const { mean, sd } = marginal
    const others = Object.entries(population).flatMap(([other, figures]) =>
      other === id || figures.kind !== 'normal'
        ? []
        : [[other, { mean: figures.mean, sd: figures.sd }] as const],
    )
    return [{ key: said.key, patients, mean, sd, others: Object.fromEntries(others) }]
  })
  checkSpread(platforms)
  const site = { kind: 'population', population, patients } as const
  const intercepts = anchorIntercepts({ ...model, population }, site, said.share)
  return toAnchor(patients, said, { platforms, intercepts })
}

/**
 * The versions with one scanner's own centre, where nothing else of the site is known.
 *
 * @throws {Fault} When the patients are too few, or the figures are none.
 */
export function anchorPlatform(
  definition: RiskModelDefinition,
  platform: KeyedPlatform,
  { period, signature, expires }: Omit<AnchorStatement, 'rows' | 'share' | 'evidence'>,
): SiteAnchor {
  const model = versionsOf(definition)
  const { floor, centred } = model.versions
  if (centred === undefined) throw refuse('no predictor of this model is centred')
  if (platform.patients < floor.anchor)
    throw refuse(
      `${String(platform.patients)} patients: a scanner's centre needs ${String(floor.anchor)}`,
    )
  checkSpread([platform])
  return {
    kind: 'platform',
    patients: platform.patients,
    period,
    platforms: [platform],
    intercepts: toWritten(anchorIntercepts(model, { kind: 'platform', platform })),
    signature,
    expires,
  }
}
