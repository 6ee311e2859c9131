/** The log odds of a version's patients without the intercept, and the share of such patients. */
export interface Patients {
  readonly logOdds: Float64Array
  readonly weights: Float64Array
}

// By a name of this module: to look a global up costs more than the function where many contexts
// are open.
const { abs, exp } = Math

const REACH = 60
const EXACT = 1e-13
const STEPS = 200

/** The mean risk of the patients, the mean of p(1-p), and the variance of the risk. */
export function spreadOfRisk({ logOdds, weights }: Patients, intercept: number) {
  let [mean, square] = [0, 0]
  for (let i = 0; i < logOdds.length; i += 1) {
    const p = 1 / (1 + exp(-intercept - (logOdds[i] ?? 0)))
    const weighted = (weights[i] ?? 0) * p
    mean += weighted
    square += weighted * p
  }
  return { mean, variance: square - mean * mean, information: mean - square }
}

/**
 * The intercept with which the mean risk of the patients is a share: Newton's steps inside of a
 * bracket that every step makes smaller, so that no start can lead them astray.
 *
 * @throws {RangeError} When there is none between -60 and 60.
 */
export function solveShare(patients: Patients, share: number): number {
  let [low, high, intercept] = [-REACH, REACH, 0]
  for (let i = 0; i < STEPS; i += 1) {
    const { mean, information } = spreadOfRisk(patients, intercept)
    if (mean < share) low = intercept
    else high = intercept
    const step = (share - mean) / information
    if (abs(step) < EXACT || high - low < EXACT) return intercept
    const next = intercept + step
    intercept = next > low && next < high ? next : (low + high) / 2
  }
  throw new RangeError('no intercept gives this share')
}
