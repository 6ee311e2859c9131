import { Agent } from 'undici'
import { type HookRequest, type PrefetchSlot, resolveTemplate } from '../cds-hooks/index.ts'
import { readBundle } from '../fhir/index.ts'
import type { RecordSource } from '../guidance/index.ts'
import { Fault } from '../kernel/index.ts'
import { FhirReader } from './fhir-reader.ts'
import { type Prefetched, readPrefetched } from './prefetched.ts'

/** Which FHIR servers may be read, and for how long. */
export type FhirServerPolicy = (
  fhirServer: string,
  clientId: string,
) => { readonly budgetMs: number } | undefined

/** A record source that holds connections open until it is closed. */
export interface ClosableRecordSource extends RecordSource {
  readonly close: () => Promise<void>
}

const LIMITS = { pages: 20, resources: 5_000 }

const MEGABYTE = 1024 * 1024

/** Sockets to one server, kept open between calls; a server cannot fill the memory with one answer. */
const newAgent = () =>
  new Agent({ connections: 32, keepAliveTimeout: 30_000, maxResponseSize: 10 * MEGABYTE })

type Prefetches = readonly (readonly [key: string, prefetched: Prefetched])[]

const needsServer = (prefetches: Prefetches) => prefetches.some(([, { kind }]) => kind !== 'slot')

function withoutServer(prefetched: Prefetched): PrefetchSlot {
  switch (prefetched.kind) {
    case 'slot':
      return prefetched.slot
    case 'first-page':
      return {
        kind: 'supplied',
        by: 'client',
        resources: readBundle(prefetched.bundle).resources,
        isPartial: true,
      }
    case 'omitted':
      return { kind: 'unavailable' }
  }
}

async function withServer(
  prefetched: Prefetched,
  toUrl: () => string | undefined,
  reader: FhirReader,
): Promise<PrefetchSlot> {
  if (prefetched.kind === 'first-page') return reader.readOn(prefetched.bundle)
  const url = prefetched.kind === 'omitted' ? toUrl() : undefined
  return url === undefined ? withoutServer(prefetched) : reader.read(url)
}

const untrusted = () =>
  new Fault('untrusted-fhir-server', [
    { text: 'This FHIR server is not registered with the service.', expression: 'fhirServer' },
  ])

/**
 * The record from prefetch and from the client's FHIR server: what is omitted is fetched in
 * parallel within one time budget, from a server that the policy allows.
 */
export function toRecordSource(policy: FhirServerPolicy): ClosableRecordSource {
  const dispatcher = newAgent()

  function readerFor(
    { fhirServer, fhirAuthorization }: HookRequest,
    clientId: string,
  ): FhirReader | undefined {
    if (fhirServer === undefined) return undefined
    const grant = policy(fhirServer, clientId)
    if (grant === undefined) throw untrusted()
    return new FhirReader({
      baseUrl: fhirServer.replace(/\/+$/, ''),
      accessToken: fhirAuthorization?.access_token,
      signal: AbortSignal.timeout(grant.budgetMs),
      dispatcher,
      limits: LIMITS,
    })
  }

  return {
    close: () => dispatcher.close(),
    acquire: async (request, templates, client) => {
      const context: Readonly<Record<string, unknown>> = { ...request.context }
      const prefetches = Object.keys(templates).map(
        (key) => [key, readPrefetched(request.prefetch, key)] as const,
      )
      const reader = needsServer(prefetches) ? readerFor(request, client.id) : undefined
      const slots = await Promise.all(
        prefetches.map(async ([key, prefetched]) => {
          const url = () => resolveTemplate(templates[key] ?? '', context)
          const slot =
            reader === undefined
              ? withoutServer(prefetched)
              : await withServer(prefetched, url, reader)
          return [key, slot] as const
        }),
      )
      return Object.fromEntries(slots)
    },
  }
}
