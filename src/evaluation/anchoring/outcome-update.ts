import { inverseLogit, type PredictorValues, valueOf } from '../../clinical/models/definition.ts'
import type { KeyedPlatform } from '../../clinical/models/site-evidence.ts'
import { drawGain } from '../../clinical/models/versions/centring.ts'
import { drawCoefficients } from '../../clinical/models/versions/draw-coefficients.ts'
import { drawPosterior, type Posterior } from '../../clinical/models/versions/posterior-versions.ts'
import { dimensionsOf } from '../../clinical/models/versions/sequence.ts'
import {
  platformRatio,
  type VersionedTerms,
} from '../../clinical/models/versions/state-ensembles.ts'
import { checkBalance } from '../statistics/not-converged.ts'
import { momentsOf, type NormalDistribution, type Observed, posteriorOf } from './posterior.ts'
import { solveShare } from './solve-intercepts.ts'

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
  readonly platforms: readonly KeyedPlatform[]
}

const referenceOf = ({ platforms }: AnchoredSite) => platforms[0]

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
    const own = site.platforms.find(({ key }) => key === platform)
    const reference = referenceOf(site)
    if (own === undefined || reference === undefined)
      throw new TypeError(`no anchored platform ${platform}`)
    return (value - own.mean) * platformRatio(centred, own, reference)
  })
  return { row: [1, ...row], outcome }
}

/** The log odds that every version gives every patient. */
function versionLogOdds(
  model: VersionedTerms,
  site: AnchoredSite,
  patients: readonly PatientWithOutcome[],
  posterior: Posterior,
): Float64Array {
  const { count } = model.versions
  const observed = patients.map((patient) => observedOf(model, site, patient))
  const columns = drawPosterior(posterior, count)
  const logOdds = new Float64Array(observed.length * count)
  observed.forEach(({ row }, i) => {
    row.forEach((value, j) => {
      const column = columns[j] ?? new Float64Array()
      for (let m = 0; m < count; m += 1)
        logOdds[i * count + m] = (logOdds[i * count + m] ?? 0) + value * (column[m] ?? 0)
    })
  })
  return logOdds
}

/** As many outcomes as a posterior's versions expect in these patients, by the mean of each. */
export function expectedEvents(
  model: VersionedTerms,
  site: AnchoredSite,
  patients: readonly PatientWithOutcome[],
  posterior: Posterior,
): number {
  const logOdds = versionLogOdds(model, site, patients, posterior)
  return logOdds.reduce((sum, eta) => sum + inverseLogit(eta), 0) / model.versions.count
}

/**
 * The posterior with one intercept more, by which its versions expect as many outcomes as were
 * observed: the mean of the versions is the risk that a card says.
 *
 * @throws {Fault} When they do not.
 */
export function withExactIntercept(
  model: VersionedTerms,
  site: AnchoredSite,
  patients: readonly PatientWithOutcome[],
  posterior: Posterior,
): Posterior {
  const logOdds = versionLogOdds(model, site, patients, posterior)
  const weights = new Float64Array(logOdds.length).fill(1 / logOdds.length)
  const events = patients.filter(({ outcome }) => outcome === 1).length
  const shift = solveShare({ logOdds, weights }, events / patients.length)
  const [intercept = NaN, ...coefficients] = posterior.mean
  const exact = { ...posterior, mean: [intercept + shift, ...coefficients] }
  checkBalance(expectedEvents(model, site, patients, exact), events)
  return exact
}

/**
 * The site's versions after outcomes: the anchored ones as prior, the patients as likelihood.
 *
 * @throws {Fault} When no maximum is reached.
 */
export function updateWithOutcomes(
  model: VersionedTerms,
  site: AnchoredSite,
  patients: readonly PatientWithOutcome[],
): Posterior {
  const observed = patients.map((patient) => observedOf(model, site, patient))
  return posteriorOf(priorOf(model, site), observed)
}
