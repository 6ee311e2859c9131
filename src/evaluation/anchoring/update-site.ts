import { digestOf } from '../../base/digest.ts'
import { Fault } from '../../base/fault.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import { type Objection, updateObjections } from '../../clinical/models/evidence-gates.ts'
import type { OutcomeUpdate, Signature, SiteAnchor } from '../../clinical/models/site-evidence.ts'
import type { Posterior } from '../../clinical/models/versions/posterior-versions.ts'
import type { VersionedTerms } from '../../clinical/models/versions/state-ensembles.ts'
import {
  type AnchoredSite,
  expectedEvents,
  type PatientWithOutcome,
  updateWithOutcomes,
  withExactIntercept,
} from './outcome-update.ts'

/** A site's patients with outcomes, and the table that they come from. */
export interface OutcomeTable {
  readonly patients: readonly IdentifiedPatient[]
  readonly period: { readonly from: string; readonly to: string }
  /** Digest of the table's file. */
  readonly evidence: string
}

/** A patient of such a table, by a pseudonym. */
export interface IdentifiedPatient extends PatientWithOutcome {
  readonly pseudonym: string
}

/** What is said of an update beside its patients. */
export interface UpdateStatement {
  readonly definition: OutcomeUpdate['definition']
  readonly signature: Signature
  readonly expires: string
}

const HASH_DIGITS = 16

const hashOf = ({ pseudonym }: IdentifiedPatient) => digestOf(pseudonym).slice(0, HASH_DIGITS)

/** What a file says of the patients of a table. */
export const told = ({ patients, period, evidence }: OutcomeTable) => ({
  patients: patients.length,
  events: patients.filter(({ outcome }) => outcome === 1).length,
  period,
  platforms: [...new Set(patients.map(({ platform }) => platform))],
  patientHashes: patients.map(hashOf),
  evidence,
})

/**
 * Refuses evidence that does not pass its gates, with every reason.
 *
 * @throws {Fault} When there is any.
 */
export function refuseFor(objections: readonly Objection[], what: string): void {
  if (objections.length === 0) return
  const reasons = objections.map(({ why }) => why).join('; ')
  throw new Fault('malformed-request', `${what}: ${reasons}. Nothing is written.`)
}

/** What is drawn from a model's terms; a model without versions has none. */
export function versionedTerms({ terms, versions }: RiskModelDefinition): VersionedTerms {
  if (versions === undefined)
    throw new Fault('malformed-request', 'this model has no versions to update')
  return { terms, versions }
}

/**
 * An anchor, as an update begins from it, for these patients.
 *
 * @throws {Fault} When a patient was measured by what was not anchored.
 */
function anchoredFor(anchor: SiteAnchor, { patients }: OutcomeTable): AnchoredSite {
  const { intercepts, platforms } = anchor
  const keys = platforms.map(({ key }) => key)
  const strange = patients.find(({ platform }) => !keys.includes(platform))
  if (strange !== undefined)
    throw new Fault(
      'malformed-request',
      `${strange.platform} is no device and method of the anchor: anchor it too, or leave its patients out`,
    )
  return { intercepts: Float64Array.from(intercepts), platforms }
}

/** A posterior as evidence of the site. */
export function toUpdate(
  definition: RiskModelDefinition,
  anchor: SiteAnchor,
  table: OutcomeTable,
  statement: UpdateStatement & { readonly posterior: Posterior },
): OutcomeUpdate {
  const { definition: outcome, posterior, signature, expires } = statement
  const model = versionedTerms(definition)
  const site = anchoredFor(anchor, table)
  const update = {
    ...told(table),
    definition: outcome,
    posterior,
    expectedEvents: expectedEvents(model, site, table.patients, posterior),
    signature,
    expires,
  }
  refuseFor(updateObjections(update, model.versions.floor), 'not updated')
  return update
}

/**
 * What the outcomes of a site's patients make of its anchored versions.
 *
 * @throws {Fault} At the gates that are not passed, with their reasons, and where no maximum of the
 *   posterior is reached; nothing is made in part.
 */
export function updateSite(
  definition: RiskModelDefinition,
  anchor: SiteAnchor,
  table: OutcomeTable,
  statement: UpdateStatement,
): OutcomeUpdate {
  const site = anchoredFor(anchor, table)
  const posterior = updateWithOutcomes(versionedTerms(definition), site, table.patients)
  return toUpdate(definition, anchor, table, { ...statement, posterior })
}

/**
 * The update with the intercept by which as many outcomes are expected as were observed.
 *
 * @throws {Fault} When there is none.
 */
export function withExactUpdate(
  definition: RiskModelDefinition,
  anchor: SiteAnchor,
  table: OutcomeTable,
  update: OutcomeUpdate,
): OutcomeUpdate {
  const site = anchoredFor(anchor, table)
  const model = versionedTerms(definition)
  const posterior = withExactIntercept(model, site, table.patients, update.posterior)
  return toUpdate(definition, anchor, table, { ...update, posterior })
}
