import type {
  CalibrationState,
  FittedOn,
  ReferencePopulation,
  RiskModelDefinition,
  Term,
} from '../../clinical/models/definition.ts'
import type { SiteEvidence } from '../../clinical/models/site-evidence.ts'
import type { VersionsSettings } from '../../clinical/models/versions/settings.ts'

/** Where a model file comes from: every updated model names its parent. */
export interface Derivation {
  readonly parent: { readonly id: string; readonly version: string }
  readonly method: string
  readonly patients: number
  /** Patients with the outcome; nothing when no outcomes were given. */
  readonly events?: number | undefined
  readonly fittedOn?: FittedOn | undefined
  /** The share of the update that was kept, where it was shrunken. */
  readonly shrinkage?: number | undefined
  readonly signedOffBy: string
  /** Calendar date, YYYY-MM-DD. */
  readonly signedOffOn: string
  readonly outcomeDefinition?: string | undefined
}

/** A model whose file may name its parent. */
export type DerivableModel = RiskModelDefinition & {
  readonly derivedFrom?: Derivation | undefined
}

/** A version number with its second place one higher. */
function nextVersion(version: string): string {
  const [major = '0', minor = '0'] = version.split('.')
  return `${major}.${String(Number(minor) + 1)}.0`
}

/** A local model begins its own versions; from then on each update raises them. */
function identityOf({ id, version, derivedFrom }: DerivableModel, asked: string | undefined) {
  if (asked !== undefined && asked !== id) return { id: asked, version: '1.0.0' }
  if (derivedFrom === undefined && asked === undefined)
    return { id: `${id}-local`, version: '1.0.0' }
  return { id, version: nextVersion(version) }
}

/** The state that a site's evidence bears out. */
function stateOf({ anchor, update, validation }: SiteEvidence): CalibrationState {
  if (anchor.kind === 'platform') return 'provisional'
  if (update === undefined) return 'site-anchored'
  return validation === undefined ? 'outcome-updated' : 'outcome-calibrated'
}

/** A model with the evidence of a site, in the state that it bears out. */
export const withSite = <Model extends DerivableModel>(model: Model, site: SiteEvidence) => ({
  ...model,
  calibration: stateOf(site),
  site,
})

/** The parent's file with what a site knows of its own patients; the coefficients stay published. */
export const siteModel = <Model extends DerivableModel>(
  parent: Model,
  { id, site, derivedFrom }: { id?: string; site: SiteEvidence; derivedFrom: Derivation },
) => ({
  ...withSite(parent, site),
  ...identityOf(parent, id),
  derivedFrom,
})

interface Refit {
  readonly id?: string
  readonly intercept: { readonly value: number; readonly standardError: number }
  readonly terms: readonly Term[]
  readonly anchor: { readonly events: number; readonly patients: number }
  readonly population: ReferencePopulation
  readonly derivedFrom: Derivation
}

/** What is unknown of the predictors that a refit has kept. */
function versionsFor(
  { versions }: RiskModelDefinition,
  terms: readonly Term[],
): VersionsSettings | undefined {
  if (versions === undefined) return undefined
  const isKept = ({ predictor }: { readonly predictor: string }) =>
    terms.some((term) => term.predictor === predictor)
  const { caps, documented, centred } = versions
  return {
    ...versions,
    caps: caps.filter(isKept),
    documented: documented.filter(isKept),
    centred: centred && isKept(centred) ? centred : undefined,
  }
}

/** A model fitted on a site's patients in the place of the parent, before it has any evidence. */
export function refittedModel<Model extends DerivableModel>(parent: Model, change: Refit) {
  const { intercept, terms, derivedFrom } = change
  return {
    ...parent,
    ...identityOf(parent, change.id),
    calibration: 'provisional' as const,
    intercept: { ...intercept, method: derivedFrom.method },
    terms,
    anchor: { ...change.anchor, population: change.population },
    versions: versionsFor(parent, terms),
    versionIntercepts: undefined,
    site: undefined,
    derivedFrom,
  }
}
