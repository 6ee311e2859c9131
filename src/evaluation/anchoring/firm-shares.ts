import type { FirmShares } from '../../catalog/versions-schema.ts'
import type { RiskCategory } from '../../clinical/models/definition.ts'
import { marginalOf, valueAt } from '../../clinical/models/population.ts'
import { type Ensemble, risksOf } from '../../clinical/models/versions/ensemble.ts'
import { normal, uniform } from '../../clinical/models/versions/sequence.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
} from '../../clinical/models/versions/state-ensembles.ts'
import { agreementOf } from '../../clinical/models/versions/statement.ts'
import { type AnchorableModel, anchorIntercepts } from './anchor-intercepts.ts'

/** Enough for a share to a tenth of a per cent, in the same order every time. */
const PATIENTS = 1000
const ANCHORED = 60
const COUNTED = 100

/** The patients of the reference population, by the sequence. */
function referencePatients({ terms, population }: AnchorableModel) {
  const columns = terms.map(({ predictor }, j) => {
    const marginal = marginalOf(population, predictor)
    return marginal.kind === 'bernoulli'
      ? uniform(j, PATIENTS).map((u) => Number(u < marginal.probability))
      : normal(j, PATIENTS).map((z) => valueAt(marginal, z))
  })
  return Array.from({ length: PATIENTS }, (_, i) =>
    Object.fromEntries(terms.map(({ predictor }, j) => [predictor, columns[j]?.[i] ?? NaN])),
  )
}

/** A site that is like the reference population, in the states that need no outcomes. */
function statesOf(
  model: AnchorableModel,
  intercepts: Float64Array,
): readonly (readonly [string, number, Ensemble])[] {
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
