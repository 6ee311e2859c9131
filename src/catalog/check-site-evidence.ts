import {
  anchorDaysObjections,
  calibrationObjections,
  updateObjections,
} from '../clinical/models/evidence-gates.ts'
import {
  isPositiveDefinite,
  type Posterior,
} from '../clinical/models/versions/posterior-versions.ts'
import type { Problems } from './problems.ts'
import type { RiskModelFile } from './schemas.ts'

const FILE = 'risk-model.json'

/** The command that makes a site's model from its own patients. */
const MAKE_ANEW = 'Make it anew from your own patients: npx tace-cds cohort anchor'

type Versions = NonNullable<RiskModelFile['versions']>
type Site = NonNullable<RiskModelFile['site']>
type Add = (member: readonly (string | number)[], message: string, mend?: string) => void

/** What the evidence of a file makes of the model. */
function borneOut(site: RiskModelFile['site']): RiskModelFile['calibration'] {
  if (site === undefined || site.anchor.kind === 'platform') return 'provisional'
  if (site.update === undefined) return 'site-anchored'
  return site.validation === undefined ? 'outcome-updated' : 'outcome-calibrated'
}

function checkAnchor({ anchor }: Site, { count, floor }: Versions, add: Add): void {
  const { patients, share, intercepts, platforms } = anchor
  if (intercepts.length !== count)
    add(['anchor', 'intercepts'], `${String(intercepts.length)} for ${String(count)} versions`)
  if (patients < floor.anchor)
    add(['anchor', 'patients'], `fewer than the ${String(floor.anchor)} that an anchor needs`)
  if (share !== undefined && share.patients < floor.share)
    add(['anchor', 'share', 'patients'], `fewer than the ${String(floor.share)} of a counted share`)
  if (share !== undefined && share.events > share.patients)
    add(['anchor', 'share', 'events'], 'more than patients')
  const keys = platforms.map(({ key }) => key)
  keys.forEach((key, i) => {
    if (keys.indexOf(key) !== i) add(['anchor', 'platforms', i, 'key'], `${key} is there twice`)
  })
}

/** The posterior is of this model's terms, and versions can be drawn from it. */
function checkPosterior({ mean, covariance }: Posterior, terms: number, add: Add): void {
  const size = terms + 1
  const isSquare = covariance.length === size && covariance.every((row) => row.length === size)
  if (mean.length !== size || !isSquare) add(['update', 'posterior'], 'is not of this model')
  else if (!isPositiveDefinite(covariance))
    add(['update', 'posterior', 'covariance'], 'is no covariance: not positive definite')
}

function checkOutcomes(
  { anchor, update, validation }: Site,
  floor: Versions['floor'],
  add: Add,
): void {
  if (update === undefined) {
    if (validation !== undefined) add(['validation'], 'rests on no update')
    return
  }
  if (anchor.kind === 'platform') add(['update'], 'rests on no anchor of patients')
  const keys = anchor.platforms.map(({ key }) => key)
  for (const key of [update, validation].flatMap((each) => each?.platforms ?? []))
    if (!keys.includes(key)) add(['anchor', 'platforms'], `${key} was not anchored`)
  const objections = [
    ...updateObjections(update, floor),
    ...(validation === undefined ? [] : calibrationObjections(update, validation, floor)),
  ]
  for (const { member, why } of objections) add(member, why)
}

/** That a model is no further at a site than its evidence bears out. */
export function checkSiteEvidence(model: RiskModelFile, problems: Problems): void {
  const { calibration, site, versions, terms } = model
  if (calibration !== borneOut(site)) {
    problems.add(
      FILE,
      ['calibration'],
      `says ${calibration}, and the file holds no evidence of that`,
      MAKE_ANEW,
    )
    return
  }
  if (site === undefined) return
  const add: Add = (member, ...words) => problems.add(FILE, ['site', ...member], ...words)
  if (versions === undefined) {
    add([], 'is of a model without versions')
    return
  }
  checkAnchor(site, versions, add)
  for (const { member, why } of anchorDaysObjections(site.anchor, site.update === undefined))
    add(member, why)
  checkOutcomes(site, versions.floor, add)
  if (site.update !== undefined) checkPosterior(site.update.posterior, terms.length, add)
}
