import type { MissingInput } from '../clinical/assessment/assess.ts'
import type { PatientRecord } from '../clinical/assessment/patient-record.ts'
import type { PrefetchSlot, PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { AnswerKind } from './answer-kind.ts'
import type { CardFate } from './card-fate.ts'
import type { JudgedOrders } from './judge-orders.ts'
import type { LimitedCard } from './limit-cards.ts'
import type { RelevantOrders } from './relevant-orders.ts'

/** Why a computed card was not sent, by the client's registration. */
export type WithheldBecause = 'silent' | 'below-lowest-category'

/** What was done for a call, in words and numbers that hold nothing of the patient. For the log. */
export interface AnswerNote {
  readonly orders: number
  readonly situations: readonly string[]
  readonly passedOver: number
  /** Orders of the service beyond the most that one call is answered for. */
  readonly ordersLeft?: number
  /** Selections of order-select that name no draft order. */
  readonly selectionsOfNothing?: number
  readonly ofOthers: number
  /** What became of each prefetch key. */
  readonly slots: Readonly<Record<string, string>>
  /** Inputs that the assessments went without. */
  readonly gaps?: readonly MissingInput[]
  /** Cards that the client's limits spared it. */
  readonly spared?: number
  /** How many cards were computed and not sent, by reason. */
  readonly withheld: Readonly<Partial<Record<WithheldBecause, number>>>
  /** Why nothing was computed at all, if so. */
  readonly stoppedBy?: 'kill-switch' | 'card-of-another-service'
}

/** Of a call for which nothing was computed. */
export const EMPTY_NOTE: AnswerNote = {
  orders: 0,
  situations: [],
  passedOver: 0,
  ofOthers: 0,
  slots: {},
  withheld: {},
}

/**
 * What became of a prefetch key, without anything of the patient: who gave how many and why that is
 * not everything (`fhir-server:12+withheld`), or why none.
 */
export function describeSlot(slot: PrefetchSlot): string {
  if (slot.kind === 'failed') return slot.why
  if (slot.kind === 'omitted') return slot.kind
  const { by, resources, unread } = slot
  return `${by}:${String(resources.length)}${unread.length === 0 ? '' : `+${unread.join('+')}`}`
}

/** How many cards were not sent, and why. */
export function noteOfLimits(
  cards: readonly LimitedCard[],
): Pick<AnswerNote, 'withheld' | 'spared'> {
  const count = (...fates: readonly CardFate[]) =>
    cards.filter(({ fate }) => fates.includes(fate)).length
  const [silent, below] = [count('silent'), count('below-lowest-category')]
  const spared = count('overridden', 'repeat', 'maximum-cards')
  return {
    withheld: {
      ...(silent > 0 ? { silent } : {}),
      ...(below > 0 ? { 'below-lowest-category': below } : {}),
    },
    ...(spared > 0 ? { spared } : {}),
  }
}

/** What of the draft orders could not be read or found. */
export const noteOfFound = ({
  passedOver,
  selectionsOfNothing,
}: RelevantOrders): Pick<AnswerNote, 'passedOver' | 'selectionsOfNothing'> => ({
  passedOver,
  ...(selectionsOfNothing === undefined ? {} : { selectionsOfNothing }),
})

/** What of the record was there. */
export const noteOfRecord = (
  found: RelevantOrders,
  slots: PrefetchSlots,
  { counts }: PatientRecord,
): Pick<AnswerNote, 'orders' | 'passedOver' | 'selectionsOfNothing' | 'ofOthers' | 'slots'> => ({
  ...noteOfFound(found),
  orders: found.orders.length,
  passedOver: found.passedOver + counts.passedOver,
  ofOthers: counts.ofOthers,
  slots: Object.fromEntries(Object.entries(slots).map(([key, slot]) => [key, describeSlot(slot)])),
})

/** What the orders came to. */
export const noteOfOrders = <Judged>(
  { situationOf, missingInputsOf }: AnswerKind<Judged>,
  { orders, left }: JudgedOrders<Judged>,
): Pick<AnswerNote, 'situations' | 'gaps' | 'ordersLeft'> => {
  const judged = orders.map(({ judged }) => judged)
  return {
    situations: judged.map(situationOf),
    ...(left > 0 && { ordersLeft: left }),
    ...(missingInputsOf && { gaps: judged.flatMap(missingInputsOf) }),
  }
}
