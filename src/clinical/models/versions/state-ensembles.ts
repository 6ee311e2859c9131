import type { Term } from '../definition.ts'
import {
  type Centring,
  drawGain,
  middleGain,
  type Platform,
  sampledCentre,
  unknownCentre,
} from './centring.ts'
import { drawCoefficients } from './draw-coefficients.ts'
import { type Ensemble, toEnsemble } from './ensemble.ts'
import { drawPosterior, type Posterior } from './posterior-versions.ts'
import { between, dimensionsOf } from './sequence.ts'
import type { CentredPredictor, VersionsSettings } from './settings.ts'

/** What of a model its ensembles are made from. */
export interface VersionedTerms {
  readonly terms: readonly Pick<Term, 'predictor' | 'coefficient' | 'standardError'>[]
  readonly versions: VersionsSettings
}

/** A platform of a site: one that was anchored, or one of which nothing is known yet. */
export type SitePlatform =
  | { readonly kind: 'anchored'; readonly platform: Platform }
  /** About where the site's platforms, or this one before it moved, have their centre. */
  | { readonly kind: 'unknown'; readonly around: Pick<Platform, 'mean' | 'sd'> }

const dimensionsFor = ({ terms, versions }: VersionedTerms) =>
  dimensionsOf(terms.length, versions.documented.length)

const drawn = (model: VersionedTerms, dimension: 'gain' | 'sampling') => ({
  dimension: dimensionsFor(model)[dimension],
  count: model.versions.count,
})

const ofPublished = (
  model: VersionedTerms,
  intercepts: Float64Array,
  centring: (centred: CentredPredictor) => Centring,
): Ensemble => {
  const { terms, versions } = model
  const { centred, caps } = versions
  return toEnsemble({
    predictors: terms.map(({ predictor }) => predictor),
    intercepts,
    coefficients: drawCoefficients(terms, versions),
    caps,
    cappedIn: 'every-other',
    centred: centred && { predictor: centred.predictor, centring: centring(centred) },
  })
}

/** The documented spread of the centred predictor around its platform's centre, by version. */
function documentedSpread(model: VersionedTerms, { predictor, study }: CentredPredictor) {
  const { documented, count } = model.versions
  const i = documented.findIndex((each) => each.predictor === predictor && each.figure === 'sd')
  const range = documented[i]?.range ?? ([study.sd, study.sd] as const)
  return between(range, dimensionsFor(model).documented + Math.max(0, i), count)
}

/** Nothing is known of the site. */
export const provisionalEnsemble = (model: VersionedTerms, intercepts: Float64Array): Ensemble =>
  ofPublished(model, intercepts, (centred) => ({
    ...unknownCentre(
      { mean: centred.study.mean, tau: centred.tau, sd: documentedSpread(model, centred) },
      drawn(model, 'sampling'),
    ),
    gain: undefined,
  }))

/** Only the centred predictor's distribution on this platform is known. */
export const platformEnsemble = (
  model: VersionedTerms,
  intercepts: Float64Array,
  platform: Platform,
): Ensemble =>
  ofPublished(model, intercepts, (centred) => ({
    origin: platform.mean,
    weight: undefined,
    offset: sampledCentre(platform, drawn(model, 'sampling')),
    gain: drawGain(centred, platform, drawn(model, 'gain')),
  }))

/** How a site's platform centres its values. */
function siteCentring(
  model: VersionedTerms,
  centred: CentredPredictor,
  site: SitePlatform,
): Omit<Centring, 'gain'> {
  if (site.kind === 'anchored')
    return { origin: site.platform.mean, weight: undefined, offset: undefined }
  const { mean, sd } = site.around
  const tau = (centred.tau * mean) / centred.study.mean
  const spread = new Float64Array(model.versions.count).fill(sd)
  return unknownCentre({ mean, tau, sd: spread }, drawn(model, 'sampling'))
}

const figuresOf = (site: SitePlatform) => (site.kind === 'anchored' ? site.platform : site.around)

/** The intercepts were solved on the site's own patients. */
export const anchoredEnsemble = (
  model: VersionedTerms,
  intercepts: Float64Array,
  site: SitePlatform,
): Ensemble =>
  ofPublished(model, intercepts, (centred) => ({
    ...siteCentring(model, centred, site),
    gain: drawGain(centred, figuresOf(site), drawn(model, 'gain')),
  }))

/**
 * The factor that turns a distance on one platform into one on the platform that an update's
 * coefficients are about.
 */
export const platformRatio = (
  centred: CentredPredictor,
  platform: Pick<Platform, 'mean' | 'sd'>,
  reference: Pick<Platform, 'mean' | 'sd'>,
): number => middleGain(centred, platform) / middleGain(centred, reference)

/** Coefficients and intercept were updated with outcomes. */
export function updatedEnsemble(
  model: VersionedTerms,
  posterior: Posterior,
  site: SitePlatform,
  reference: Pick<Platform, 'mean' | 'sd'>,
): Ensemble {
  const { centred, caps, count } = model.versions
  const [intercepts = new Float64Array(), ...coefficients] = drawPosterior(posterior, count)
  const ratio = centred === undefined ? 1 : platformRatio(centred, figuresOf(site), reference)
  return toEnsemble({
    predictors: model.terms.map(({ predictor }) => predictor),
    intercepts,
    coefficients,
    caps,
    cappedIn: 'all',
    centred: centred && {
      predictor: centred.predictor,
      centring: {
        ...siteCentring(model, centred, site),
        gain: ratio === 1 ? undefined : new Float64Array(count).fill(ratio),
      },
    },
  })
}
