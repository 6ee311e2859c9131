import type {
  Marginal,
  PredictorValues,
  ReferencePopulation,
} from '../../clinical/models/definition.ts'
import { valueOf } from '../../clinical/models/definition.ts'
import { marginalOf } from '../../clinical/models/population.ts'
import { drawGain, type Platform, smallSample } from '../../clinical/models/versions/centring.ts'
import { drawCoefficients } from '../../clinical/models/versions/draw-coefficients.ts'
import {
  between,
  type Dimensions,
  dimensionsOf,
  normal,
} from '../../clinical/models/versions/sequence.ts'
import type { VersionedTerms } from '../../clinical/models/versions/state-ensembles.ts'
import { declaredPatients } from './declared-patients.ts'
import { type CountedShare, drawShare } from './draw-share.ts'
import { type Patients, solveShare, spreadOfRisk } from './solve-intercepts.ts'

/** What of a model its intercepts are solved from. */
export interface AnchorableModel extends VersionedTerms {
  readonly population: ReferencePopulation
}

/** A site's patient, and the platform that measured the centred predictor. */
export interface AnchorPatient {
  readonly values: PredictorValues
  readonly platform: string
}

/** The patients on whom the intercepts are solved. */
export type AnchorPatients =
  /** Any that the literature allows: nothing is known of the site. */
  | { readonly kind: 'documented' }
  /** Of the site only the centred predictor's distribution on one platform is known. */
  | { readonly kind: 'platform'; readonly platform: Platform }
  /** The site's distributions of all predictors. */
  | {
      readonly kind: 'population'
      readonly population: ReferencePopulation
      readonly patients: number
    }
  /** The site's own patients. */
  | {
      readonly kind: 'patients'
      readonly patients: readonly AnchorPatient[]
      readonly platforms: Readonly<Record<string, Platform>>
    }

interface Drawn {
  readonly model: AnchorableModel
  readonly dimensions: Dimensions
  readonly coefficients: readonly Float64Array[]
}

const isOf = (predictor: string, { versions }: VersionedTerms) =>
  versions.centred?.predictor === predictor

const capOf = ({ versions }: VersionedTerms, predictor: string, m: number) =>
  m % 2 === 1 ? versions.caps.find((cap) => cap.predictor === predictor)?.at : undefined

/** The gain of each platform, by version; none where no predictor is centred. */
function gainsOf({ model, dimensions }: Drawn, platform: Pick<Platform, 'mean' | 'sd'>) {
  const { centred, count } = model.versions
  return centred && drawGain(centred, platform, { dimension: dimensions.gain, count })
}

type Figures = (predictor: string, m: number) => Marginal

/** A population of independent predictors, whose figures may differ by version. */
function declared(drawn: Drawn, figures: Figures, gain: Float64Array | undefined) {
  const { model, coefficients } = drawn
  return (m: number): Patients =>
    declaredPatients(
      model.terms.map(({ predictor }, j) => {
        const marginal = figures(predictor, m)
        const coefficient = coefficients[j]?.[m] ?? 0
        const isCentred = isOf(predictor, model) && marginal.kind === 'normal'
        return {
          marginal: isCentred ? { ...marginal, mean: 0 } : marginal,
          coefficient: isCentred ? coefficient * (gain?.[m] ?? 1) : coefficient,
          cap: capOf(model, predictor, m),
        }
      }),
    )
}

/** The marginals of every version, as far as the literature leaves them open. */
function documentedFigures({ model, dimensions }: Drawn): Figures {
  const { documented, count } = model.versions
  const drawn = documented.map(({ predictor, figure, range }, i) => ({
    predictor,
    figure,
    values: between(range, dimensions.documented + i, count),
  }))
  return (predictor, m) => {
    const own = drawn.filter((each) => each.predictor === predictor)
    const figures = own.map(({ figure, values }) => [figure, values[m]] as const)
    return { ...marginalOf(model.population, predictor), ...Object.fromEntries(figures) }
  }
}

/** The documented figures, with the centred predictor's of one platform. */
function withPlatform(figures: Figures, { model }: Drawn, { mean, sd }: Platform): Figures {
  return (predictor, m) =>
    isOf(predictor, model) ? { kind: 'normal', mean, sd } : figures(predictor, m)
}

function ofPatients(drawn: Drawn, { patients, platforms }: OwnPatients) {
  const { model, coefficients } = drawn
  const gains = Object.fromEntries(
    Object.entries(platforms).map(([key, platform]) => [key, gainsOf(drawn, platform)]),
  )
  const weights = new Float64Array(patients.length).fill(1 / patients.length)
  const addOf = ({ values, platform }: AnchorPatient, m: number) =>
    model.terms.reduce((sum, { predictor }, j) => {
      const value = Math.min(capOf(model, predictor, m) ?? Infinity, valueOf(values, predictor))
      const coefficient = coefficients[j]?.[m] ?? 0
      if (!isOf(predictor, model)) return sum + coefficient * value
      const centre = platforms[platform]?.mean ?? NaN
      return sum + coefficient * (gains[platform]?.[m] ?? 1) * (value - centre)
    }, 0)
  return (m: number): Patients => ({
    logOdds: Float64Array.from(patients, (patient) => addOf(patient, m)),
    weights,
  })
}

type OwnPatients = Extract<AnchorPatients, { readonly kind: 'patients' }>

/** Each version's patients, and how many they were counted from; nothing where no site is. */
function patientsOf(drawn: Drawn, anchor: AnchorPatients) {
  switch (anchor.kind) {
    case 'documented':
      return { at: declared(drawn, documentedFigures(drawn), undefined), sampled: undefined }
    case 'platform': {
      const figures = withPlatform(documentedFigures(drawn), drawn, anchor.platform)
      return { at: declared(drawn, figures, gainsOf(drawn, anchor.platform)), sampled: undefined }
    }
    case 'population': {
      const { population } = anchor
      const centred = population[drawn.model.versions.centred?.predictor ?? '']
      const gain = centred?.kind === 'normal' ? gainsOf(drawn, centred) : undefined
      const figures: Figures = (predictor) => marginalOf(population, predictor)
      return { at: declared(drawn, figures, gain), sampled: anchor.patients }
    }
    case 'patients':
      return { at: ofPatients(drawn, anchor), sampled: anchor.patients.length }
  }
}

/**
 * The intercept of every version: with it the mean risk of the patients is the version's share of
 * the outcome, moved by what sampling so few patients leaves open.
 *
 * Costs one to three seconds for 2 000 versions.
 */
export function anchorIntercepts(
  model: AnchorableModel,
  anchor: AnchorPatients,
  counted?: CountedShare,
): Float64Array {
  const { terms, versions } = model
  const dimensions = dimensionsOf(terms.length, versions.documented.length)
  const drawn = { model, dimensions, coefficients: drawCoefficients(terms, versions) }
  const shares = drawShare(versions, dimensions, counted)
  const { at, sampled } = patientsOf(drawn, anchor)
  const z = normal(dimensions.sampling, versions.count)
  return shares.map((share, m) => {
    const patients = at(m)
    const intercept = solveShare(patients, share)
    if (sampled === undefined) return intercept
    const { variance, information } = spreadOfRisk(patients, intercept)
    const error = (Math.sqrt(variance / sampled) * smallSample(sampled)) / information
    return intercept + (z[m] ?? 0) * error
  })
}
