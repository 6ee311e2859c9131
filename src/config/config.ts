import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** All settings of a process, checked and frozen. */
export interface Config {
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
  readonly bodyLimitBytes: number
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
  /** Contents of the files that the settings name. */
  readonly site: unknown
  readonly clients: unknown
  /** Where feedback is kept, one JSON object a line; in memory when not set. */
  readonly feedbackFile: string | undefined
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
  npm_lifecycle_event: z.string().optional(),
  SITE_FILE: z.string().min(1).optional(),
  CLIENTS_FILE: z.string().min(1).optional(),
  FEEDBACK_FILE: z.string().min(1).optional(),
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

function toConfig(
  values: z.output<typeof environmentSchema>,
  mayBeSandbox: boolean,
  site: unknown,
  clients: unknown,
): Config {
  const isSandbox = values.SANDBOX && mayBeSandbox
  return Object.freeze({
    // The sandbox is for this machine alone unless the operator says otherwise.
    host: values.HOST ?? (isSandbox ? '127.0.0.1' : '0.0.0.0'),
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    trustProxy: values.TRUST_PROXY,
    isSandbox,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    fetchBudgetMs: values.FETCH_BUDGET_MS,
    corsOrigins: values.CORS_ORIGINS ?? (isSandbox ? ['*'] : []),
    language: values.CARD_LANGUAGE,
    frameAncestors: values.FRAME_ANCESTORS,
    smartClientId: values.SMART_CLIENT_ID,
    logLevel: values.LOG_LEVEL,
    isRunByNpm: values.npm_lifecycle_event === 'start',
    site,
    clients,
    feedbackFile: values.FEEDBACK_FILE,
  })
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
  const parsed = environmentSchema.safeParse(withoutEmpty(environment))
  for (const { path, message } of parsed.error?.issues ?? [])
    problems.push(`${path.map(String).join('.')}: ${message}`)
  const values = parsed.data
  const site = readJson('SITE_FILE', values?.SITE_FILE, problems)
  const clients = readJson('CLIENTS_FILE', values?.CLIENTS_FILE, problems)
  if (values === undefined || problems.length > 0)
    throw new ConfigError(`the configuration has problems:\n  ${problems.join('\n  ')}`)
  return toConfig(values, !args.includes('--no-sandbox'), site, clients)
}

/** The configuration of this process. */
export function readProcessConfig(args: readonly string[]): Config {
  return readConfig(process.env, args)
}
