import { type Environment, PROCESS_ENVIRONMENT } from './environment.ts'
import { ConfigError, findSettings } from './read-settings.ts'
import { type RecordsConfig, toRecordsConfig } from './records-config.ts'
import { SETTING_NAMES, type Values } from './settings.ts'
import { readJson } from './sources.ts'

/** How clients are authenticated. */
export type AuthMode = 'required' | 'optional' | 'sandbox'

/** What follows from several settings. */
interface Derived {
  readonly host: string
  /** Whether clients must prove who they are; `sandbox` also trusts a key that anybody can use. */
  readonly authMode: AuthMode
  /** Origins whose pages may call the service; `*` for any. */
  readonly corsOrigins: readonly string[]
  /** CSP sources of pages that may frame the pages of the service. */
  readonly frameAncestors: readonly string[]
  readonly metrics: boolean
  readonly metricsHost: string
  readonly drainMs: number
  /** Started by `npm start`, which does not pass SIGTERM on. */
  readonly isRunByNpm: boolean
  /** Contents of the file that SITE_FILE names. */
  readonly site: unknown
  /** How records and feedback are kept; nothing where none are. */
  readonly records: RecordsConfig | undefined
  /** What looks like a mistake and may be none. */
  readonly warnings: readonly string[]
}

/**
 * All settings of a process, checked and frozen. What each means is said where it is declared, and
 * in docs/configuration.md.
 */
export type Config = Omit<Values, keyof Derived> & Derived

const authModeOf = ({ authMode }: Values, isSandbox: boolean): AuthMode =>
  authMode ?? (isSandbox ? 'sandbox' : 'required')

const areMetricsOn = ({ metrics, metricsPort, metricsToken }: Values, isSandbox: boolean) =>
  metrics ?? (isSandbox || metricsPort !== undefined || metricsToken !== undefined)

/** What the settings may not say together. */
function contradictions(values: Values, isSandbox: boolean): readonly string[] {
  const mode = authModeOf(values, isSandbox)
  const isProduction = values.nodeEnvironment === 'production'
  const rules: readonly (readonly [isBroken: boolean, why: string])[] = [
    [
      isProduction && isSandbox,
      'SANDBOX: it is not for NODE_ENV=production: start with --no-sandbox',
    ],
    [
      isProduction && mode === 'sandbox',
      'AUTH_MODE: sandbox trusts a key that anybody can use, and is not for NODE_ENV=production',
    ],
    [
      mode === 'required' && values.clientsFile === undefined,
      'CLIENTS_FILE: AUTH_MODE=required (the default without the sandbox) needs the registered clients; AUTH_MODE=optional also serves who sends no token',
    ],
    [
      areMetricsOn(values, isSandbox) &&
        !isSandbox &&
        values.metricsPort === undefined &&
        values.metricsToken === undefined,
      'METRICS: outside the sandbox they are on a port of their own (METRICS_PORT) or behind a token (METRICS_TOKEN)',
    ],
    [
      values.databaseUrl !== undefined && values.siteKey === undefined,
      'SITE_KEY: with DATABASE_URL all processes need the same key, so it must be given (SITE_KEY_FILE)',
    ],
    [
      values.metricsPort === values.port && values.port !== 0,
      'METRICS_PORT: it is the port of the service itself',
    ],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, why]) => why)
}

/** Launchers and mock EHRs on other ports. CSP knows no source with an IPv6 address. */
const FRAMES_OF_THIS_MACHINE = [
  "'self'",
  ...['http', 'https'].flatMap((scheme) =>
    ['localhost', '127.0.0.1'].map((host) => `${scheme}://${host}:*`),
  ),
]

function toConfig(values: Values, isSandbox: boolean, site: unknown, warnings: readonly string[]) {
  const { startedBy } = values
  // The sandbox is for this machine alone unless the operator says otherwise.
  const host = values.host ?? (isSandbox ? '127.0.0.1' : '0.0.0.0')
  const config: Config = {
    ...values,
    isSandbox,
    host,
    authMode: authModeOf(values, isSandbox),
    corsOrigins: values.corsOrigins ?? (isSandbox ? ['*'] : []),
    frameAncestors: values.frameAncestors ?? (isSandbox ? FRAMES_OF_THIS_MACHINE : ["'self'"]),
    metrics: areMetricsOn(values, isSandbox),
    metricsHost: values.metricsHost ?? host,
    drainMs: values.drainMs ?? (isSandbox ? 0 : 5_000),
    isRunByNpm: startedBy === 'start',
    site,
    records: toRecordsConfig(values, isSandbox),
    warnings,
  }
  return Object.freeze(config)
}

/** What was found in the settings: a configuration, unless there is a problem. */
export interface Inspection {
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  readonly config: Config
}

/**
 * Reads the settings and says everything that is wrong with them. Beside a problem, `config` holds
 * what could be read.
 */
export function inspectConfig(environment: Environment, args: readonly string[]): Inspection {
  const { values, problems: ofValues, warnings } = findSettings(SETTING_NAMES, environment)
  const switches = args
    .filter((arg) => arg !== '--no-sandbox')
    .map((arg) => `${arg}: no such switch`)
  const problems = [...switches, ...ofValues]
  const { siteFile } = values
  const site = siteFile === undefined ? undefined : readJson('SITE_FILE', siteFile, problems)
  const isSandbox = values.isSandbox && !args.includes('--no-sandbox')
  problems.push(...contradictions(values, isSandbox))
  return { problems, warnings, config: toConfig(values, isSandbox, site, warnings) }
}

/**
 * The configuration from environment variables and command line switches.
 *
 * @param args - Switches: `--no-sandbox` is the same as `SANDBOX=false`.
 * @throws {ConfigError} With every problem at once.
 */
export function readConfig(environment: Environment, args: readonly string[]): Config {
  const { problems, config } = inspectConfig(environment, args)
  if (problems.length > 0)
    throw new ConfigError(`the configuration has problems:\n  ${problems.join('\n  ')}`)
  return config
}

/** The configuration of this process. */
export function readProcessConfig(args: readonly string[]): Config {
  return readConfig(PROCESS_ENVIRONMENT, args)
}
