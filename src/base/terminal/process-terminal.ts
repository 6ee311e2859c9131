import { randomUUID } from 'node:crypto'
import { PROCESS_ENVIRONMENT } from '../config/environment.ts'
import { toInstant } from '../time.ts'
import { printable } from '../printable.ts'
import type { Terminal } from './terminal.ts'

/** The terminal of this process. */
export const PROCESS_TERMINAL: Terminal = {
  say: (text) => void process.stdout.write(`${printable(text)}\n`),
  complain: (text) => void process.stderr.write(`${printable(text)}\n`),
  input: () => process.stdin,
  output: () => process.stdout,
  endWith: (code) => {
    process.exitCode = code
  },
  environment: PROCESS_ENVIRONMENT,
  clock: { now: () => toInstant(Date.now()) },
  newUuid: () => randomUUID(),
}
