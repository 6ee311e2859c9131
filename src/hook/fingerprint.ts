import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { Call } from './call.ts'

/**
 * The key under which a card carries its fingerprint: equal for the same client, order, inputs and
 * model.
 */
export const FINGERPRINT = 'example.cds-guidance.fingerprint'

/**
 * The fingerprint of a card, as its extension.
 *
 * @param order - What the card is about.
 * @param what - What it says, and by what it was computed, as JSON.
 */
export function fingerprint(
  { request: { fhirServer, context }, ports }: Call,
  { order }: RelevantOrder,
  what: (about: readonly unknown[]) => readonly unknown[],
): Readonly<Record<string, string>> {
  const about = [fhirServer ?? '', context.patientId, order.reference, order.codes]
  return { [FINGERPRINT]: ports.digest(JSON.stringify(what(about))) }
}
