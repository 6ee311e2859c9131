import type { Readable, Writable } from 'node:stream'
import type { Environment } from '../config/environment.ts'
import type { Clock } from '../time.ts'

/** What a command has of the process that it runs in; tests hand in their own. */
export interface Terminal {
  readonly say: (text: string) => void
  /** Says something on the stream of errors. */
  readonly complain: (text: string) => void
  /** What comes in and goes out as data, where a command is told to read or write `-`. */
  readonly input: () => Readable
  readonly output: () => Writable
  /** The exit code, once the process has nothing left to do; 0 when nobody names another. */
  readonly endWith: (code: number) => void
  /** Where the settings are. */
  readonly environment: Environment
  readonly clock: Clock
  readonly newUuid: () => string
  /** Where progress is shown; the stream of errors when not given. */
  readonly progressTo?: NodeJS.WritableStream | undefined
}
