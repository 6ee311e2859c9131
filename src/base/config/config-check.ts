import type { Clock } from '../time.ts'
import type { Config } from './config.ts'

/** What settings rest on: a file that must be fit for use, a port that must be free. */
export interface ConfigCheck {
  /** Name of the setting. */
  readonly name: string
  /** Throws, or rejects, when it cannot be used. */
  readonly attempt: () => unknown
  /** What is worth knowing of what can be used. */
  readonly remarks?: () => readonly string[]
}

/** What a wing knows that its settings rest on. */
export type ToConfigChecks = (config: Config, clock: Clock) => readonly ConfigCheck[]
