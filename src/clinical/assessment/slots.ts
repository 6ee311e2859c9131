import type { FhirResource } from '../fhir/resource.ts'

/**
 * What can be done about a part of the record that was not read. The texts of a service have words
 * for each.
 */
export type Remedy =
  | 'try-again'
  /** Who grants access to the record can change it. */
  | 'ask-for-access'
  /** The record itself has what the service was not given. */
  | 'look-it-up'
  /** The patient's id, or the token's, is of somebody else. */
  | 'check-patient'
  /** The service is not connected to this record. */
  | 'connect'

interface ReasonRow {
  readonly state: 'partial' | 'failed' | 'omitted'
  readonly remedy: Remedy
  /**
   * That nothing comes is how the site is set up, the same for every patient: a key that the model
   * can do without (`isOptional`) then costs a caution and no statement.
   */
  readonly isBySetup?: true
}

/**
 * Everything that can become of a prefetch key but that all of it was read: its state, and what can
 * be done. Cards, the log, the doctor and the SMART app all read this table; each reason has its
 * words in the texts of a service.
 */
export const KEY_REASONS = {
  // Resources came, and not all that there are, or not all of each.
  /** A resource names another patient, or one who cannot be told. */
  dropped: { state: 'partial', remedy: 'look-it-up' },
  /** A resource came without what it says. */
  masked: { state: 'partial', remedy: 'ask-for-access' },
  /** The server says that it holds something back. */
  withheld: { state: 'partial', remedy: 'ask-for-access' },
  'entry-without-resource': { state: 'partial', remedy: 'look-it-up' },
  'link-left-server': { state: 'partial', remedy: 'look-it-up' },
  'link-without-url': { state: 'partial', remedy: 'look-it-up' },
  'page-failed': { state: 'partial', remedy: 'try-again' },
  'more-than-read': { state: 'partial', remedy: 'look-it-up' },
  'unreadable-resource': { state: 'partial', remedy: 'look-it-up' },
  // The client could not prefetch it.
  'client-reported-error': { state: 'failed', remedy: 'try-again' },
  // The client's grant.
  'token-expired': { state: 'failed', remedy: 'try-again' },
  'token-of-another-patient': { state: 'failed', remedy: 'check-patient' },
  'not-permitted': { state: 'failed', remedy: 'ask-for-access' },
  // What the server answered.
  'unknown-patient': { state: 'failed', remedy: 'check-patient' },
  'not-found': { state: 'failed', remedy: 'look-it-up' },
  'request-refused': { state: 'failed', remedy: 'try-again' },
  'too-many-requests': { state: 'failed', remedy: 'try-again' },
  'server-error': { state: 'failed', remedy: 'try-again' },
  /** A redirect is not followed: the token is for the registered server alone. */
  redirected: { state: 'failed', remedy: 'connect' },
  unreadable: { state: 'failed', remedy: 'try-again' },
  'too-large': { state: 'failed', remedy: 'look-it-up' },
  // That it did not answer.
  'timed-out': { state: 'failed', remedy: 'try-again' },
  unreachable: { state: 'failed', remedy: 'try-again' },
  /** Nothing listens at its address, or a firewall says so. */
  'connection-refused': { state: 'failed', remedy: 'try-again' },
  'unknown-host': { state: 'failed', remedy: 'connect' },
  'untrusted-certificate': { state: 'failed', remedy: 'connect' },
  suspended: { state: 'failed', remedy: 'try-again' },
  /** About the network address of a server that is registered. */
  'untrusted-address': { state: 'failed', remedy: 'connect' },
  /** Another FHIR version than the call's, or one that is not read. */
  'other-fhir-version': { state: 'failed', remedy: 'connect' },
  'unregistered-server': { state: 'failed', remedy: 'connect', isBySetup: true },
  // Neither prefetched nor to be had: there is no FHIR server to ask.
  omitted: { state: 'omitted', remedy: 'connect', isBySetup: true },
} as const satisfies Readonly<Record<string, ReasonRow>>

