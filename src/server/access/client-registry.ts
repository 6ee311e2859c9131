import type { ClientSettings } from '../../hook/client-settings.ts'
import type { Algorithm } from './algorithms.ts'
import type { KeySet } from './key-set.ts'

interface RegisteredFhirServer {
  readonly url: string
  /** Whether its host may have an address of a private range. */
  readonly mayBePrivate: boolean
  /** Whether it finds Observations by the codes of components; it is looked up if not said. */
  readonly searchesComponents?: boolean | undefined
}

/** How much a client may ask for; the service's own limits hold where nothing is said. */
interface ClientLimits {
  readonly requestsPerMinute?: number | undefined
  readonly bodyBytes?: number | undefined
}

/** What is agreed with a caller, whether or not it can prove who it is. */
export interface Agreement {
  readonly settings: ClientSettings
  /** Its FHIR servers: nothing else is ever read on its behalf. */
  readonly fhirServers: readonly RegisteredFhirServer[]
  /** Time for all reads of one call, in milliseconds. */
  readonly fetchBudgetMs?: number | undefined
  readonly limits: ClientLimits
}

export type RegisteredKeys =
  /** The URLs of its key sets; a token names one of them, or none. */
  | { readonly kind: 'url'; readonly urls: readonly string[] }
  /** `jku`: what a token may name, without being fetched. */
  | { readonly kind: 'pinned'; readonly keys: KeySet; readonly jku: readonly string[] }

export interface RegisteredClient extends Agreement {
  readonly iss: string
  readonly keys: RegisteredKeys
  /** The tenants that it speaks for; whatever its tokens say when not set. */
  readonly tenants: readonly string[] | undefined
  readonly algorithms: readonly Algorithm[]
  /** Whether a token works once, or once with each body. */
  readonly replay: 'once' | 'once-per-body'
}

export interface ClientRegistry {
  readonly clients: readonly RegisteredClient[]
  /** Who sends no token, where that is allowed. */
  readonly anonymous: Agreement
}

const speaksFor = ({ tenants }: RegisteredClient, tenant: string | undefined) =>
  tenant !== undefined && tenants?.includes(tenant) === true

/**
 * The client of an issuer that speaks for a tenant: one that names the tenant, else one that names
 * none.
 */
export function clientOf(
  clients: readonly RegisteredClient[],
  issuer: string,
  tenant: string | undefined,
): RegisteredClient | 'unknown-issuer' | 'unknown-tenant' {
  const ofIssuer = clients.filter(({ iss }) => iss === issuer)
  if (ofIssuer.length === 0) return 'unknown-issuer'
  return (
    ofIssuer.find((client) => speaksFor(client, tenant)) ??
    ofIssuer.find(({ tenants }) => tenants === undefined) ??
    'unknown-tenant'
  )
}

/** Clients that a token could not tell apart, or that a log line could not. */
export function ambiguities(clients: readonly RegisteredClient[]): readonly string[] {
  const names = clients.flatMap(({ settings, iss, tenants = ['any tenant'] }) => [
    `id ${settings.id}`,
    ...tenants.map((tenant) => `iss ${iss} for ${tenant}`),
  ])
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map(
    (name) => `clients: ${name} is registered twice`,
  )
}

export function agreementOf(
  { clients, anonymous }: ClientRegistry,
  id: string,
): Agreement | undefined {
  return [anonymous, ...clients].find(({ settings }) => settings.id === id)
}
