import { setImmediate } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'

/** Somebody stopped the work before it had a result. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** How far long work has come. */
export interface Step {
  readonly stage: string
  readonly done: number
  /** Nothing when nobody can tell yet. */
  readonly total: number | undefined
}

/** Long work in pieces, in this process or waiting for others. */
export type Work<Result> = Generator<Step, Result, void> | AsyncGenerator<Step, Result, void>

/** A bar on a stream, by default that of errors; lines, where it is no terminal. */
function toBar(stream: NodeJS.WritableStream | undefined) {
  const bar = new SingleBar({
    format: '{stage} [{bar}] {value}/{total}',
    clearOnComplete: true,
    ...(stream === undefined ? {} : { stream }),
    noTTYOutput: true,
    notTTYSchedule: 1000,
    // The listener below stops the work; the bar must not end the process.
    gracefulExit: false,
  })
  bar.start(1, 0, { stage: 'starting' })
  return {
    show: ({ stage, done, total = done + 1 }: Step) => {
      bar.setTotal(total)
      bar.update(done, { stage })
    },
    stop: () => bar.stop(),
  }
}

/**
 * Does long work with a progress bar. At SIGINT it stops between two pieces, and the work closes
 * what it has open.
 *
 * @throws {Stopped} When it was stopped.
 */
export async function watched<Result>(
  work: Work<Result>,
  progressTo?: NodeJS.WritableStream,
): Promise<Result> {
  const state = { isStopped: false }
  const stop = () => {
    state.isStopped = true
  }
  process.once('SIGINT', stop)
  const bar = toBar(progressTo)
  try {
    for (;;) {
      const { done, value } = await work.next()
      if (done === true) return value
      bar.show(value)
      // Signals and the bar's clock get their turn.
      await setImmediate()
      if (!state.isStopped) continue
      const stopped = new Stopped('stopped; nothing was written')
      // Ends the work where it stands, by way of its own clean-up; it is thrown again from there.
      await work.throw(stopped)
      throw stopped
    }
  } finally {
    bar.stop()
    process.removeListener('SIGINT', stop)
  }
}
