import { Fault } from '../fault.ts'
import type { Terminal } from './terminal.ts'
import { Stopped } from './with-progress.ts'

/** 128 and the number of SIGINT, as shells have it. */
const STOPPED = 130

/** Does the work of a command; a fault becomes lines and an exit code. */
export async function withFaultsTold(
  { complain, endWith }: Terminal,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (cause instanceof Stopped) {
      complain(cause.message)
      endWith(STOPPED)
    } else if (cause instanceof Fault) {
      complain(cause.issues.map(({ text }) => text).join('\n'))
      endWith(1)
    } else throw cause
  }
}
