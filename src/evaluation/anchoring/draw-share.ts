import { inverseLogit } from '../../clinical/models/definition.ts'
import { normal, uniform, type Dimensions } from '../../clinical/models/versions/sequence.ts'
import type { VersionsSettings } from '../../clinical/models/versions/settings.ts'
import { betaQuantile } from './beta-quantile.ts'

/** How many of a site's patients had the outcome. */
export interface CountedShare {
  readonly events: number
  readonly patients: number
}

const logit = (share: number) => Math.log(share / (1 - share))

/** The outcome's share by version: as counted here, else as documented. */
export function drawShare(
  { count, share, countSd }: VersionsSettings,
  dimensions: Pick<Dimensions, 'share' | 'shareDefinition'>,
  counted: CountedShare | undefined,
): Float64Array {
  if (counted === undefined) {
    const middle = logit(share.events / share.patients)
    return normal(dimensions.share, count).map((z) => inverseLogit(middle + share.sd * z))
  }
  const { events, patients } = counted
  const definition = normal(dimensions.shareDefinition, count)
  return uniform(dimensions.share, count).map((u, m) => {
    const counts = betaQuantile(u, events + 0.5, patients - events + 0.5)
    return inverseLogit(logit(counts) + countSd.sd * (definition[m] ?? 0))
  })
}
