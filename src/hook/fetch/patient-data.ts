import { type FetchFailure, OMITTED, type PrefetchSlots } from '../../clinical/assessment/slots.ts'
import { type FhirRelease, releaseOf } from '../../clinical/fhir/release.ts'
import { ownTurn } from '../../base/in-turns.ts'
import type { PatientData } from '../call.ts'
import type { ClientSettings } from '../client-settings.ts'
import type { HookRequest } from '../protocol/hook-request.ts'
import { type Access, accessOf } from './access.ts'
import type { CallWatch } from './call-watch.ts'
import { type FhirReaderOptions, toFhirReader } from './fhir-reader.ts'
import { type Resolve, resolveBySystem } from './guarded-lookup.ts'
import { baseUrlOf } from './reader/links.ts'
import type { ServerHabit } from './reader/server-habits.ts'
import { noReader, type Reader, refusing, withinScope } from './reader/reader.ts'
import type { BreakerState, Health } from './circuit-breaker.ts'
import type { ConnectionLimits, Connection } from './connection.ts'
import { Connections } from './connections.ts'
import type { FhirServerGrant, FhirServerPolicy } from './server-grant.ts'
import type { KnownOfServer } from './server-memory.ts'
import { fill, type Wanted, wantedOf } from './slots.ts'

/** Patient data that holds connections open until it is closed. */
export interface ClosablePatientData extends PatientData {
  readonly close: () => Promise<void>
  /** By server and client: a server of two clients has two. */
  readonly connections: () => readonly ConnectionState[]
}

/** The connection to one FHIR server on behalf of one client. */
export interface ConnectionState {
  /** Base URL. */
  readonly server: string
  readonly breaker: BreakerState
  /** Calls under way. */
  readonly calls: number
  /** What was learnt of the server. */
  readonly habits: readonly ServerHabit[]
}

/** What a test replaces. */
export interface PatientDataOptions {
  readonly resolve?: Resolve
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
  readonly watch?: CallWatch | undefined
}

const MEBIBYTE = 1024 * 1024

const CONNECTION_LIMITS: ConnectionLimits = {
  sockets: 32,
  calls: 256,
  answerBytes: 5 * MEBIBYTE,
  breaker: { failures: 3, pauseMs: 5_000 },
}

/** Failures of the server itself and not of what was asked of it. */
const SERVER_FAILURES: readonly FetchFailure[] = [
  'timed-out',
  'unreachable',
  'connection-refused',
  'unknown-host',
  'untrusted-certificate',
  'server-error',
]

function healthOf(slots: PrefetchSlots): Health {
  const all = Object.values(slots)
  const hasAnswered = all.some((slot) => slot.kind === 'supplied' && slot.by === 'fhir-server')
  const hasFailed = all.some((slot) => slot.kind === 'failed' && SERVER_FAILURES.includes(slot.why))
  return hasFailed && !hasAnswered ? 'failed' : 'healthy'
}

/** Time for all reads: as long as the server is granted and the token lives. */
const budgetOf = ({ budgetMs }: FhirServerGrant, access: Access) =>
  access.kind === 'token' ? Math.min(budgetMs, access.lifetimeMs) : budgetMs

function readerWith(access: Access, options: Omit<FhirReaderOptions, 'accessToken'>): Reader {
  if (access.kind !== 'token') return toFhirReader({ ...options, accessToken: undefined })
  return withinScope(access.scope, toFhirReader({ ...options, accessToken: access.token }))
}

/** Ends the call that began, however it goes. */
async function callOver(
  connection: Connection,
  now: () => number,
  call: () => Promise<PrefetchSlots>,
): Promise<PrefetchSlots> {
  let health: Health = 'failed'
  try {
    const slots = await call()
    health = healthOf(slots)
    // To read what they hold is work for a turn without that of parsing the last of them.
    await ownTurn()
    return slots
  } finally {
    connection.end(health, now())
  }
}

/** What the token of a call opens, and the FHIR release that the call speaks, where it says so. */
interface Permitted {
  readonly access: Access
  readonly release: FhirRelease | undefined
}

const isThere = ({ prefetched }: Wanted) => prefetched.kind === 'slot'

const keyOf = (fhirServer: string, clientId: string) => `${clientId} ${baseUrlOf(fhirServer)}`

/** What the registration says of a server. */
function knownOf(
  { searchesComponents }: FhirServerGrant,
  { fhirVersion }: ClientSettings,
): KnownOfServer {
  const release = fhirVersion === undefined ? undefined : releaseOf(fhirVersion)
  return { release, searchesComponents }
}

const statesOf = (connections: Connections, now: number): readonly ConnectionState[] =>
  Array.from(connections.all, ([key, connection]) => ({
    server: key.slice(key.lastIndexOf(' ') + 1),
    ...connection.state(now),
    habits: connection.memory.habits.all,
  }))

/**
 * Data of the patient from prefetch and from the client's FHIR server: what is omitted is fetched
 * in parallel within one time budget, from a server that the policy allows, with what the token
 * allows.
 */
export function toPatientData(
  policy: FhirServerPolicy,
  { resolve = resolveBySystem, now = () => performance.now(), watch }: PatientDataOptions = {},
): ClosablePatientData {
  const connections = new Connections(CONNECTION_LIMITS, resolve)
  const connectionOf = ({ fhirServer = '' }: HookRequest, { id }: ClientSettings) =>
    connections.all.get(keyOf(fhirServer, id))

  function fetchInto(
    wanted: readonly Wanted[],
    fhirServer: string,
    client: ClientSettings,
    { access, release }: Permitted,
  ): Promise<PrefetchSlots> {
    const grant = policy(fhirServer, client.id)
    if (grant === undefined) return fill(wanted, refusing('unregistered-server'))
    if (access.kind === 'unusable') return fill(wanted, refusing(access.why))
    const connection = connections.to(keyOf(fhirServer, client.id), grant.mayConnectTo)
    const obstacle = connection.begin(now())
    if (obstacle !== undefined) return fill(wanted, refusing(obstacle))
    return callOver(connection, now, () => {
      const budgetMs = budgetOf(grant, access)
      const { dispatcher, memory } = connection
      const server = { baseUrl: baseUrlOf(fhirServer), known: knownOf(grant, client), release }
      const times = { budgetMs, patienceMs: grant.patienceMs, now, watch }
      return fill(wanted, readerWith(access, { ...server, ...times, dispatcher, memory }))
    })
  }

  return {
    close: () => connections.close(),
    connections: () => statesOf(connections, now()),
    releaseOf: (request, client) => connectionOf(request, client)?.memory.release,
    habitsOf: (request, client) => connectionOf(request, client)?.memory.habits.all ?? [],
    acquire: async (request, templates, client, { since, release } = {}) => {
      const wanted = wantedOf(request, templates, since)
      const { fhirServer } = request
      if (fhirServer === undefined || wanted.every(isThere)) return fill(wanted, noReader(OMITTED))
      return fetchInto(wanted, fhirServer, client, { access: accessOf(request), release })
    },
  }
}
