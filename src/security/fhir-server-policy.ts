import { isIn, literalAddress, type Network } from './addresses.ts'

/** A FHIR server of a registered client. */
export interface RegisteredFhirServer {
  readonly url: string
  /** Where its host name may lead; `public` when not given. */
  readonly network?: Network | undefined
}

/** As much of a registered client as says which servers are read on its behalf. */
export interface FhirServerOwner {
  readonly fhirServers: readonly (string | RegisteredFhirServer)[]
  /** Time for all reads of one call, in milliseconds. */
  readonly fetchBudgetMs?: number | undefined
}

/** Which FHIR servers may be read. */
export interface FhirServerPolicyOptions {
  readonly clients: readonly FhirServerOwner[]
  /** Lets testers name any public https server, and any server on this machine. Never in production. */
  readonly isSandbox: boolean
  readonly defaultBudgetMs: number
}

/** How a server may be read. */
interface Grant {
  readonly budgetMs: number
  /** Whether its host name may stand for this IP address. */
  readonly mayConnectTo: (address: string) => boolean
}

/** A base URL: http or https, without credentials, query and fragment. */
function parseBase(url: string): URL | undefined {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined
  const { username, password, search, hash } = parsed
  return username + password + search + hash === '' ? parsed : undefined
}

/** Scheme and host are in lower case and the default port is dropped already. */
const keyOf = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, '')}`

/** What a message may say of a URL that may hold a password. */
const hostOf = (url: string) => URL.parse(url)?.host ?? 'a FHIR server without an absolute URL'

const isThisMachine = (url: URL) =>
  url.hostname === 'localhost' || isIn.loopback(literalAddress(url) ?? '')

function registeredServers({ clients, isSandbox, defaultBudgetMs }: FhirServerPolicyOptions) {
  const servers = clients.flatMap(({ fhirServers, fetchBudgetMs: budgetMs = defaultBudgetMs }) =>
    fhirServers
      .map((server) => (typeof server === 'string' ? { url: server } : server))
      .map(({ url, network = 'public' }: RegisteredFhirServer) => ({ url, network, budgetMs })),
  )
  return servers.map(({ url, network, budgetMs }): readonly [string, Grant] => {
    const base = parseBase(url)
    if (base === undefined)
      throw new Error(`${hostOf(url)}: a FHIR base URL has no credentials, query or fragment`)
    if (base.protocol !== 'https:' && !isSandbox)
      throw new Error(`${hostOf(url)}: outside the sandbox FHIR servers are read by https only`)
    const where = isThisMachine(base) ? 'loopback' : network
    return [keyOf(base), { budgetMs, mayConnectTo: isIn[where] }]
  })
}

/** What the sandbox lets testers read without registration. */
function grantForTesting(url: URL, budgetMs: number): Grant | undefined {
  if (isThisMachine(url)) return { budgetMs, mayConnectTo: isIn.loopback }
  const address = literalAddress(url)
  const isPublic = url.protocol === 'https:' && (address === undefined || isIn.public(address))
  return isPublic ? { budgetMs, mayConnectTo: isIn.public } : undefined
}

/**
 * How a FHIR server may be read; nothing for one that may not. A request names the server, so that
 * without this list anyone could aim the service at a host of the hospital's network; and the name
 * of a registered server may lead only where its registration says (`network`), else whoever
 * answers for its DNS could. An IP address that is registered is registered as such.
 *
 * @throws {Error} When a registered server can never be read.
 */
export function toFhirServerPolicy(
  options: FhirServerPolicyOptions,
): (fhirServer: string) => Grant | undefined {
  const registered = new Map(registeredServers(options))
  return (fhirServer) => {
    const base = parseBase(fhirServer)
    if (base === undefined) return undefined
    const grant = registered.get(keyOf(base))
    if (grant !== undefined) return grant
    return options.isSandbox ? grantForTesting(base, options.defaultBudgetMs) : undefined
  }
}
