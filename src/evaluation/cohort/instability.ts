import { ascending, at, meanOf, quantileOf, type Vector } from '../statistics/vector.ts'

interface UnstableRisk {
  /** By the model as it was fitted. */
  readonly risk: number
  /** The 2.5th and 97.5th percentile of what the replicates say of the same patient. */
  readonly low: number
  readonly high: number
}

/**
 * How far the risk of one patient depends on who happened to be in the sample (Riley and Collins,
 * Biom J 2023;65:2200302).
 */
export interface Instability {
  readonly points: readonly UnstableRisk[]
  /** The mean absolute distance of a replicate's risk and the model's, over patients. */
  readonly meanAbsoluteError: number
}

const MOST_SHOWN = 200

/** Patients at even distances through the table, as many as a figure can show. */
export function shownPatients(patients: number): Int32Array {
  const shown = Math.min(patients, MOST_SHOWN)
  return Int32Array.from({ length: shown }, (_, i) => Math.floor((i * patients) / shown))
}

/** @param replicates - The risks of the same patients by the model of each replicate. */
export function instabilityOf(risks: Vector, replicates: readonly Vector[]): Instability {
  const points = Array.from(risks, (risk, i) => {
    const sorted = ascending(replicates.map((replicate) => at(replicate, i)))
    return { risk, low: quantileOf(sorted, 0.025), high: quantileOf(sorted, 0.975) }
  })
  const distances = Float64Array.from(risks, (risk, i) =>
    meanOf(replicates.map((replicate) => Math.abs(at(replicate, i) - risk))),
  )
  return {
    points: points.toSorted((a, b) => a.risk - b.risk),
    meanAbsoluteError: meanOf(distances),
  }
}
