import { Fault, type FaultIssue } from '../base/fault.ts'
import {
  type PrefetchSlot,
  type PrefetchSlots,
  reasonsOf,
  withoutUnknownPatient,
} from '../clinical/assessment/slots.ts'
import { describeSlot } from './answer-note.ts'
import type { Call, Need } from './call.ts'
import { tellsOfImaging } from './look-back.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import { toWording } from './cards/wording.ts'

const UNREGISTERED: FaultIssue = {
  text: 'This FHIR server is not registered with the service, or not reached by https.',
  expression: 'fhirServer',
}

/** What the token of a call lacks, so that nobody can tell what it permits. */
const issuesOfGrant = ({ fhirAuthorization }: HookRequest): readonly FaultIssue[] =>
  fhirAuthorization?.problem === undefined
    ? []
    : fhirAuthorization.problem.split(', ').map((member) => ({
        text: `fhirAuthorization.${member}: missing, or not as CDS Hooks has it; the token is not used`,
        expression: `fhirAuthorization.${member}`,
      }))

/** Why nothing came, key by key, in the words of the service; an order is asked for by no key. */
function issuesOf(
  slots: PrefetchSlots,
  { model, request }: Call,
): readonly [FaultIssue, ...FaultIssue[]] {
  const { keys } = model.cards.texts
  const { reason } = toWording(model)
  const ofKeys = Object.entries(slots).map(([key, slot]) => {
    const why = reasonsOf(slot).map(reason).join('; ')
    return keys[key] === undefined
      ? { text: `the order: ${why}`, expression: 'context' }
      : { text: `${keys[key]} (${key}): ${why}`, expression: `prefetch.${key}` }
  })
  const text = 'Nothing that is needed was prefetched or could be read from the FHIR server.'
  return [{ text }, ...issuesOfGrant(request), ...ofKeys]
}

/** What became of each key, for the log; an order is asked for by its id, which is not told. */
const factsOf = (slots: PrefetchSlots, { entry }: Call) => ({
  slots: Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => [
      key in entry.prefetch ? key : 'order',
      describeSlot(slot),
    ]),
  ),
})

/**
 * @throws {Fault} `data-unavailable` when no key at all was obtained, with the reason of each;
 *   `untrusted-fhir-server` when the only reason is that the server is not registered.
 *   https://cds-hooks.hl7.org/2.0/#prefetch-template
 */
function refuseWithoutData(slots: PrefetchSlots, call: Call): void {
  const needed = Object.entries(slots).filter(([key]) => !tellsOfImaging(call.entry.prefetch[key]))
  const all = needed.map(([, slot]) => slot)
  if (all.some(({ kind }) => kind === 'supplied')) return
  const isUnregistered = (slot: PrefetchSlot) =>
    slot.kind === 'failed' && slot.why === 'unregistered-server'
  if (all.length > 0 && all.every(isUnregistered))
    throw new Fault('untrusted-fhir-server', [UNREGISTERED], { facts: factsOf(slots, call) })
  throw new Fault('data-unavailable', issuesOf(slots, call), { facts: factsOf(slots, call) })
}

const acquire = (
  { request, client, ports, stages }: Call,
  templates: Readonly<Record<string, string>>,
  need: Need,
): Promise<PrefetchSlots> =>
  stages.during('fetch', ports.patientData.acquire(request, templates, client, need))

/**
 * What the client prefetched of some keys, and of what it omitted what its FHIR server has.
 *
 * @throws {Fault} `data-unavailable` or `untrusted-fhir-server` when nothing at all can be
 *   obtained.
 */
export async function fetchKeys(
  call: Call,
  templates: Readonly<Record<string, string>>,
): Promise<PrefetchSlots> {
  const slots = await acquire(call, templates, { release: call.release })
  refuseWithoutData(slots, call)
  return slots
}

/**
 * The patient's record by prefetch key: what was read already to find the orders, and the rest.
 *
 * @throws {Fault} `data-unavailable` or `untrusted-fhir-server` when nothing at all can be
 *   obtained.
 */
export async function fetchRecord(
  call: Call,
  read: PrefetchSlots,
  need: Need,
): Promise<PrefetchSlots> {
  const rest = Object.entries(call.entry.prefetch).filter(([key]) => !(key in read))
  const acquired = { ...read, ...(await acquire(call, Object.fromEntries(rest), need)) }
  const slots = withoutUnknownPatient(acquired, call.model.keys.patient)
  refuseWithoutData(slots, call)
  return slots
}
