import type { FirmShares } from '../../catalog/versions-schema.ts'
import { inverseLogit, type RiskCategory, valueOf } from '../../clinical/models/definition.ts'
import type { Platform } from '../../clinical/models/versions/centring.ts'
import { marginalOf, valueAt } from '../../clinical/models/population.ts'
import { type Ensemble, risksOf } from '../../clinical/models/versions/ensemble.ts'
import { normal, uniform } from '../../clinical/models/versions/sequence.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
  updatedEnsemble,
} from '../../clinical/models/versions/state-ensembles.ts'
import { agreementOf } from '../../clinical/models/versions/statement.ts'
import { at } from '../statistics/vector.ts'
import { type AnchorableModel, anchorIntercepts } from './anchor-intercepts.ts'
import {
  type PatientWithOutcome,
  updateWithOutcomes,
  withExactIntercept,
} from './outcome-update.ts'
import { solveShare } from './solve-intercepts.ts'

/** Enough for a share to a tenth of a per cent, in the same order every time. */
const PATIENTS = 1000
const ANCHORED = 60
const COUNTED = 100
const CALIBRATED = 260

/** The patients of the reference population, by the sequence. */
function referencePatients({ terms, population }: AnchorableModel, count = PATIENTS) {
  const columns = terms.map(({ predictor }, j) => {
    const marginal = marginalOf(population, predictor)
    return marginal.kind === 'bernoulli'
      ? uniform(j, count).map((u) => Number(u < marginal.probability))
      : normal(j, count).map((z) => valueAt(marginal, z))
  })
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(terms.map(({ predictor }, j) => [predictor, columns[j]?.[i] ?? NaN])),
  )
}

type FirmState = readonly [state: string, gamma: number, ensemble: Ensemble]

const OWN = 'own'

/** Patients of the site whose outcomes come as the published coefficients and the share say. */
function withOutcomes(model: AnchorableModel, count: number): readonly PatientWithOutcome[] {
  const { terms, versions } = model
  const patients = referencePatients(model, count)
  const logOdds = Float64Array.from(patients, (values) =>
    terms.reduce(
      (sum, { predictor, coefficient }) => sum + coefficient * valueOf(values, predictor),
      0,
    ),
  )
  const weights = new Float64Array(count).fill(1 / count)
  const intercept = solveShare(
    { logOdds, weights },
    versions.share.events / versions.share.patients,
  )
  const drawn = uniform(terms.length, count)
  return patients.map((values, i) => ({
    values,
    platform: OWN,
    outcome: at(drawn, i) < inverseLogit(intercept + at(logOdds, i)) ? 1 : 0,
  }))
}

/** The states of a site with outcomes: too few to check them, and as many as the gates ask for. */
function updatedStates(
  model: AnchorableModel,
  intercepts: Float64Array,
  platform: Platform,
): readonly FirmState[] {
  const site = { intercepts, platforms: [{ key: OWN, ...platform }] }
  const own = { kind: 'anchored', platform } as const
  const { knownShare } = model.versions.gamma
  const few = withOutcomes(model, ANCHORED)
  const many = withOutcomes(model, CALIBRATED)
  const updated = updateWithOutcomes(model, site, few)
  const exact = withExactIntercept(model, site, many, updateWithOutcomes(model, site, many))
  return [
    ['outcome-updated', knownShare, updatedEnsemble(model, updated, own, platform)],
    ['outcome-calibrated', knownShare, updatedEnsemble(model, exact, own, platform)],
  ]
}

/** A site that is like the reference population, in every state. */
function statesOf(model: AnchorableModel, intercepts: Float64Array): readonly FirmState[] {
  const { versions, population } = model
  const { unknownShare, knownShare } = versions.gamma
  const provisional = ['provisional', unknownShare, provisionalEnsemble(model, intercepts)] as const
  const centred = population[versions.centred?.predictor ?? '']
  if (centred?.kind !== 'normal') return [provisional]
  const { mean, sd } = centred
  const scanner = { mean, sd, patients: versions.floor.anchor }
  const platform = { mean, sd, patients: ANCHORED }
  const own = { kind: 'anchored', platform } as const
  const site = { kind: 'population', population, patients: ANCHORED } as const
  const { events, patients } = versions.share
  const counted = { events: Math.round((COUNTED * events) / patients), patients: COUNTED }
  const ofScanner = anchorIntercepts(model, { kind: 'platform', platform: scanner })
  const anchored = anchorIntercepts(model, site)
  const withShare = anchorIntercepts(model, site, counted)
  return [
    provisional,
    ['platform-centred', unknownShare, platformEnsemble(model, ofScanner, scanner)],
    ['site-anchored', unknownShare, anchoredEnsemble(model, anchored, own)],
    ['share-counted', knownShare, anchoredEnsemble(model, withShare, own)],
    ...updatedStates(model, anchored, platform),
  ]
}

/** What share of the reference population's patients gets which statement, in each state. */
export function firmShares(
  model: AnchorableModel & { readonly categories: readonly RiskCategory[] },
  intercepts: Float64Array,
): FirmShares {
  const { categories } = model
  const patients = referencePatients(model)
  return statesOf(model, intercepts).map(([state, gamma, ensemble]) => {
    const said = patients.map((values) => agreementOf(risksOf(ensemble, values), categories, gamma))
    const share = (count: number) => count / patients.length
    const isSilent = ({ category, below, atLeast }: (typeof said)[number]) =>
      category === undefined && below === undefined && atLeast === undefined
    const none = share(said.filter(isSilent).length)
    const firm = categories.map(
      ({ id }) => [id, share(said.filter(({ category }) => category === id).length)] as const,
    )
    const inCategory = firm.reduce((sum, [, each]) => sum + each, 0)
    const border = Number((1 - none - inCategory).toFixed(3))
    return { state, categories: Object.fromEntries(firm), border, none }
  })
}
