import type {
  CalibrationState,
  ReferencePopulation,
  RiskModelDefinition,
  Term,
} from '../../clinical/models/definition.ts'

/** Where a model file comes from: every updated model names its parent. */
export interface Derivation {
  readonly parent: { readonly id: string; readonly version: string }
  readonly method: string
  readonly patients: number
  /** Patients with the outcome; nothing when no outcomes were given. */
  readonly events?: number | undefined
  /** The share of the update that was kept, where it was shrunken. */
  readonly shrinkage?: number | undefined
  readonly signedOffBy: string
  /** Calendar date, YYYY-MM-DD. */
  readonly signedOffOn: string
  readonly outcomeDefinition?: string | undefined
}

interface ModelChange {
  readonly id?: string
  readonly calibration: Exclude<CalibrationState, 'provisional'>
  readonly intercept: { readonly value: number; readonly standardError: number }
  /** Nothing when the coefficients stay. */
  readonly terms?: readonly Term[]
  readonly anchor: { readonly events: number; readonly patients: number }
  readonly population: ReferencePopulation
  readonly derivedFrom: Derivation
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

/**
 * The parent's file with an update. Until outcomes have calibrated it, the model keeps its
 * documented other populations and platform shifts, so that a category is shown only where it holds
 * over all of them; with outcomes from the place of use they no longer apply.
 */
export function updatedModel<Model extends DerivableModel>(parent: Model, change: ModelChange) {
  const { calibration, intercept, terms, derivedFrom } = change
  const isCalibrated = calibration === 'outcome-calibrated'
  return {
    ...parent,
    ...identityOf(parent, change.id),
    calibration,
    intercept: { ...intercept, method: derivedFrom.method },
    terms: terms ?? parent.terms,
    anchor: {
      ...parent.anchor,
      ...change.anchor,
      population: change.population,
      ...(isCalibrated
        ? { alternatives: [], alternativesReason: 'Calibrated with outcomes of the place of use.' }
        : {}),
    },
    platformShifts: isCalibrated ? [] : parent.platformShifts,
    derivedFrom,
  }
}
