import type { Marginal, PredictorValues, RiskModelDefinition } from './definition.ts'
import { Z_95 } from './normal.ts'
import { marginalOf, valueAt } from './population.ts'
import type { KeyedPlatform } from './site-evidence.ts'

/** How a predictor is distributed on a patient's own platform, else in the reference population. */
function distributionOf(
  { anchor, versions }: RiskModelDefinition,
  predictor: string,
  platform: KeyedPlatform | undefined,
): Marginal {
  const published = marginalOf(anchor.population, predictor)
  if (platform === undefined || published.kind !== 'normal') return published
  const own = predictor === versions?.centred?.predictor ? platform : platform.others?.[predictor]
  return own === undefined ? published : { kind: 'normal', mean: own.mean, sd: own.sd }
}

/** Between which values nearly all patients' lie, where one is not known: 2.5 % and 97.5 %. */
export function usualRange(
  definition: RiskModelDefinition,
  predictor: string,
  platform: KeyedPlatform | undefined,
): readonly [number, number] {
  const marginal = distributionOf(definition, predictor, platform)
  if (marginal.kind === 'bernoulli') return [0, 1]
  return [valueAt(marginal, -Z_95), valueAt(marginal, Z_95)]
}

/** How many standard deviations a normal predictor may lie from its mean before it is outside. */
const FAR = 3

/** Beyond which values a predictor is outside of what the study can have seen. */
export function limitsOf(
  definition: RiskModelDefinition,
  predictor: string,
  platform: KeyedPlatform | undefined,
): readonly [number, number] {
  const cap = definition.versions?.caps.find((each) => each.predictor === predictor)?.at
  const marginal = distributionOf(definition, predictor, platform)
  if (marginal.kind === 'bernoulli') return [-Infinity, Infinity]
  if (marginal.kind === 'normal')
    return [marginal.mean - FAR * marginal.sd, marginal.mean + FAR * marginal.sd]
  return [-Infinity, cap ?? valueAt(marginal, Z_95)]
}

/** A predictor whose value lies outside, and the end of the limits that it lies beyond. */
export interface Outside {
  readonly predictor: string
  readonly limit: number
}

export function outsideOf(
  definition: RiskModelDefinition,
  values: PredictorValues,
  platform: KeyedPlatform | undefined,
): readonly Outside[] {
  return definition.terms.flatMap(({ predictor }) => {
    const value = values[predictor]
    if (value === undefined) return []
    const [least, most] = limitsOf(definition, predictor, platform)
    if (value < least) return [{ predictor, limit: least }]
    return value > most ? [{ predictor, limit: most }] : []
  })
}
