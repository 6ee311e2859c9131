import { between, normal } from './sequence.ts'
import type { CentredPredictor } from './settings.ts'

/**
 * How every version turns a value of the centred predictor into its distance from the centre of the
 * platform that measured it: `weight * (value - origin) + offset`, and by which factor its unit
 * differs from the study's.
 */
export interface Centring {
  readonly origin: number
  readonly weight: Float64Array | undefined
  readonly offset: Float64Array | undefined
  readonly gain: Float64Array | undefined
}

/** A platform of which some patients' values are known. */
export interface Platform {
  readonly patients: number
  readonly mean: number
  readonly sd: number
}

/** Where in the sequence, and how many. */
interface Drawn {
  readonly dimension: number
  readonly count: number
}

/** What is known of a centre before any of its values is. */
interface UnknownCentre {
  readonly mean: number
  readonly tau: number
  /** Standard deviation of the values around their centre, by version. */
  readonly sd: Float64Array
}

/**
 * A platform of which nothing is known. The patient's own value is the only one, so that most of
 * its distance from the usual centre may be the platform's: normal prior of the centre, one
 * observation.
 */
export function unknownCentre({ mean, tau, sd }: UnknownCentre, { dimension, count }: Drawn) {
  const weight = sd.map((each) => each ** 2 / (each ** 2 + tau ** 2))
  const offset = normal(dimension, count).map((z, m) => tau * Math.sqrt(weight[m] ?? 0) * z)
  return { origin: mean, weight, offset }
}

/** Between which factors the unit of a platform may differ from the study's. */
function gainEnds({ study, gain }: CentredPredictor, { mean, sd }: Pick<Platform, 'mean' | 'sd'>) {
  const candidates = [1, study.mean / mean, study.sd / sd]
  const clip = (factor: number) => Math.min(gain[1], Math.max(gain[0], factor))
  return [clip(Math.min(...candidates)), clip(Math.max(...candidates))] as const
}

/** The factor of a platform's unit, by version: log-uniform between its ends. */
export function drawGain(
  centred: CentredPredictor,
  platform: Pick<Platform, 'mean' | 'sd'>,
  { dimension, count }: Drawn,
): Float64Array {
  const [least, most] = gainEnds(centred, platform)
  return between([0, 1], dimension, count).map((u) => least * (most / least) ** u)
}

/** The geometric middle of a platform's gain. */
export function middleGain(
  centred: CentredPredictor,
  platform: Pick<Platform, 'mean' | 'sd'>,
): number {
  const [least, most] = gainEnds(centred, platform)
  return Math.sqrt(least * most)
}

/** The factor by which sampling `patients` widens a standard error (variance of Student's t). */
export const smallSample = (patients: number): number => Math.sqrt((patients - 1) / (patients - 3))

/** The offset of a centre that is the mean of some patients, by version: its sampling. */
export function sampledCentre(
  { patients, sd }: Platform,
  { dimension, count }: Drawn,
): Float64Array {
  const error = (sd / Math.sqrt(patients)) * smallSample(patients)
  return normal(dimension, count).map((z) => -error * z)
}
