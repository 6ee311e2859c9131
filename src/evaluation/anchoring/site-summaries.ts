import { Fault } from '../../base/fault.ts'
import type { Marginal, ReferencePopulation } from '../../clinical/models/definition.ts'

/** The three quartiles of a sample. */
export type Quartiles = readonly [first: number, median: number, third: number]

/** What a site says of one predictor in its patients. */
export type PredictorSummary =
  /** Of a yes and no: how many have it. */
  | { readonly kind: 'count'; readonly yes: number }
  | { readonly kind: 'moments'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'quartiles'; readonly quartiles: Quartiles }

/** Consecutive patients of a site by their figures, where their table does not leave the ward. */
export interface SiteSummaries {
  /** Those whose predictors are all there. */
  readonly patients: number
  /** All consecutive ones. */
  readonly consecutive: number
  readonly predictors: Readonly<Record<string, PredictorSummary>>
}

/** From the first to the third quartile of a normal distribution, in standard deviations. */
const QUARTILES_APART = 1.35

/**
 * Mean and standard deviation of a normal sample by its quartiles (Wan et al., BMC Med Res Methodol
 * 2014;14:135, scenario C3 without its correction for few patients).
 */
export const normalByQuartiles = ([first, median, third]: Quartiles) => ({
  mean: (first + median + third) / 3,
  sd: (third - first) / QUARTILES_APART,
})

/** Median and standard deviation of a lognormal distribution, whose logarithms have this spread. */
function lognormal(median: number, logSd: number): Marginal {
  const ratio = Math.exp(logSd ** 2)
  return { kind: 'lognormal', median, sd: median * Math.sqrt(ratio * (ratio - 1)) }
}

function lognormalOf(summary: Exclude<PredictorSummary, { kind: 'count' }>): Marginal {
  if (summary.kind === 'quartiles') {
    const [first, median, third] = summary.quartiles
    return lognormal(median, Math.log(third / first) / QUARTILES_APART)
  }
  const ratio = 1 + (summary.sd / summary.mean) ** 2
  return lognormal(summary.mean / Math.sqrt(ratio), Math.sqrt(Math.log(ratio)))
}

function marginalBy(declared: Marginal, summary: PredictorSummary, patients: number) {
  if (declared.kind === 'bernoulli')
    return summary.kind === 'count'
      ? { kind: 'bernoulli' as const, probability: summary.yes / patients }
      : undefined
  if (summary.kind === 'count') return undefined
  if (declared.kind === 'lognormal') return lognormalOf(summary)
  const figures = summary.kind === 'moments' ? summary : normalByQuartiles(summary.quartiles)
  return { kind: 'normal' as const, mean: figures.mean, sd: figures.sd }
}

/**
 * A site's distributions, each of the kind that the model declares.
 *
 * @throws {Fault} Which names the predictors without a summary of their kind.
 */
export function toPopulation(
  declared: ReferencePopulation,
  { patients, predictors }: SiteSummaries,
): ReferencePopulation {
  const marginals = Object.entries(declared).map(([id, marginal]) => {
    const summary = predictors[id]
    return [id, summary && marginalBy(marginal, summary, patients)] as const
  })
  const absent = marginals.filter(([, marginal]) => marginal === undefined).map(([id]) => id)
  if (absent.length > 0)
    throw new Fault(
      'malformed-request',
      `no summary of its kind for ${absent.join(', ')}: of a yes and no "yes" (a count), else "mean" and "sd" or "quartiles"`,
    )
  return Object.fromEntries(
    marginals.flatMap(([id, marginal]) => (marginal === undefined ? [] : [[id, marginal]])),
  )
}
