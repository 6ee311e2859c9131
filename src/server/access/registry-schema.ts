import { z } from 'zod'
import { problemOfSafeUrl } from '../../base/loopback.ts'
import { askIfMeant } from '../../base/config/schema-words.ts'
import { CDS_HOOKS_VERSIONS } from '../../hook/protocol/hooks.ts'
import { ALGORITHMS } from './algorithms.ts'
import { problemOfFhirServer } from './fhir-server-policy.ts'
import { problemsOfKeySet, readKeySet } from './key-set.ts'

/** What a registry may refer to. */
export interface RegistrySurroundings {
  /** Ids of the services there are. */
  readonly services: readonly string[]
  /** Ids of the categories of their models. */
  readonly categories: readonly string[]
  /** The language of clients that say none; English when not set. */
  readonly language?: 'en' | 'zh-CN'
  /** Whether FHIR servers may be read by http. */
  readonly isSandbox: boolean
  /** The JSON of a file that the registry names. */
  readonly readJson: (path: string) => unknown
}

/** One https URL, or a list of several. */
const safeUrls = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((urls) => [urls].flat())
  .superRefine((urls, context) => {
    for (const message of new Set(urls.map(problemOfSafeUrl)))
      if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const name = z.string().regex(/\S/, 'must not be blank')

const oneOf = (what: string, known: readonly string[]) =>
  z.string().superRefine((id, context) => {
    if (known.includes(id)) return
    const words = [`must be a ${what}: ${known.join(', ')}`, askIfMeant(id, known)]
    const message = words.filter((part) => part !== undefined).join('. ')
    context.addIssue({ code: 'custom', message })
  })

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))

const pinned = (toJson: (value: unknown) => unknown) =>
  z.unknown().transform((value, context) => {
    try {
      const json = toJson(value)
      const keys = readKeySet(json)
      const problems = problemsOfKeySet(json)
      if (keys !== undefined && keys.size > 0 && problems.length === 0) return keys
      // A key that is passed over in the set of a URL is a mistake in a set that somebody pinned.
      const none = 'must hold a public EC or RSA key with a kid'
      const message = problems.length === 0 ? none : problems.join('; ')
      context.addIssue({ code: 'custom', message })
    } catch (error) {
      context.addIssue({ code: 'custom', message: `cannot be read: ${inWords(error)}` })
    }
    return z.NEVER
  })

/** A FHIR server that can be read; one that never could is a mistake of the file. */
function fhirServer(isSandbox: boolean) {
  const url = z.string().superRefine((text, context) => {
    const message = problemOfFhirServer(text, isSandbox)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  const entry = z.strictObject({
    url,
    mayBePrivate: z.boolean().default(false),
    searchesComponents: z.boolean().optional(),
  })
  const asEntry = (value: unknown) => (typeof value === 'string' ? { url: value } : value)
  return z.preprocess(asEntry, entry)
}

const agreement = ({ services, categories, isSandbox, language }: RegistrySurroundings) => ({
  fhirServers: z.array(fhirServer(isSandbox)).default([]),
  fetchBudgetMs: z.int().min(100).max(30_000).optional(),
  limits: z
    .strictObject({
      requestsPerMinute: z.int().min(1).max(1_000_000).optional(),
      bodyBytes: z.int().min(1_000).max(100_000_000).optional(),
    })
    .default({}),
  fhirVersion: z.enum(['4.0', '4.3', '5.0']).optional(),
  cdsHooksVersion: z.enum(CDS_HOOKS_VERSIONS).default('2.0'),
  services: z.array(oneOf('service', services)).min(1).optional(),
  language: z.enum(['en', 'zh-CN']).default(language ?? 'en'),
  lowestCategory: oneOf('category', categories).optional(),
  readsActionSelectionBehavior: z.boolean().default(false),
  takesSystemActions: z.boolean().default(false),
  maximumCards: z.int().min(1).optional(),
  oneCardPerOrder: z.boolean().default(false),
  silent: z.boolean().default(false),
  killSwitch: z.boolean().default(false),
  skipRepeatedOnSign: z.boolean().default(true),
})

const readPath =
  ({ readJson }: RegistrySurroundings) =>
  (path: unknown) =>
    typeof path === 'string' ? readJson(path) : undefined

const keys = (surroundings: RegistrySurroundings) =>
  z
    .strictObject({
      jwksUrl: safeUrls.optional(),
      jwksFile: pinned(readPath(surroundings)).optional(),
      jwks: pinned((json) => json).optional(),
      jku: safeUrls.optional(),
    })
    .refine(
      ({ jwksUrl, jwksFile, jwks }) =>
        [jwksUrl, jwksFile, jwks].filter((source) => source !== undefined).length === 1,
      'must have exactly one of jwksUrl, jwksFile, jwks',
    )
    .refine(
      ({ jwksUrl, jku }) => jwksUrl === undefined || jku === undefined,
      'jku: jwksUrl is the jku already',
    )

const client = (surroundings: RegistrySurroundings) =>
  z.strictObject({
    ...agreement(surroundings),
    id: name.refine((id) => id !== 'anonymous', 'is the name of who sends no token'),
    iss: name,
    keys: keys(surroundings),
    tenants: z.array(name).min(1).optional(),
    algorithms: z
      .array(z.enum(ALGORITHMS))
      .min(1)
      .default([...ALGORITHMS]),
    replay: z.enum(['once', 'once-per-body']).default('once'),
  })

const anonymous = (surroundings: RegistrySurroundings) =>
  z.strictObject(agreement(surroundings)).prefault({})

/** The form of a client registry file. */
export const registrySchema = (surroundings: RegistrySurroundings) =>
  z.strictObject({
    clients: z.array(client(surroundings)),
    anonymous: anonymous(surroundings),
    /** Nobody gets a card. */
    killSwitch: z.boolean().default(false),
  })

/** A client as the file has it. */
export type ParsedClient = z.output<ReturnType<typeof client>>

/** The agreement with who sends no token, as the file has it. */
export type ParsedAgreement = z.output<ReturnType<typeof anonymous>>
