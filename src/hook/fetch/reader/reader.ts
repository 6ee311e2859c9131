import type { Instant } from '../../../base/time.ts'
import {
  type FetchFailure,
  type PartialReason,
  type PrefetchSlot,
  withUnread,
} from '../../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { History } from './history.ts'
import { readPage } from './page.ts'
import { coverageOf, interactionOf } from './smart-scopes.ts'

/** Where what the client did not prefetch is read. */
export interface Reader {
  /**
   * The slot of a relative URL.
   *
   * @param since - What was observed before is of no use; nothing where everything is.
   */
  readonly read: (url: string, since?: Instant) => Promise<PrefetchSlot>
  /** The slot of a URL of whose answer the client gave the first page. */
  readonly readOn: (
    firstPage: FhirResource,
    url: string | undefined,
    since?: Instant,
  ) => Promise<PrefetchSlot>
}

/** Reads nothing: a first page stays alone, everything else is the given slot. */
export function noReader(slot: PrefetchSlot): Reader {
  return {
    read: () => Promise.resolve(slot),
    readOn: (firstPage, url, since) => {
      const { resources, unread: known } = readPage(firstPage)
      const history = new History(since, url ?? '')
      history.add(firstPage, resources)
      const unread: readonly PartialReason[] = history.isPast ? known : [...known, 'more-than-read']
      return Promise.resolve({ kind: 'supplied', by: 'client', resources, unread })
    },
  }
}

/** Reads nothing, for one reason. */
export const refusing = (why: FetchFailure): Reader => noReader({ kind: 'failed', why })

/** Reads from a server once it is known what it is; nothing from one of a release that is not read. */
export function acquainted(reader: Reader, isReadable: () => Promise<boolean>): Reader {
  const unread = { kind: 'failed', why: 'other-fhir-version' } as const
  return {
    read: async (url, since) => ((await isReadable()) ? reader.read(url, since) : unread),
    readOn: async (bundle, url, since) =>
      (await isReadable()) ? reader.readOn(bundle, url, since) : unread,
  }
}

/**
 * Asks only for what the scopes of the token cover; the server would refuse the rest. What a scope
 * with a search in it (`Observation.rs?category=laboratory`) brings may not be everything.
 */
export function withinScope(scope: string, reader: Reader): Reader {
  const forbidden = refusing('not-permitted')
  function within(
    url: string | undefined,
    read: (reader: Reader) => Promise<PrefetchSlot>,
  ): Promise<PrefetchSlot> {
    switch (coverageOf(scope, interactionOf(url ?? ''))) {
      case 'none':
        return read(forbidden)
      case 'some':
        return read(reader).then((slot) => withUnread(slot, ['withheld']))
      case 'all':
        return read(reader)
    }
  }
  return {
    read: (url, since) => within(url, (by) => by.read(url, since)),
    readOn: (firstPage, url, since) => within(url, (by) => by.readOn(firstPage, url, since)),
  }
}
