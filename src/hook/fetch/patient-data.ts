import { type FetchFailure, OMITTED, type PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { PatientData } from '../call.ts'
import { type Access, accessOf } from './access.ts'
import type { CallWatch } from './call-watch.ts'
import { type FhirReaderOptions, toFhirReader } from './fhir-reader.ts'
import { type Resolve, resolveBySystem } from './guarded-lookup.ts'
import { baseUrlOf } from './reader/paged-reader.ts'
import { noReader, type Reader, refusing, withinScope } from './reader/reader.ts'
import type { BreakerState, Health } from './circuit-breaker.ts'
import type { ConnectionLimits, Connection } from './connection.ts'
import { Connections } from './connections.ts'
import type { FhirServerGrant, FhirServerPolicy } from './server-grant.ts'
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
const SERVER_FAILURES: readonly FetchFailure[] = ['timed-out', 'unreachable', 'server-error']

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
    return slots
  } finally {
    connection.end(health, now())
  }
}

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

  function fetchInto(
    wanted: readonly Wanted[],
    [fhirServer, clientId]: readonly [string, string],
    access: Access,
  ): Promise<PrefetchSlots> {
    const grant = policy(fhirServer, clientId)
    if (grant === undefined) return fill(wanted, refusing('unregistered-server'))
    if (access.kind === 'unusable') return fill(wanted, refusing(access.why))
    const baseUrl = baseUrlOf(fhirServer)
    const connection = connections.to(`${clientId} ${baseUrl}`, grant.mayConnectTo)
    const obstacle = connection.begin(now())
    if (obstacle !== undefined) return fill(wanted, refusing(obstacle))
    return callOver(connection, now, () => {
      const budgetMs = budgetOf(grant, access)
      const { dispatcher } = connection
      return fill(wanted, readerWith(access, { baseUrl, dispatcher, budgetMs, now, watch }))
    })
  }

  return {
    close: () => connections.close(),
    connections: () =>
      Array.from(connections.all, ([key, connection]) => ({
        server: key.slice(key.lastIndexOf(' ') + 1),
        ...connection.state(now()),
      })),
    acquire: async (request, templates, client) => {
      const wanted = wantedOf(request, templates)
      const { fhirServer } = request
      const isThere = wanted.every(({ prefetched }) => prefetched.kind === 'slot')
      return isThere || fhirServer === undefined
        ? fill(wanted, noReader(OMITTED))
        : fetchInto(wanted, [fhirServer, client.id], accessOf(request))
    },
  }
}
