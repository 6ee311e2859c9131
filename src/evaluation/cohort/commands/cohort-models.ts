import { digestOfFile } from '../../../base/digest.ts'
import { addMonths } from '../../../base/time.ts'
import { type DerivableModel, type Derivation, siteModel } from '../updated-model.ts'
import { anchorPlatform, anchorSite, anchorSummaries } from '../../anchoring/anchor-site.ts'
import { refuseFor } from '../../anchoring/update-site.ts'
import { anchorDaysObjections, HOLDS_MONTHS } from '../../../clinical/models/evidence-gates.ts'
import type { SiteSummaries } from '../../anchoring/site-summaries.ts'
import type { KeyedPlatform, SiteAnchor } from '../../../clinical/models/site-evidence.ts'
import type { Cohort } from '../../statistics/cohort-columns.ts'
import type { ReadCohort } from '../read-cohort.ts'
import type { CohortModel } from './installed-model.ts'

/** Who answers for a model, and what it is called. */
export interface SignedOff {
  readonly id: string | undefined
  readonly by: string
  /** Calendar date, YYYY-MM-DD. */
  readonly on: string
  readonly outcomeDefinition: string | undefined
}

export const derivation = (
  { id, version, derivedFrom }: DerivableModel,
  signedOff: SignedOff,
  rest: Pick<Derivation, 'method' | 'patients' | 'events' | 'shrinkage'>,
): Derivation => ({
  parent: { id, version },
  ...rest,
  ...(derivedFrom?.fittedOn === undefined ? {} : { fittedOn: derivedFrom.fittedOn }),
  signedOffBy: signedOff.by,
  signedOffOn: signedOff.on,
  ...(signedOff.outcomeDefinition === undefined
    ? {}
    : { outcomeDefinition: signedOff.outcomeDefinition }),
})

export const idOf = ({ id }: SignedOff) => (id === undefined ? {} : { id })

const predictorsOf = ({ terms }: DerivableModel) => terms.map(({ predictor }) => predictor)

/** Digest of a table, as evidence has it. */
export const evidenceOf = async (file: string): Promise<string> =>
  `sha256:${await digestOfFile(file)}`

/** What the person who signs an anchor says of its patients. */
export interface SaidOfAnchor {
  readonly role: string
  readonly period: { readonly from: string; readonly to: string }
  readonly share: SiteAnchor['share']
  readonly evidence: SiteAnchor['evidence']
}

const valuesAt = (model: DerivableModel, { columns }: Cohort, i: number) =>
  Object.fromEntries(predictorsOf(model).map((id) => [id, columns[id]?.[i] ?? NaN]))

/** The patients of a table with what measured each. */
export const patientsOf = (
  model: DerivableModel,
  { cohort }: ReadCohort,
  platforms: readonly string[],
) =>
  Array.from({ length: cohort.patients }, (_, i) => ({
    values: valuesAt(model, cohort, i),
    platform: platforms[i] ?? '',
  }))

function statementOf({ role, ...said }: SaidOfAnchor, { by, on }: SignedOff) {
  return { ...said, signature: { name: by, role, on }, expires: addMonths(on, HOLDS_MONTHS.anchor) }
}

/** Patients of another time, or of days still to come, are no anchor of this one. */
const checkDays = (anchor: SiteAnchor) =>
  refuseFor(anchorDaysObjections(anchor, true), 'not anchored')

/** The model file after an anchor, without outcomes. */
function anchoredBy<Model extends CohortModel>(
  parent: Model,
  anchor: SiteAnchor,
  signedOff: SignedOff,
) {
  checkDays(anchor)
  const { patients, share } = anchor
  const counted =
    share === undefined
      ? 'the share of the outcome as documented'
      : `the share of the outcome as counted here, ${String(share.events)} of ${String(share.patients)}`
  return siteModel(parent, {
    ...idOf(signedOff),
    site: { anchor },
    derivedFrom: derivation(parent, signedOff, {
      method: `Versions anchored on ${String(patients)} local patients without outcomes, with ${counted}.`,
      patients,
    }),
  })
}

/** What is said of the patients of a table, with the device and method of every row. */
type SaidOfTable = SaidOfAnchor & { readonly platforms: readonly string[] }

/** The anchor of the patients of a table, however old. */
export function anchorOf(
  parent: CohortModel,
  read: ReadCohort,
  { platforms, ...said }: SaidOfTable,
  signedOff: SignedOff,
): SiteAnchor {
  const statement = { ...statementOf(said, signedOff), rows: read.flow.rows }
  return anchorSite(parent, patientsOf(parent, read, platforms), statement)
}

/** The model file after anchoring on a site's own patients, without outcomes. */
export const anchoredModel = <Model extends CohortModel>(
  parent: Model,
  read: ReadCohort,
  said: SaidOfTable,
  signedOff: SignedOff,
) => anchoredBy(parent, anchorOf(parent, read, said, signedOff), signedOff)

/** The same by the figures of the patients, all measured by one device and method. */
export function summarisedModel<Model extends CohortModel>(
  parent: Model,
  summaries: SiteSummaries,
  { key, ...said }: SaidOfAnchor & { readonly key: string },
  signedOff: SignedOff,
) {
  const statement = { ...statementOf(said, signedOff), key }
  return anchoredBy(parent, anchorSummaries(parent, summaries, statement), signedOff)
}

/** The model file with one platform's own centre, where nothing else of the site is known. */
export function platformModel<Model extends CohortModel>(
  parent: Model,
  platform: KeyedPlatform,
  { role, period }: Pick<SaidOfAnchor, 'role' | 'period'>,
  signedOff: SignedOff,
) {
  const signature = { name: signedOff.by, role, on: signedOff.on }
  const expires = addMonths(signedOff.on, HOLDS_MONTHS.anchor)
  const { patients } = platform
  const anchor = anchorPlatform(parent, platform, { period, signature, expires })
  checkDays(anchor)
  return siteModel(parent, {
    ...idOf(signedOff),
    site: { anchor },
    derivedFrom: derivation(parent, signedOff, {
      method: `Centred on ${String(patients)} local patients of one device and method; nothing else of the site is known.`,
      patients,
    }),
  })
}
