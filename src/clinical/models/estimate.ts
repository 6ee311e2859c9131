import {
  linearPredictor,
  type PredictorValues,
  type RiskModelDefinition,
  valueOf,
} from './definition.ts'
import { marginalOf, referenceValue } from './population.ts'
import { type EvidenceState, type Fallback, validEvidence } from './site-evidence.ts'
import type { RiskRange } from './uncertainty.ts'
import { type Outside, outsideOf, usualRange } from './usual-values.ts'
import { risksOf } from './versions/ensemble.ts'
import { type Agreement, agreementOf, firmInAll, type FirmStatement } from './versions/statement.ts'
import {
  type AnsweringVersions,
  type Circumstances,
  toVersionChooser,
} from './versions/versioned-model.ts'

/** Values between which predictors lie, in their canonical units. */
export type ValueRanges = Readonly<Record<string, readonly [number, number]>>

/** What the versions say at one end of a set of values. */
interface Scenario {
  readonly value: number
  readonly risk: number
  readonly range: RiskRange
}

/** What can be said when one predictor is known only as a set of values. */
export interface RiskBounds extends FirmStatement {
  /** The range of the versions over the whole set. */
  readonly range: RiskRange
  /** The set. */
  readonly ranges: ValueRanges
  /** At the ends of the set. */
  readonly scenarios: readonly Scenario[]
  readonly state: EvidenceState
  readonly fallbacks: readonly Fallback[]
}

/** What one predictor adds to the linear predictor. */
export interface Contribution {
  readonly predictor: string
  readonly value: number
  /** Log odds that it adds to the linear predictor: coefficient times value. */
  readonly logOdds: number
  /** The odds relative to the reference patient's value of this predictor. */
  readonly oddsRatio: number
}

/** What a model says of a patient. */
export interface RiskEstimate extends FirmStatement {
  /** As published, with the intercept of the reference population. */
  readonly linearPredictor: number
  /** The mean of the versions' risks: a probability of the predicted outcome, 0 to 1. */
  readonly predictedRisk: number
  /** From the 5 % to the 95 % quantile of the versions. */
  readonly range: RiskRange
  /** The share of the versions in each category. */
  readonly shares: Readonly<Record<string, number>>
  /** How far the model has come here, for this patient. */
  readonly state: EvidenceState
  /** Why it is not as far as the site's evidence. */
  readonly fallbacks: readonly Fallback[]
  /** Predictors whose values lie outside of what the study can have seen. */
  readonly outside: readonly string[]
  /** How many of the site's anchored patients have a lower risk; nothing without such patients. */
  readonly rank: { readonly lower: number; readonly of: number } | undefined
  /** What it was before the site's anchor; nothing in a state that rests on more, or on none. */
  readonly asPublished: { readonly risk: number; readonly range: RiskRange } | undefined
  readonly contributions: readonly Contribution[]
  /** Odds relative to the reference patient, which do not depend on the intercept. */
  readonly oddsRatio: number
}

/** A model, ready to be asked. */
export interface RiskModel {
  readonly definition: RiskModelDefinition
  readonly estimate: (values: PredictorValues, circumstances?: Circumstances) => RiskEstimate
  /** When some predictors are known only to lie in a range. */
  readonly bounds: (
    values: PredictorValues,
    ranges: ValueRanges,
    circumstances?: Circumstances,
  ) => RiskBounds
  /** Between which values a predictor usually lies where the patient's was measured. */
  readonly usualRange: (
    predictor: string,
    circumstances?: Circumstances,
  ) => readonly [number, number]
  /** How far the site's evidence has brought the model on a day. */
  readonly stateOn: (day: string) => EvidenceState
  /** The predictors whose values lie outside of what the study can have seen. */
  readonly outside: (values: PredictorValues, circumstances?: Circumstances) => readonly string[]
}

function contributionsOf({ terms, anchor }: RiskModelDefinition, values: PredictorValues) {
  return terms.map(({ predictor, coefficient }) => {
    const value = valueOf(values, predictor)
    const reference = referenceValue(marginalOf(anchor.population, predictor))
    return {
      predictor,
      value,
      logOdds: coefficient * value,
      oddsRatio: Math.exp(coefficient * (value - reference)),
    }
  })
}

