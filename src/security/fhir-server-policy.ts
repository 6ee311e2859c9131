import type { RegisteredClient } from './client-registry.ts'

/** Which FHIR servers may be read. */
export interface FhirServerPolicyOptions {
  readonly clients: readonly RegisteredClient[]
  /** Lets testers name any https server, and any server on this machine. Never in production. */
  readonly isSandbox: boolean
  readonly defaultBudgetMs: number
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
 * The time budget for a FHIR server that may be read; nothing for any other. A request names the
 * server, so that without this list anyone could aim the service at a host of the hospital's
 * network.
 */
export function toFhirServerPolicy({
  clients,
  isSandbox,
  defaultBudgetMs,
}: FhirServerPolicyOptions): (fhirServer: string) => { readonly budgetMs: number } | undefined {
  const budgets = new Map(
    clients.flatMap(({ fhirServers, fetchBudgetMs = defaultBudgetMs }) =>
      fhirServers.map((url) => [normalise(url), fetchBudgetMs] as const),
    ),
  )
  return (fhirServer) => {
    const base = normalise(fhirServer)
    if (base === undefined) return undefined
    const registered = budgets.get(base)
    if (registered !== undefined) return { budgetMs: registered }
    return isSandbox && isForTesting(fhirServer) ? { budgetMs: defaultBudgetMs } : undefined
  }
}
