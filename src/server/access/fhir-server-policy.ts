import { BLOCKED_PORT, hasBlockedPort } from '../../base/blocked-ports.ts'
import { isSameBase } from '../../base/loopback.ts'
import type {
  AddressCheck,
  FhirServerGrant,
  FhirServerPolicy,
} from '../../hook/fetch/server-grant.ts'
import { isLoopback, isPublic, isPublicOrPrivate, literalAddress } from './addresses.ts'
import type { Agreement } from './client-registry.ts'

/** As much of a client's registration as says which servers are read on its behalf. */
type Registered = Pick<Agreement, 'fhirServers' | 'fetchBudgetMs'>

interface FhirServerRules {
  /** Lets testers name any public https server, and any server on this machine. Never in production. */
  readonly isSandbox: boolean
  readonly defaultBudgetMs: number
}

/** A base URL: http or https, without credentials, query and fragment. */
function parseBase(url: string): URL | undefined {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined
  const { username, password, search, hash } = parsed
  return username + password + search + hash === '' ? parsed : undefined
}

const isThisMachine = (url: URL) =>
  url.hostname === 'localhost' || isLoopback(literalAddress(url) ?? '')

/** Nothing goes over a network in the clear, except for testers. */
const isSafe = (base: URL, isSandbox: boolean) =>
  base.protocol === 'https:' || isSandbox || isThisMachine(base)

/** Why a registered URL could never be read; nothing when it can. It may hold a password: not said. */
export function problemOfFhirServer(url: string, isSandbox: boolean): string | undefined {
  const base = parseBase(url)
  if (base === undefined) return 'must be an http(s) base URL without credentials, query, fragment'
  if (!isSafe(base, isSandbox))
    return 'must be an https URL: by http only the sandbox reads, and this machine is read'
  return hasBlockedPort(url) ? BLOCKED_PORT : undefined
}

function checkFor(base: URL, mayBePrivate: boolean): AddressCheck {
  if (isThisMachine(base)) return isLoopback
  return mayBePrivate ? isPublicOrPrivate : isPublic
}

function grantAsRegistered(
  base: URL,
  { fhirServers, fetchBudgetMs }: Registered,
  { isSandbox, defaultBudgetMs }: FhirServerRules,
): FhirServerGrant | undefined {
  if (!isSafe(base, isSandbox)) return undefined
  for (const { url, mayBePrivate, searchesComponents } of fhirServers) {
    if (isSameBase(url, base.href)) {
      const budgetMs = fetchBudgetMs ?? defaultBudgetMs
      return { budgetMs, mayConnectTo: checkFor(base, mayBePrivate), searchesComponents }
    }
  }
  return undefined
}

/** What the sandbox lets testers read without registration. */
function grantForTesting(base: URL, budgetMs: number): FhirServerGrant | undefined {
  if (isThisMachine(base)) return { budgetMs, mayConnectTo: isLoopback }
  const address = literalAddress(base)
  const isOpen = base.protocol === 'https:' && (address === undefined || isPublic(address))
  return isOpen ? { budgetMs, mayConnectTo: isPublic } : undefined
}

interface FhirServerPolicyOptions extends FhirServerRules {
  /** The registration of a client as it is now. */
  readonly agreementOf: (clientId: string) => Registered | undefined
}

/**
 * How a FHIR server may be read on behalf of a client: it is one of its own, or none. A request
 * names the server, so that without this list anyone could aim the service at a host of the
 * hospital's network; and the name of a registered server may lead only where its registration
 * says, else whoever answers for its DNS could. An IP address that is registered is registered as
 * such.
 */
export function toFhirServerPolicy({
  agreementOf,
  ...rules
}: FhirServerPolicyOptions): FhirServerPolicy {
  return (fhirServer, clientId) => {
    const base = parseBase(fhirServer)
    if (base === undefined) return undefined
    const client = agreementOf(clientId)
    const grant = client && grantAsRegistered(base, client, rules)
    return grant ?? (rules.isSandbox ? grantForTesting(base, rules.defaultBudgetMs) : undefined)
  }
}
