import type { Agreement } from './client-registry.ts'

/** Which FHIR servers may be read. */
export interface FhirServerPolicyOptions {
  /** What is agreed with a client, as it is registered now. */
  readonly agreementOf: (clientId: string) => Agreement | undefined
  /** Lets testers name any https server, and any server on this machine. Never in production. */
  readonly isSandbox: boolean
  readonly defaultBudgetMs: number
}

/** What a client may do with a FHIR server. */
export interface FhirServerGrant {
  /** Time for all reads of one call, in milliseconds. */
  readonly budgetMs: number
  /** Whether the server's host may have an address of a private range. */
  readonly mayBePrivate: boolean
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * A base URL as it is compared: scheme and host in lower case, the default port dropped, no
 * trailing slash.
 */
function normalise(url: string): string | undefined {
  const parsed = URL.parse(url)
  if (parsed?.username !== '' || parsed.password !== '') return undefined
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`
}

function isForTesting(url: string): boolean {
  const { protocol, hostname = '' } = URL.parse(url) ?? {}
  return protocol === 'https:' || LOOPBACK.includes(hostname)
}

/**
 * What a client may do with a FHIR server; nothing when it is not one of its own. A request names
 * the server, so that without this list anyone could aim the service at a host of the hospital's
 * network.
 */
export function toFhirServerPolicy({
  agreementOf,
  isSandbox,
  defaultBudgetMs,
}: FhirServerPolicyOptions): (fhirServer: string, clientId: string) => FhirServerGrant | undefined {
  return (fhirServer, clientId) => {
    const base = normalise(fhirServer)
    if (base === undefined) return undefined
    const { fhirServers = [], fetchBudgetMs = defaultBudgetMs } = agreementOf(clientId) ?? {}
    const registered = fhirServers.find(({ url }) => normalise(url) === base)
    if (registered !== undefined)
      return { budgetMs: fetchBudgetMs, mayBePrivate: registered.mayBePrivate }
    return isSandbox && isForTesting(fhirServer)
      ? { budgetMs: fetchBudgetMs, mayBePrivate: true }
      : undefined
  }
}
