import { Fault } from '../base/fault.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { Call } from './call.ts'

/**
 * @throws {Fault} `data-unavailable` when nothing at all was obtained.
 *   https://cds-hooks.hl7.org/2.0/#prefetch-template
 */
function refuseWithoutData(slots: PrefetchSlots): void {
  if (Object.values(slots).some(({ kind }) => kind === 'supplied')) return
  const keys = Object.keys(slots).join(', ')
  throw new Fault(
    'data-unavailable',
    `Nothing that is needed was prefetched or could be read from the FHIR server. Needed: ${keys}.`,
  )
}

const acquire = (
  { request, client, ports, stages }: Call,
  templates: Readonly<Record<string, string>>,
): Promise<PrefetchSlots> =>
  stages.during('fetch', ports.patientData.acquire(request, templates, client))

/**
 * What the client prefetched of some keys, and of what it omitted what its FHIR server has.
 *
 * @throws {Fault} `data-unavailable` when nothing at all can be obtained.
 */
export async function fetchKeys(
  call: Call,
  templates: Readonly<Record<string, string>>,
): Promise<PrefetchSlots> {
  const slots = await acquire(call, templates)
  refuseWithoutData(slots)
  return slots
}

/**
 * The patient's record by prefetch key: what was read already to find the orders, and the rest.
 *
 * @throws {Fault} `data-unavailable` when nothing at all can be obtained.
 */
export async function fetchRecord(call: Call, read: PrefetchSlots): Promise<PrefetchSlots> {
  const rest = Object.entries(call.entry.prefetch).filter(([key]) => !(key in read))
  const slots = { ...read, ...(await acquire(call, Object.fromEntries(rest))) }
  refuseWithoutData(slots)
  return slots
}
