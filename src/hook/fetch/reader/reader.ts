import {
  type FetchFailure,
  type PrefetchSlot,
  withUnread,
} from '../../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { readPage } from './page.ts'
import { coverageOf, interactionOf } from './smart-scopes.ts'

/** Where what the client did not prefetch is read. */
export interface Reader {
  /** The slot of a relative URL. */
  readonly read: (url: string) => Promise<PrefetchSlot>
  /** The slot of a URL of whose answer the client gave the first page. */
  readonly readOn: (firstPage: FhirResource, url: string | undefined) => Promise<PrefetchSlot>
}

/** Reads nothing: a first page stays alone, everything else is the given slot. */
export function noReader(slot: PrefetchSlot): Reader {
  return {
    read: () => Promise.resolve(slot),
    readOn: (firstPage) => {
      const { resources, unread } = readPage(firstPage)
      return Promise.resolve({
        kind: 'supplied',
        by: 'client',
        resources,
        unread: [...unread, 'more-than-read'],
      })
    },
  }
}

/** Reads nothing, for one reason. */
export const refusing = (why: FetchFailure): Reader => noReader({ kind: 'failed', why })

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
    read: (url) => within(url, (by) => by.read(url)),
    readOn: (firstPage, url) => within(url, (by) => by.readOn(firstPage, url)),
  }
}
