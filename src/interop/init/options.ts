import type { Environment } from '../../base/config/environment.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'

/** What the program hands in, which knows all of its parts. */
export interface InitParts {
  /** Everything that is wrong with a configuration. */
  readonly checkConfig: (terminal: Terminal) => Promise<void>
  /** Starts the service of an environment on a free port of this machine. */
  readonly startService: (environment: Environment) => Promise<{
    readonly publicUrl: string
    readonly socketUrl: string
    readonly stop: () => Promise<void>
  }>
}

export interface InitOptions {
  readonly folder: string
  readonly fhir?: string
  readonly tokenFile?: string
  readonly clientId?: string
  readonly credential?: string
  readonly patients?: string
  readonly bulk?: string
  readonly issuer?: string
  readonly client: string
  readonly mayBePrivate?: true
  readonly accept: readonly string[]
  readonly unit: readonly string[]
  readonly call: boolean
}
