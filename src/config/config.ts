import { readFileSync } from 'node:fs'
import { z } from 'zod'
import {
  type MonitoringConfig,
  monitoringVariables,
  toMonitoringConfig,
} from './monitoring-config.ts'
import {
  readRecordsConfig,
  recordsContradictions,
  type RecordsConfig,
  recordsVariables,
  toRecordsConfig,
} from './records-config.ts'

/** How clients are authenticated. */
export type AuthMode = 'required' | 'optional' | 'sandbox'

/** All settings of a process, checked and frozen. */
export interface Config extends MonitoringConfig {
  readonly host: string
  readonly port: number
  /**
   * The URL under which clients reach the service, without a trailing slash; of the socket when not
   * set.
   */
  readonly publicUrl: string | undefined
  /** Express `trust proxy`: how many proxies, or which addresses, may say who called. */
  readonly trustProxy: number | boolean | string
  readonly isSandbox: boolean
  /** Whether clients must prove who they are; `sandbox` also trusts a key that anybody can use. */
  readonly authMode: AuthMode
  readonly bodyLimitBytes: number
  /** Requests a minute from one client, where its registration says nothing else. */
  readonly ratePerMinute: number
  /** Requests that are worked on at once, and that may wait for it. */
  readonly concurrentRequests: number
  readonly queuedRequests: number
  /** Time for a request to arrive in full. */
  readonly requestTimeoutMs: number
  readonly fetchBudgetMs: number
  /** Origins whose pages may call the service; `*` for any. */
  readonly corsOrigins: readonly string[]
  /** The language of cards for callers that ask for none. */
  readonly language: string
  /** Pages that may show the SMART app in a frame, as CSP sources. */
  readonly frameAncestors: readonly string[]
  /** The client id under which EHRs know the SMART app. */
  readonly smartClientId: string
  readonly logLevel: string
  /** Started by `npm start`, which does not pass SIGTERM on. */
  readonly isRunByNpm: boolean
  /** Contents of the file that the setting names. */
  readonly site: unknown
  /** Path of the client registry, which is read again while the service runs. */
  readonly clientsFile: string | undefined
  /** How records and feedback are kept; nothing where none are. */
  readonly records: RecordsConfig | undefined
}

/** Settings that cannot be used; the process does not start with them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((value) => value === 'true')

const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${String(least)}`)
    .max(most, `must be at most ${String(most)}`)

const trustProxy = z.union([flag, z.string().regex(/^\d+$/).transform(Number), z.string().min(1)])

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''))

const environmentSchema = z.object({
  HOST: z.string().min(1).optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: publicUrl.optional(),
  TRUST_PROXY: trustProxy.default(false),
  SANDBOX: flag.default(true),
  BODY_LIMIT_BYTES: wholeNumber(1_000, 100_000_000).default(5 * 1024 * 1024),
  AUTH_MODE: z.enum(['required', 'optional', 'sandbox']).optional(),
  RATE_PER_MINUTE: wholeNumber(1, 100_000_000).default(3_000),
  CONCURRENT_REQUESTS: wholeNumber(1, 100_000).default(100),
  QUEUED_REQUESTS: wholeNumber(0, 100_000).default(200),
  REQUEST_TIMEOUT_MS: wholeNumber(500, 600_000).default(30_000),
  FETCH_BUDGET_MS: wholeNumber(100, 30_000).default(2_500),
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((origin) => origin.trim()))
    .optional(),
  CARD_LANGUAGE: z.enum(['en', 'zh-CN']).default('en'),
  FRAME_ANCESTORS: z
    .string()
    .regex(/^[^;,]+$/, 'must be CSP sources, separated by blanks')
    .default("'self'")
    .transform((list) => list.trim().split(/\s+/)),
  SMART_CLIENT_ID: z.string().min(1).default('cds-smart-app'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NODE_ENV: z.string().optional(),
  npm_lifecycle_event: z.string().optional(),
  SITE_FILE: z.string().min(1).optional(),
  CLIENTS_FILE: z.string().min(1).optional(),
  ...recordsVariables,
  ...monitoringVariables,
})

/** Environment variables with an empty value count as not set, as compose files leave them. */
const withoutEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