/** The values as they are, and with each choice of what lies outside moved to its limit. */
function withoutExtremes(
  values: PredictorValues,
  outside: readonly Outside[],
): readonly PredictorValues[] {
  return outside.reduce<readonly PredictorValues[]>(
    (all, { predictor, limit }) => [
      ...all,
      ...all.map((each) => ({ ...each, [predictor]: limit })),
    ],
    [values],
  )
}

/** What the versions agree on; firm is only what no value alone makes so by lying outside. */
function askVersions(
  definition: RiskModelDefinition,
  { ensemble, gamma, platform }: AnsweringVersions,
  values: PredictorValues,
): Agreement & { readonly outside: readonly string[] } {
  const outside = outsideOf(definition, values, platform)
  const [asIs, ...clamped] = withoutExtremes(values, outside).map((each) =>
    agreementOf(risksOf(ensemble, each), definition.categories, gamma),
  )
  if (asIs === undefined) throw new TypeError('there is always the patient as is')
  return {
    ...asIs,
    ...firmInAll([asIs, ...clamped]),
    outside: outside.map(({ predictor }) => predictor),
  }
}

function rankOf(
  { site }: RiskModelDefinition,
  { state, fallbacks }: AnsweringVersions,
  risk: number,
): RiskEstimate['rank'] {
  const risks = site?.anchor.risks
  if (risks === undefined || fallbacks.length > 0 || state === 'provisional') return undefined
  return { lower: risks.filter((other) => other < risk).length, of: risks.length }
}

/** Every choice of an end for each range. */
const cornersOf = (values: PredictorValues, ranges: ValueRanges): readonly PredictorValues[] =>
  Object.entries(ranges).reduce<readonly PredictorValues[]>(
    (corners, [predictor, range]) =>
      corners.flatMap((corner) =>
        [...new Set(range)].map((end) => ({ ...corner, [predictor]: end })),
      ),
    [values],
  )

function boundsOf(
  definition: RiskModelDefinition,
  versions: AnsweringVersions,
  values: PredictorValues,
  ranges: ValueRanges,
): RiskBounds {
  const [open = ''] = Object.keys(ranges)
  const asked = cornersOf(values, ranges).map((corner) => ({
    value: valueOf(corner, open),
    ...askVersions(definition, versions, corner),
  }))
  return {
    ...firmInAll(asked),
    range: {
      low: Math.min(...asked.map(({ range }) => range.low)),
      high: Math.max(...asked.map(({ range }) => range.high)),
    },
    ranges,
    scenarios: asked.map(({ value, risk, range }) => ({ value, risk, range })),
    state: versions.state,
    fallbacks: versions.fallbacks,
  }
}

function asPublishedIn(
  { categories }: RiskModelDefinition,
  { asPublished, gamma }: AnsweringVersions,
  values: PredictorValues,
): RiskEstimate['asPublished'] {
  if (asPublished === undefined) return undefined
  const { risk, range } = agreementOf(risksOf(asPublished, values), categories, gamma)
  return { risk, range }
}

function estimateOf(
  definition: RiskModelDefinition,
  versions: AnsweringVersions,
  values: PredictorValues,
): RiskEstimate {
  const contributions = contributionsOf(definition, values)
  const { risk, ...agreed } = askVersions(definition, versions, values)
  return {
    linearPredictor: linearPredictor(definition.intercept.value, definition.terms, values),
    predictedRisk: risk,
    ...agreed,
    state: versions.state,
    fallbacks: versions.fallbacks,
    rank: rankOf(definition, versions, risk),
    asPublished: asPublishedIn(definition, versions, values),
    contributions,
    oddsRatio: contributions.reduce((product, contribution) => product * contribution.oddsRatio, 1),
  }
}

/** Draws its versions when it is first asked: some milliseconds, and then under one a patient. */
export function toRiskModel(definition: RiskModelDefinition): RiskModel {
  const versionsIn = toVersionChooser(definition)
  return {
    definition,
    estimate: (values, circumstances = {}) =>
      estimateOf(definition, versionsIn(circumstances), values),
    bounds: (values, ranges, circumstances = {}) =>
      boundsOf(definition, versionsIn(circumstances), values, ranges),
    usualRange: (predictor, circumstances = {}) =>
      usualRange(definition, predictor, versionsIn(circumstances).platform),
    stateOn: (day) => validEvidence(definition.site, day).state,
    outside: (values, circumstances = {}) =>
      outsideOf(definition, values, versionsIn(circumstances).platform).map(
        ({ predictor }) => predictor,
      ),
  }
}
