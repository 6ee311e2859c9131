import { setImmediate } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import type { Interruptible, Progress } from '../cohort/index.ts'

/** Somebody stopped the work before it had a result. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

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
    show: ({ stage, done, total = done + 1 }: Progress) => {
      bar.setTotal(total)
      bar.update(done, { stage })
    },
    stop: () => bar.stop(),
  }
}

/**
 * Does long work with a progress bar. At SIGINT it stops between two pieces.
 *
 * @throws {Stopped} When it was stopped.
 */
export async function watched<Result>(
  work: Interruptible<Result>,
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
      const { done, value } = work.next()
      if (done === true) return value
      bar.show(value)
      // Signals and the bar's clock get their turn.
      await setImmediate()
      if (state.isStopped) throw new Stopped('stopped; nothing was written')
    }
  } finally {
    bar.stop()
    process.removeListener('SIGINT', stop)
  }
}
