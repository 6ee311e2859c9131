import { setTimeout as sleep } from 'node:timers/promises'

/** How often a condition is looked at, and a timer counts, in milliseconds. */
const STEP_MS = 10

/** Only bounds a hang: nothing that a test waits for takes as long, on however busy a machine. */
const VAIN_MS = 120_000

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const vain = AbortSignal.timeout(VAIN_MS)
  while (!(await holds())) {
    if (vain.aborted) throw new Error(`waited in vain until ${String(holds)}`)
    await sleep(STEP_MS)
  }
}

/** What something came to, and how long that took, in milliseconds. */
export interface Timed<Result> {
  readonly result: Result
  /** By the clock: for a lower bound, since a busy machine only adds to it. */
  readonly elapsedMs: number
  /**
   * While this process ran: a timer counts it, and counts nothing while the machine is busy with
   * others. For an upper bound.
   */
  readonly ranMs: number
}

/** Measures how long something takes. */
export async function timed<Result>(run: () => Promise<Result>): Promise<Timed<Result>> {
  const started = performance.now()
  let steps = 0
  const timer = setInterval(() => (steps += 1), STEP_MS)
  try {
    const result = await run()
    return { result, elapsedMs: performance.now() - started, ranMs: steps * STEP_MS }
  } finally {
    clearInterval(timer)
  }
}
