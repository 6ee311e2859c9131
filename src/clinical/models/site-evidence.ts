import type { Platform } from './versions/centring.ts'
import type { Posterior } from './versions/posterior-versions.ts'

/** Who answers for a step, and since when: no cryptography, a name that can be asked. */
export interface Signature {
  readonly name: string
  readonly role: string
  /** Calendar date, YYYY-MM-DD. */
  readonly on: string
}

/** A platform of the site, under the key that its values carry. */
export interface KeyedPlatform extends Platform {
  readonly key: string
  /** The other predictors that it measures, for what counts as usual on it. */
  readonly others?:
    Readonly<Record<string, { readonly mean: number; readonly sd: number }>> | undefined
  /** By predictor, the natural logarithms of its values: what later values are held against. */
  readonly logs?:
    Readonly<Record<string, { readonly mean: number; readonly sd: number }>> | undefined
}

/** A site's own patients without outcomes, or one scanner's values alone. */
export interface SiteAnchor {
  readonly kind: 'platform' | 'patients'
  readonly patients: number
  /** The first and the last day of the patients. */
  readonly period: { readonly from: string; readonly to: string }
  /** The share of the site's patients with the outcome, where somebody counted it. */
  readonly share?:
    { readonly events: number; readonly patients: number; readonly definition: string } | undefined
  /** The first is the one that an update's coefficients are about. */
  readonly platforms: readonly KeyedPlatform[]
  /** Of the versions. */
  readonly intercepts: readonly number[]
  /** Digest of the table, where one was given: `sha256:` and hexadecimal digits. */
  readonly evidence?: string | undefined
  /** The anchored patients' own risks, ascending, for the rank of another. */
  readonly risks?: readonly number[] | undefined
  readonly signature: Signature
  /** The first day on which it no longer holds. */
  readonly expires: string
}

/** Patients with outcomes, and the table that they come from. */
interface OutcomePatients {
  readonly patients: number
  readonly events: number
  /** The first and the last day of the patients. */
  readonly period: { readonly from: string; readonly to: string }
  /** Keys of the devices and methods that measured them. */
  readonly platforms: readonly string[]
  /** Digests of their pseudonyms, so that nobody is counted twice. */
  readonly patientHashes: readonly string[]
  /** Digest of the table: `sha256:` and hexadecimal digits. */
  readonly evidence: string
}

/** What outcomes of the site's patients made of the versions. */
export interface OutcomeUpdate extends OutcomePatients {
  readonly definition: { readonly name: string; readonly horizonDays: number }
  readonly posterior: Posterior
  /** The sum of the risks that the updated versions give these patients. */
  readonly expectedEvents: number
  readonly signature: Signature
  readonly expires: string
}

