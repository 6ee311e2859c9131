import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import { Fault } from '../base/fault.ts'
import type { ClientSettings } from './client-settings.ts'
import { type Call, findRelevantOrders, type Found, refuseWithoutData } from './find-orders.ts'

/** What services may be open to a client by. */
interface Openable {
  readonly entry: { readonly id: string }
  /** Open only to clients whose registration names it. */
  readonly onlyIfRegistered?: boolean
}

/** Whether a service is offered to a client. */
export function isOpenTo(
  { entry, onlyIfRegistered }: Openable,
  { services }: ClientSettings,
): boolean {
  return services?.includes(entry.id) ?? onlyIfRegistered !== true
}

/** @throws {Fault} `untrusted-client` when the client may not call this service. */
export function refuseUnlessOpen(service: Openable, client: ClientSettings): void {
  if (!isOpenTo(service, client))
    throw new Fault('untrusted-client', 'This service is not open to the calling client.')
}

/**
 * The orders that concern the service, and the record for them. Only when there is one is anything
 * fetched beyond what tells whether there is.
 *
 * @throws {Fault} `data-unavailable` when there is such an order and nothing can be obtained.
 */
export async function prepareCall(call: Call): Promise<Found> {
  const found = await findRelevantOrders(call)
  if (found.orders.length === 0) return found
  const { service, request, ports, client } = call
  const wanted = Object.entries(service.entry.prefetch).filter(([key]) => !(key in found.slots))
  const rest = await ports.patientData.acquire(request, Object.fromEntries(wanted), client)
  const slots: PrefetchSlots = { ...found.slots, ...rest }
  refuseWithoutData(slots)
  return { ...found, slots }
}
