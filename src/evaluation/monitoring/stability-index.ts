import { chiSquaredP, normalQuantile } from '../statistics/distributions.ts'
import type { Marginal } from '../../clinical/models/definition.ts'
import { valueAt } from '../../clinical/models/population.ts'
import { disclosed, type DisclosedCount } from './small-cells.ts'
import { type AlarmState, LEAST, stateOfTail } from './alarm-state.ts'

/** One bin of a predictor: from a value (included) up to the next, and what share belongs there. */
interface Bin {
  readonly from: number
  readonly expected: number
}

const FIFTHS = [0.2, 0.4, 0.6, 0.8].map(normalQuantile)

/**
 * The bins of a predictor: fifths of its distribution in the reference population; no and yes of a
 * yes/no one. Fifths, where banks use tenths, since a month of a hospital has few patients.
 */
export function binsOf(marginal: Marginal): readonly Bin[] {
  if (marginal.kind === 'bernoulli')
    return [
      { from: -Infinity, expected: 1 - marginal.probability },
      { from: 0.5, expected: marginal.probability },
    ]
  const borders = FIFTHS.map((z) => valueAt(marginal, z))
  return [-Infinity, ...borders].map((from) => ({ from, expected: 1 / (borders.length + 1) }))
}

function countsIn(bins: readonly Bin[], values: readonly number[]): readonly number[] {
  const counts = bins.map(() => 0)
  for (const value of values) {
    const bin = bins.findLastIndex(({ from }) => value >= from)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

/** How far a period's values are from the reference population. */
export interface Stability {
  readonly patients: DisclosedCount
  /** The population stability index; nothing when there were too few patients. */
  readonly psi: number | undefined
  /** The probability of such an index, or a greater one, when nothing has changed. */
  readonly p: number | undefined
  readonly state: AlarmState
}

/** From these on the index is called a moderate and a significant change. */
const MODERATE = 0.1
const SIGNIFICANT = 0.25

/**
 * Both the customary border and chance: of few patients the index is large though nothing has
 * changed, of many it is beyond chance though nothing has changed that matters.
 */
function stateOf(psi: number, p: number): AlarmState {
  const byChance = stateOfTail(p)
  if (byChance === 'in-control' || psi < MODERATE) return 'in-control'
  return psi < SIGNIFICANT ? 'watch' : byChance
}

/**
 * The population stability index of a period, the sum of (actual - expected) ln(actual / expected)
 * over the bins. An empty bin counts as half a patient. Where nothing has changed, the index times
 * the number of patients is chi-squared distributed with one degree of freedom less than bins
 * (Yurdakul and Naranjo, J Risk Model Validation 2020;14:89-100, with a reference of no sampling
 * error), which the customary borders of 0.1 and 0.25 do not regard.
 */
export function stabilityOf(bins: readonly Bin[], values: readonly number[]): Stability {
  const patients = values.length
  const isEnough = bins.every(({ expected }) => expected * patients >= LEAST.perBin)
  if (!isEnough)
    return { patients: disclosed(patients), psi: undefined, p: undefined, state: 'too-few' }
  const counts = countsIn(bins, values)
  const psi = bins.reduce((sum, { expected }, i) => {
    const actual = Math.max(counts[i] ?? 0, 0.5) / patients
    return sum + (actual - expected) * Math.log(actual / expected)
  }, 0)
  const p = chiSquaredP(psi * patients, bins.length - 1)
  return { patients: disclosed(patients), psi, p, state: stateOf(psi, p) }
}
