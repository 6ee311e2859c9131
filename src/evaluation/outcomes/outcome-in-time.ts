/** One look at a patient after the treatment. */
export interface Look {
  /** Days after the treatment. */
  readonly day: number
  /** 1 with the event by then, 0 without. */
  readonly value: 0 | 1
}

export interface Horizon {
  /** The prediction is of an event within so many days; infinite when none is stated. */
  readonly withinDays: number
  /** Follow-up that a "no" needs where no horizon is stated. */
  readonly negativeAfterDays: number
}

export const NO_HORIZON: Horizon = { withinDays: Infinity, negativeAfterDays: 0 }

/** Why it is neither yes nor no. Such a patient counts as neither. */
export type Undecided =
  'contradictory' | 'follow-up-too-short' | 'after-the-horizon' | 'not-recorded'

export type OutcomeInTime =
  | { readonly kind: 'known'; readonly value: 0 | 1 }
  | { readonly kind: 'unknown'; readonly why: Undecided }

const known = (value: 0 | 1): OutcomeInTime => ({ kind: 'known', value })
const unknown = (why: Undecided): OutcomeInTime => ({ kind: 'unknown', why })

/**
 * The outcome of a prediction as an event in time; extraction, reports and imports go by this rule.
 *
 * - The event within the horizon is a yes, although the patient was seen free of it before.
 * - Free of it on a day at or beyond the horizon is a no.
 * - Free of it on earlier days alone is censored: the event may still come.
 * - An event first seen beyond the horizon may have come before it.
 * - Free of it on the day of the event or later contradicts the event.
 */
export function outcomeInTime(
  looks: readonly Look[],
  { withinDays, negativeAfterDays }: Horizon,
): OutcomeInTime {
  const daysOf = (value: 0 | 1) =>
    looks.filter((look) => look.value === value).map(({ day }) => day)
  const [free, events] = [daysOf(0), daysOf(1)]
  const lastFree = Math.max(-Infinity, ...free)
  const firstEvent = Math.min(Infinity, ...events)
  if (events.length > 0 && firstEvent <= withinDays)
    return lastFree < firstEvent ? known(1) : unknown('contradictory')
  const followUp = Number.isFinite(withinDays) ? withinDays : negativeAfterDays
  if (free.length > 0 && lastFree >= followUp) return known(0)
  if (events.length > 0) return unknown('after-the-horizon')
  return unknown(free.length > 0 ? 'follow-up-too-short' : 'not-recorded')
}
