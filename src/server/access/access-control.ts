import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseJsonText } from '../../base/json.ts'
import type { Clock } from '../../base/time.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { type Authenticate, toAuthenticator } from './authenticator.ts'
import {
  type Agreement,
  agreementOf,
  type ClientRegistry,
  type RegisteredClient,
} from './client-registry.ts'
import { firstOf, type KeySource, pinnedKeys, RemoteKeys } from './key-source.ts'
import { parseClientRegistry } from './parse-registry.ts'
import type { RegistrySurroundings } from './registry-schema.ts'
import type { SpentTokens } from '../../base/between-processes.ts'

/** A client that lives in this process, and whose key nobody else has. */
interface OwnClient {
  readonly id: string
  readonly iss: string
  readonly jwks: unknown
  /** Where its tokens say that the key is published. */
  readonly jku: string
}

export interface AccessControlOptions {
  /** The client registry file; without one, only anonymous callers are known. */
  readonly clientsFile: string | undefined
  /** Whether a caller without a token is let in as anonymous. */
  readonly mayBeAnonymous: boolean
  /** Clients whose private keys are published, for testing; whether they are let in. */
  readonly publicClients: { readonly file: string; readonly areTrusted: boolean }
  /** Clients of this process itself: the sandbox's mock EHR. */
  readonly ownClients: readonly OwnClient[]
  readonly known: Omit<RegistrySurroundings, 'readJson'>
  readonly replays: SpentTokens
  readonly clock: Clock
  readonly logger: Logger
}

export interface AccessControl {
  /** The clients as they are registered now. */
  readonly registry: () => ClientRegistry
  /** What is agreed now with a client of this id. */
  readonly agreementOf: (clientId: string) => Agreement | undefined
  readonly authenticate: Authenticate
  /** Reads the registry file again; a bad file changes nothing and is logged. */
  readonly reload: () => void
  readonly health: () => {
    /** Whether the registry file could be read when it was last asked for. */
    readonly isCurrent: boolean
    /** Key sets that could not be fetched when they were last asked for. */
    readonly failing: number
  }
}

const NOBODY = { clients: [] }

/** A registry must not name a client whose key anybody can use. */
function refusePublicKeys({ clients }: ClientRegistry, known: ClientRegistry): void {
  const issuers = new Set(known.clients.map(({ iss }) => iss))
  const named = clients.filter(({ iss }) => issuers.has(iss)).map(({ settings }) => settings.id)
  if (named.length > 0)
    throw new Error(`${named.join(', ')}: the private key of this client is published`)
}

function readJson(path: string): unknown {
  return parseJsonText(readFileSync(path, 'utf8'))
}

function readRegistry(file: string | undefined, known: AccessControlOptions['known']) {
  const folder = dirname(file ?? '.')
  return parseClientRegistry(file === undefined ? NOBODY : readJson(file), {
    ...known,
    readJson: (path) => readJson(resolve(folder, path)),
  })
}

function ownRegistry(own: readonly OwnClient[], known: AccessControlOptions['known']) {
  const clients = own.map(({ id, iss, jwks, jku }) => ({ id, iss, keys: { jwks, jku } }))
  return parseClientRegistry({ clients }, { ...known, readJson })
}

function loadRegistry({
  clientsFile,
  publicClients: { file, areTrusted },
  ownClients,
  known,
}: AccessControlOptions): ClientRegistry {
  const registry = readRegistry(clientsFile, known)
  const forTesting = readRegistry(file, known)
  if (areTrusted) {
    const own = ownRegistry(ownClients, known)
    return { ...registry, clients: [registry, forTesting, own].flatMap(({ clients }) => clients) }
  }
  refusePublicKeys(registry, forTesting)
  return registry
}

/** Key sources by URL: they outlive a reload, so that keys stay in use while their URL is down. */
function toKeySources(clock: Clock, logger: Logger) {
  const remotes = new Map<string, RemoteKeys>()
  function remote(url: string): RemoteKeys {
    const known = remotes.get(url) ?? new RemoteKeys(url, clock, logger)
    remotes.set(url, known)
    return known
  }
  /** Of the set that a token names; of all where it names none. */
  function keysOf({ keys }: RegisteredClient, keyUrl: unknown): KeySource {
    if (keys.kind === 'pinned') return pinnedKeys(keys.keys)
    const named = keys.urls.filter((url) => url === keyUrl)
    return firstOf((named.length > 0 ? named : keys.urls).map(remote))
  }
  /** Of the clients as they are registered now: a URL that was given up no longer counts. */
  function failing({ clients }: ClientRegistry): number {
    const urls = new Set(clients.flatMap(({ keys }) => (keys.kind === 'url' ? keys.urls : [])))
    return [...urls].filter((url) => remotes.get(url)?.isFailing === true).length
  }
  return { keysOf, failing }
}

/**
 * Reads the client registry, and authenticates callers by it.
 *
 * @throws {Error} When the registry cannot be read, with every problem.
 */
export function openAccessControl(options: AccessControlOptions): AccessControl {
  const { clock, logger, replays, mayBeAnonymous } = options
  let registry = loadRegistry(options)
  let isCurrent = true
  const current = () => registry
  const { keysOf, failing } = toKeySources(clock, logger)
  return {
    registry: current,
    agreementOf: (clientId) => agreementOf(registry, clientId),
    authenticate: toAuthenticator({
      registry: current,
      keysOf,
      replays,
      clock,
      mayBeAnonymous,
    }),
    health: () => ({ isCurrent, failing: failing(registry) }),
    reload: () => {
      isCurrent = false
      try {
        registry = loadRegistry(options)
        isCurrent = true
        logger.info({ clients: registry.clients.length }, 'client registry read again')
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        logger.error({ why }, 'client registry not read: the old one stays')
      }
    },
  }
}
