import type { FetchFailure, PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { PatientData } from '../ports.ts'
import { Fault } from '../../base/fault.ts'
import { type Access, accessOf } from './access.ts'
import type { CallWatch } from './call-watch.ts'
import { type FhirReaderOptions, toFhirReader } from './fhir-reader.ts'
import { type Resolve, resolveBySystem } from './guarded-lookup.ts'
import { baseUrlOf } from './reader/paged-reader.ts'
import { noReader, type Reader, refusing, withinScope } from './reader/reader.ts'
import type { BreakerState, Health } from './circuit-breaker.ts'
import type { ConnectionLimits, Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { fill, UNAVAILABLE, type Wanted, wantedOf } from './slots.ts'

/** What may be done with a FHIR server. */
export interface FhirServerGrant {
  /** Time for all reads of one call, in milliseconds. */
  readonly budgetMs: number
  /**
   * Whether a host name of the server may stand for this IP address. The same function as long as
   * the same is permitted: another one closes the connections that are kept.
   */
  readonly mayConnectTo: (address: string) => boolean
}

/** Which FHIR servers may be read, and how. */
export type FhirServerPolicy = (fhirServer: string, clientId: string) => FhirServerGrant | undefined

/** A record source that holds connections open until it is closed. */
export interface ClosableRecordSource extends PatientData {
  readonly close: () => Promise<void>
  /** How the lines to FHIR servers stand now; a server of two clients has two. */
  readonly lines: () => readonly LineState[]
}

/** How the line to one server stands. */
export interface LineState {
  /** Base URL. */
  readonly server: string
  readonly breaker: BreakerState
  /** Calls under way. */
  readonly calls: number
}

/** What a test replaces. */
export interface RecordSourceOptions {
  readonly resolve?: Resolve
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
  readonly watch?: CallWatch | undefined
}

const MEBIBYTE = 1024 * 1024

const LINE_LIMITS: ConnectionLimits = {
  sockets: 32,
  calls: 256,
  answerBytes: 10 * MEBIBYTE,
  breaker: { failures: 3, pauseMs: 5_000 },
}

/** Failures that tell of the server's health and not of what was asked. */
const SICK: readonly FetchFailure[] = ['timed-out', 'unreachable', 'server-error']

function healthOf(slots: PrefetchSlots): Health {
  const all = Object.values(slots)
  const isAlive = all.some((slot) => slot.kind === 'supplied' && slot.by === 'fhir-server')
  const isSick = all.some((slot) => slot.kind === 'failed' && SICK.includes(slot.why))
  return isSick && !isAlive ? 'failed' : 'healthy'
}

function grantFor(policy: FhirServerPolicy, fhirServer: string, clientId: string): FhirServerGrant {
  const grant = policy(fhirServer, clientId)
  if (grant !== undefined) return grant
  throw new Fault('untrusted-fhir-server', [
    {
      text: 'This FHIR server is not registered with the service, or not reached by https.',
      expression: 'fhirServer',
    },
  ])
}

/** Time for all reads: as long as the server is granted and the token lives. */
const budgetOf = ({ budgetMs }: FhirServerGrant, access: Access) =>
  access.kind === 'token' ? Math.min(budgetMs, access.lifetimeMs) : budgetMs

function readerWith(access: Access, options: Omit<FhirReaderOptions, 'accessToken'>): Reader {
  if (access.kind !== 'token') return toFhirReader({ ...options, accessToken: undefined })
  return withinScope(access.scope, toFhirReader({ ...options, accessToken: access.token }))
}

/** Ends the call that began on the line, however it goes. */
async function over(
  line: Connection,
  now: () => number,
  call: () => Promise<PrefetchSlots>,
): Promise<PrefetchSlots> {
  let health: Health = 'failed'
  try {
    const slots = await call()
    health = healthOf(slots)
    return slots
  } finally {
    line.end(health, now())
  }
}

/**
 * The record from prefetch and from the client's FHIR server: what is omitted is fetched in
 * parallel within one time budget, from a server that the policy allows, with what the token
 * allows.
 */
export function toPatientData(
  policy: FhirServerPolicy,
  { resolve = resolveBySystem, now = () => performance.now(), watch }: RecordSourceOptions = {},
): ClosableRecordSource {
  const lines = new Connections(LINE_LIMITS, resolve)

  function fetchInto(
    wanted: readonly Wanted[],
    [fhirServer, clientId]: readonly [string, string],
    access: Access,
  ): Promise<PrefetchSlots> {
    const grant = grantFor(policy, fhirServer, clientId)
    if (access.kind === 'unusable') return fill(wanted, refusing(access.why))
    const baseUrl = baseUrlOf(fhirServer)
    const line = lines.to(`${clientId} ${baseUrl}`, grant.mayConnectTo)
    const obstacle = line.begin(now())
    if (obstacle !== undefined) return fill(wanted, refusing(obstacle))
    return over(line, now, () => {
      const { dispatcher } = line
      const budgetMs = budgetOf(grant, access)
      const options = { baseUrl, dispatcher, budgetMs, now, watch }
      return fill(wanted, readerWith(access, options))
    })
  }

  return {
    close: () => lines.close(),
    lines: () =>
      Array.from(lines.all, ([key, line]) => ({
        server: key.slice(key.lastIndexOf(' ') + 1),
        ...line.state(now()),
      })),
    acquire: async (request, templates, client) => {
      const wanted = wantedOf(request, templates)
      const { fhirServer } = request
      const isThere = wanted.every(({ prefetched }) => prefetched.kind === 'slot')
      return isThere || fhirServer === undefined
        ? fill(wanted, noReader(UNAVAILABLE))
        : fetchInto(wanted, [fhirServer, client.id], accessOf(request))
    },
  }
}
