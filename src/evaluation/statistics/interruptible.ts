/** How far long work has come. */
interface Progress {
  readonly stage: 'selection' | 'bootstrap'
  readonly done: number
  /** Nothing when nobody can tell yet. */
  readonly total: number | undefined
}

/** Long work, cut into pieces: between two of them it may be watched, or left for good. */
export type Interruptible<Result> = Generator<Progress, Result, void>

/** The result of work that is short enough for nobody to watch it. */
export function finished<Result>(work: Interruptible<Result>): Result {
  let step = work.next()
  while (step.done !== true) step = work.next()
  return step.value
}
