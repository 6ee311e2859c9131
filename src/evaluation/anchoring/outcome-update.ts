import type { PredictorValues } from '../../clinical/models/definition.ts'
import { valueOf } from '../../clinical/models/definition.ts'
import type { Platform } from '../../clinical/models/versions/centring.ts'
import { drawGain } from '../../clinical/models/versions/centring.ts'
import { drawCoefficients } from '../../clinical/models/versions/draw-coefficients.ts'
import type { Posterior } from '../../clinical/models/versions/posterior-versions.ts'
import { dimensionsOf } from '../../clinical/models/versions/sequence.ts'
import {
  platformRatio,
  type VersionedTerms,
} from '../../clinical/models/versions/state-ensembles.ts'
import { momentsOf, type NormalDistribution, type Observed, posteriorOf } from './posterior.ts'

/** A site's patient whose outcome is known. */
export interface PatientWithOutcome {
  readonly values: PredictorValues
  readonly platform: string
  readonly outcome: 0 | 1
}

/** An anchor, as far as an update begins from it. */
export interface AnchoredSite {
  readonly intercepts: Float64Array
  /** The first is the one that the coefficients are about. */
  readonly platforms: Readonly<Record<string, Platform>>
}

const referenceOf = ({ platforms }: AnchoredSite) => Object.values(platforms)[0]

/** The anchored versions as a normal distribution, about the centre of the reference platform. */
export function priorOf(model: VersionedTerms, site: AnchoredSite): NormalDistribution {
  const { terms, versions } = model
  const { centred, count, documented } = versions
  const { gain: dimension } = dimensionsOf(terms.length, documented.length)
  const reference = referenceOf(site)
  const gain =
    centred === undefined || reference === undefined
      ? undefined
      : drawGain(centred, reference, { dimension, count })
  const coefficients = drawCoefficients(terms, versions).map((column, j) =>
    terms[j]?.predictor === centred?.predictor
      ? column.map((value, m) => value * (gain?.[m] ?? 1))
      : column,
  )
  return momentsOf([site.intercepts, ...coefficients])
}

function observedOf(
  { terms, versions }: VersionedTerms,
  site: AnchoredSite,
  { values, platform, outcome }: PatientWithOutcome,
): Observed {
  const { centred, caps } = versions
  const row = terms.map(({ predictor }) => {
    const cap = caps.find((each) => each.predictor === predictor)?.at ?? Infinity
    const value = Math.min(cap, valueOf(values, predictor))
    if (predictor !== centred?.predictor) return value
    const [own, reference] = [site.platforms[platform], referenceOf(site)]
    if (own === undefined || reference === undefined)
      throw new TypeError(`no anchored platform ${platform}`)
    return (value - own.mean) * platformRatio(centred, own, reference)
  })
  return { row: [1, ...row], outcome }
}

/**
 * The site's versions after outcomes: the anchored ones as prior, the patients as likelihood.
 *
 * @param isExact - Whether as many outcomes are then expected as were observed.
 * @throws {NotConverged} When no maximum is reached.
 */
export function updateWithOutcomes(
  model: VersionedTerms,
  site: AnchoredSite,
  patients: readonly PatientWithOutcome[],
  isExact = false,
): Posterior {
  const observed = patients.map((patient) => observedOf(model, site, patient))
  return posteriorOf(priorOf(model, site), observed, isExact)
}
