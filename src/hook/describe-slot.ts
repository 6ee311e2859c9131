import type { PrefetchSlot } from '../clinical/assessment/slots.ts'

/** What became of a prefetch key, without anything of the patient: who gave how many, or why none. */
export function describeSlot(slot: PrefetchSlot): string {
  if (slot.kind === 'failed') return slot.why
  if (slot.kind === 'unavailable') return slot.kind
  return `${slot.by}:${String(slot.resources.length)}${slot.isPartial ? '+' : ''}`
}