/** A figure with its 95 % interval, as a file has it. */
export interface FigureWithEnds {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A part of the update's patients, judged by a model of the other parts. */
export interface LeftOutPart {
  /** The year, the scanner. */
  readonly name: string
  readonly patients: number
  readonly events: number
  /** Nothing where no events were expected, or none came. */
  readonly observedToExpected?: FigureWithEnds | undefined
}

/** How the updated model did on other patients of the site. */
export interface OutcomeValidation extends OutcomePatients {
  /**
   * On patients who are not in the update, or on each part of the update by a model of the other
   * parts.
   */
  readonly how: 'other-patients' | 'internal-external'
  /** Of an internal-external validation. */
  readonly parts?: readonly LeftOutPart[] | undefined
  readonly observedToExpected: FigureWithEnds
  readonly calibrationSlope: FigureWithEnds
  readonly cStatistic: FigureWithEnds
  /** Integrated calibration index. */
  readonly ici: number
  /** The share of those not known to have the outcome who were followed to the horizon. */
  readonly followedUp: number
  /** Whether the patients are fewer than a precise validation asks for. */
  readonly isOnFew: boolean
  readonly signatures: readonly [Signature, Signature]
  readonly expires: string
}

/** What a site knows of its own patients; each step rests on the one before it. */
export interface SiteEvidence {
  readonly anchor: SiteAnchor
  readonly update?: OutcomeUpdate | undefined
  readonly validation?: OutcomeValidation | undefined
}

/** How far the model has come at a site. */
export type EvidenceState =
  | 'provisional'
  | 'platform-centred'
  | 'site-anchored'
  | 'share-counted'
  | 'outcome-updated'
  | 'outcome-calibrated'

/** Whether the versions are about the site's own patients, so that their mean is worth leading. */
export const hasSitePatients = (state: EvidenceState): boolean =>
  state !== 'provisional' && state !== 'platform-centred'

/** Whether the versions rest on outcomes of the site's own patients. */
export const restsOnOutcomes = (state: EvidenceState): boolean =>
  state === 'outcome-updated' || state === 'outcome-calibrated'

/** Why a patient's answer rests on less than the site's evidence. */
export type Fallback =
  | 'anchor-expired'
  | 'update-expired'
  | 'validation-expired'
  /** The platform of the patient's own value is none that was anchored. */
  | 'platform-unknown'
  /** The values of this platform have moved since it was anchored. */
  | 'platform-moved'
  /** Whether they have cannot be read. */
  | 'platform-unchecked'

/** What of the site's evidence holds on a day. */
export interface ValidEvidence {
  readonly state: EvidenceState
  readonly fallbacks: readonly Fallback[]
}

const holds = (dated: { readonly expires: string } | undefined, day: string | undefined) =>
  dated !== undefined && (day === undefined || day < dated.expires)

const expired = (
  dated: { readonly expires: string } | undefined,
  day: string | undefined,
  why: Fallback,
): readonly Fallback[] => (dated === undefined || holds(dated, day) ? [] : [why])

/** How long before a step of the evidence expires somebody is told. */
const ALARM_DAYS = 60

const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)

/** A step of a site's evidence whose end is near, or past. */
export interface ExpiringStep {
  readonly step: 'anchor' | 'update' | 'validation'
  readonly expires: string
  readonly isPast: boolean
}

/**
 * The steps that have expired on a day, or will within 60 days. An anchor does not matter while an
 * update holds.
 */
export function expiringSteps(
  evidence: SiteEvidence | undefined,
  day: string,
): readonly ExpiringStep[] {
  if (evidence === undefined) return []
  const { anchor, update, validation } = evidence
  const steps = { anchor: holds(update, day) ? undefined : anchor, update, validation }
  return Object.entries(steps).flatMap(([step, dated]) =>
    dated === undefined || day < daysBefore(dated.expires, ALARM_DAYS)
      ? []
      : [
          {
            step: step as ExpiringStep['step'],
            expires: dated.expires,
            isPast: day >= dated.expires,
          },
        ],
  )
}

function anchoredState({ kind, share }: SiteAnchor): EvidenceState {
  if (kind === 'platform') return 'platform-centred'
  return share === undefined ? 'site-anchored' : 'share-counted'
}

/**
 * The state that a site's evidence supports on a day. An update outlives the anchor that it began
 * from; a validation does not outlive its update.
 *
 * @param day - `YYYY-MM-DD`; nothing where no date is looked at.
 */
export function validEvidence(
  evidence: SiteEvidence | undefined,
  day: string | undefined,
): ValidEvidence {
  if (evidence === undefined) return { state: 'provisional', fallbacks: [] }
  const { anchor, update, validation } = evidence
  const lost = expired(update, day, 'update-expired')
  if (holds(update, day))
    return holds(validation, day)
      ? { state: 'outcome-calibrated', fallbacks: [] }
      : { state: 'outcome-updated', fallbacks: expired(validation, day, 'validation-expired') }
  return holds(anchor, day)
    ? { state: anchoredState(anchor), fallbacks: lost }
    : { state: 'provisional', fallbacks: [...lost, 'anchor-expired'] }
}