/** Why a prefetch key was not read, or not all of it. */
export type KeyReason = keyof typeof KEY_REASONS

type ReasonOf<State extends ReasonRow['state']> = {
  [Reason in KeyReason]: (typeof KEY_REASONS)[Reason]['state'] extends State ? Reason : never
}[KeyReason]

/** Why something of a key was not read. */
export type PartialReason = ReasonOf<'partial'>

/** Why a read or search brought nothing, told apart as far as somebody can act on the difference. */
export type FetchFailure = ReasonOf<'failed'>

/**
 * What became of one prefetch key:
 *
 * - `supplied`: the client or its FHIR server gave resources (perhaps none: then the record is known
 *   to be empty, unless something was not read);
 * - `failed`: asked, and refused or broken; `why` is safe to show;
 * - `omitted`: neither prefetched nor to be had, since there is no FHIR server to ask.
 */
export type PrefetchSlot =
  | {
      readonly kind: 'supplied'
      readonly by: 'client' | 'fhir-server'
      readonly resources: readonly FhirResource[]
      /** Why this is not everything; empty when it is. */
      readonly unread: readonly PartialReason[]
    }
  | { readonly kind: 'failed'; readonly why: FetchFailure }
  | { readonly kind: 'omitted' }

export type PrefetchSlots = Readonly<Record<string, PrefetchSlot>>

/** Nothing was prefetched, and there is nobody to ask. */
export const OMITTED: PrefetchSlot = { kind: 'omitted' }

/** The name of the order itself among the keys: it is no prefetch key, and may be half-read as one. */
export const ORDER_KEY = 'order'

/** An order of whose words only a part was read. */
export const CUT_ORDER: PrefetchSlot = {
  kind: 'supplied',
  by: 'client',
  resources: [],
  unread: ['more-than-read'],
}

/** Reasons by which a slot is not everything, none when it is. */
export function reasonsOf(slot: PrefetchSlot | undefined): readonly KeyReason[] {
  if (slot === undefined || slot.kind === 'omitted') return ['omitted']
  return slot.kind === 'failed' ? [slot.why] : slot.unread
}

/** Whether everything that a prefetch key asks for was obtained. */
export const isComplete = (slot: PrefetchSlot | undefined): boolean => reasonsOf(slot).length === 0

/** The slot with more reasons why it is not everything; another than a supplied one stays. */
export function withUnread(slot: PrefetchSlot, more: readonly PartialReason[]): PrefetchSlot {
  if (slot.kind !== 'supplied' || more.every((reason) => slot.unread.includes(reason))) return slot
  return { ...slot, unread: [...new Set([...slot.unread, ...more])] }
}

const hasNone = (slot: PrefetchSlot) => slot.kind !== 'supplied' || slot.resources.length === 0

/** Whether everything was obtained, and there is nothing. */
export const isKnownEmpty = (slot: PrefetchSlot | undefined): boolean =>
  slot !== undefined && isComplete(slot) && hasNone(slot)

/**
 * The slots of a record whose patient the FHIR server does not know: what it found of nobody is no
 * empty record. A server that has anything of the patient knows the patient, and only does not give
 * the Patient out.
 *
 * @param patientKey - The key under which the Patient is asked for.
 */
export function withoutUnknownPatient(slots: PrefetchSlots, patientKey: string): PrefetchSlots {
  const patient = slots[patientKey]
  const isFromServer = (slot: PrefetchSlot) => slot.kind === 'supplied' && slot.by === 'fhir-server'
  if (patient?.kind !== 'failed' || patient.why !== 'not-found') return slots
  if (!Object.values(slots).filter(isFromServer).every(hasNone)) return slots
  const unknown = { kind: 'failed', why: 'unknown-patient' } as const
  return Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => [
      key,
      key === patientKey || isFromServer(slot) ? unknown : slot,
    ]),
  )
}