function readJson(name: string, path: string | undefined, problems: string[]): unknown {
  if (path === undefined) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : 'cannot be read'
    problems.push(`${name}: ${why}`)
    return undefined
  }
}

type Values = z.output<typeof environmentSchema>

const authModeOf = ({ AUTH_MODE }: Values, isSandbox: boolean): AuthMode =>
  AUTH_MODE ?? (isSandbox ? 'sandbox' : 'required')

/** What the settings may not say together. */
function contradictions(values: Values, isSandbox: boolean): readonly string[] {
  const mode = authModeOf(values, isSandbox)
  const isProduction = values.NODE_ENV === 'production'
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
      mode === 'required' && values.CLIENTS_FILE === undefined,
      'CLIENTS_FILE: AUTH_MODE=required (the default without the sandbox) needs the registered clients; AUTH_MODE=optional also serves who sends no token',
    ],
  ]
  const broken = rules.filter(([isBroken]) => isBroken).map(([, why]) => why)
  return [...broken, ...recordsContradictions(values)]
}

function toConfig(
  values: Values,
  isSandbox: boolean,
  site: unknown,
): Omit<Config, keyof MonitoringConfig> {
  return {
    // The sandbox is for this machine alone unless the operator says otherwise.
    host: values.HOST ?? (isSandbox ? '127.0.0.1' : '0.0.0.0'),
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    trustProxy: values.TRUST_PROXY,
    isSandbox,
    authMode: authModeOf(values, isSandbox),
    ratePerMinute: values.RATE_PER_MINUTE,
    concurrentRequests: values.CONCURRENT_REQUESTS,
    queuedRequests: values.QUEUED_REQUESTS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    fetchBudgetMs: values.FETCH_BUDGET_MS,
    corsOrigins: values.CORS_ORIGINS ?? (isSandbox ? ['*'] : []),
    language: values.CARD_LANGUAGE,
    frameAncestors: values.FRAME_ANCESTORS,
    smartClientId: values.SMART_CLIENT_ID,
    logLevel: values.LOG_LEVEL,
    isRunByNpm: values.npm_lifecycle_event === 'start',
    site,
    clientsFile: values.CLIENTS_FILE,
    records: toRecordsConfig(values, isSandbox),
  }
}

function parseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Values | undefined {
  const parsed = environmentSchema.safeParse(withoutEmpty(environment))
  for (const { path, message } of parsed.error?.issues ?? [])
    problems.push(`${path.map(String).join('.')}: ${message}`)
  return parsed.data
}

/**
 * The configuration from environment variables and command line switches.
 *
 * @param args - Switches: `--no-sandbox` is the same as `SANDBOX=false`.
 * @throws {ConfigError} With every problem at once.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Config {
  const problems = args
    .filter((arg) => arg !== '--no-sandbox')
    .map((arg) => `${arg}: no such switch`)
  const values = parseEnvironment(environment, problems)
  const site = readJson('SITE_FILE', values?.SITE_FILE, problems)
  const monitoring = toMonitoringConfig(values ?? {}, problems)
  const isSandbox = values?.SANDBOX === true && !args.includes('--no-sandbox')
  if (values !== undefined) problems.push(...contradictions(values, isSandbox))
  if (values === undefined || problems.length > 0)
    throw new ConfigError(`the configuration has problems:\n  ${problems.join('\n  ')}`)
  return Object.freeze({ ...toConfig(values, isSandbox, site), ...monitoring })
}

/** How this process finds the records, for commands that start no service. */
export function readProcessRecordsConfig(): RecordsConfig | undefined {
  return readRecordsConfig(process.env)
}

/** The configuration of this process. */
export function readProcessConfig(args: readonly string[]): Config {
  return readConfig(process.env, args)
}
