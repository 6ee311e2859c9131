import { Fault } from '../base/fault.ts'
import type { BoardService } from './board.ts'
import type { DiscoveryEntry } from './protocol/discovery.ts'
import type { ClientSettings } from './client-settings.ts'
import type { CdsService } from './service.ts'

/** Any service that a client can call. */
export type CallableService = CdsService | BoardService

/** Whether a service is offered to a client. */
export function isOpenTo(service: CallableService, { services }: ClientSettings): boolean {
  const isForEverybody = !('board' in service && service.onlyIfRegistered)
  return services?.includes(service.entry.id) ?? isForEverybody
}

/** @throws {Fault} `untrusted-client` when the client may not call this service. */
export function refuseUnlessOpen(service: CallableService, client: ClientSettings): void {
  if (!isOpenTo(service, client))
    throw new Fault('untrusted-client', 'This service is not open to the calling client.')
}

/**
 * Whether another service gives the card for the same order, to a client that wants one at the
 * most. Decided by what is open to the client, not by who answers first: two calls of one hook run
 * at once.
 */
export function givesWay(service: CallableService, client: ClientSettings): boolean {
  if (!('board' in service) || !client.oneCardPerOrder) return false
  if (service.entry.hook === 'patient-view') return false
  return service.givesWayTo.some((id) => client.services?.includes(id) ?? true)
}

/** How discovery tells of a service in a language; in English where there is no other. */
export const entryIn = ({ entry, entries }: CallableService, language: string): DiscoveryEntry =>
  entries[language] ?? entry

/** The languages (BCP 47) that a service has texts in. */
export const languagesOf = (service: CallableService): readonly string[] =>
  Object.keys('board' in service ? service.board.translations : service.definition.translations)
