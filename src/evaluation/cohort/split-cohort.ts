import { type Cohort, rowsOf, rowsWithOutcome } from '../statistics/cohort-columns.ts'
import { toRandom, type Random } from '../statistics/random.ts'
import { at, type Vector } from '../statistics/vector.ts'

interface SplitOptions {
  /** The share of the patients that the model is fitted on. */
  readonly share: number
  readonly seed: number
  /** Whether both parts get the same share of patients with the outcome. */
  readonly isStratified: boolean
}

interface Split {
  readonly training: Cohort
  readonly validation: Cohort
}

/** The rows in random order (Fisher and Yates; Durstenfeld, Commun ACM 1964;7:420). */
function shuffled(rows: Vector, random: Random): Int32Array {
  const result = Int32Array.from(rows)
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1)
    const held = at(result, i)
    result[i] = at(result, j)
    result[j] = held
  }
  return result
}

/** A random split. The same seed divides the same rows the same way. */
export function splitCohort(cohort: Cohort, { share, seed, isStratified }: SplitOptions): Split {
  const random = toRandom(seed)
  const strata = isStratified
    ? [rowsWithOutcome(cohort.outcome, 1), rowsWithOutcome(cohort.outcome, 0)]
    : [Int32Array.from({ length: cohort.patients }, (_, i) => i)]
  const mixed = strata.map((rows) => shuffled(rows, random))
  const part = (of: (rows: Int32Array, cut: number) => Int32Array) =>
    rowsOf(
      cohort,
      Int32Array.from(
        mixed.flatMap((rows) => [...of(rows, Math.round(rows.length * share))]),
      ).sort(),
    )
  return {
    training: part((rows, cut) => rows.subarray(0, cut)),
    validation: part((rows, cut) => rows.subarray(cut)),
  }
}
