import type { CompetingEvent } from '../../records/guidance-record.ts'

/** One look at a patient after the treatment. */
export interface Look {
  /** Days after the treatment. */
  readonly day: number
  /** 1 with the event by then, 0 without, or what came in its place. */
  readonly value: 0 | 1 | CompetingEvent
}

/** What a competing event within the horizon counts as; apart is neither yes nor no. */
export type CountsAs = 'event' | 'no-event' | 'apart'

export interface Horizon {
  /** The prediction is of an event within so many days; infinite when none is stated. */
  readonly withinDays: number
  /** Follow-up that a "no" needs where no horizon is stated. */
  readonly negativeAfterDays: number
  readonly competing: Readonly<Record<CompetingEvent, CountsAs>>
}

export const NO_HORIZON: Horizon = {
  withinDays: Infinity,
  negativeAfterDays: 0,
  competing: { death: 'apart', transplant: 'apart' },
}

/** Why it is neither yes nor no. Such a patient counts as neither. */
export const UNDECIDED = [
  'contradictory',
  'follow-up-too-short',
  'after-the-horizon',
  'not-recorded',
  'death-first',
  'transplant-first',
] as const

export type Undecided = (typeof UNDECIDED)[number]

export type OutcomeInTime =
  | {
      readonly kind: 'known'
      readonly value: 0 | 1
      /** The look that says so: alone it says the same. */
      readonly by: Look
    }
  | {
      readonly kind: 'unknown'
      readonly why: Undecided
      /** Until when the patient was looked at. */
      readonly last: Look | undefined
    }

/** The first of the looks of some kind. */
const firstOf = (looks: readonly Look[], isOne: (value: Look['value']) => boolean) =>
  looks
    .filter(({ value }) => isOne(value))
    .reduce<Look | undefined>(
      (first, look) => (first && first.day <= look.day ? first : look),
      undefined,
    )

/** What ended the time in which the event can come: the event counts where both are of one day. */
function endOf(looks: readonly Look[]): Look | undefined {
  const event = firstOf(looks, (value) => value === 1)
  const other = firstOf(looks, (value) => value !== 0 && value !== 1)
  return other && (event === undefined || other.day < event.day) ? other : event
}

/** What ended the follow-up within the horizon: the event, or what came in its place. */
function judgeEnd(
  end: Look,
  lastFree: Look | undefined,
  horizon: Horizon,
): 0 | 1 | 'contradictory' | `${CompetingEvent}-first` {
  const { value, day } = end
  // Nobody is free of a disease after it came, or alive after death; a graft has another course.
  if (value !== 'transplant' && lastFree !== undefined && lastFree.day >= day)
    return 'contradictory'
  if (value === 0 || value === 1) return 1
  switch (horizon.competing[value]) {
    case 'event':
      return 1
    case 'no-event':
      return 0
    case 'apart':
      return `${value}-first`
  }
}

const lastOf = (looks: readonly Look[]) =>
  looks.reduce<Look | undefined>(
    (last, look) => (last && last.day >= look.day ? last : look),
    undefined,
  )

/**
 * The outcome of a prediction as an event in time; extraction, validation, reports and imports go
 * by this rule.
 *
 * - The event within the horizon is a yes, although the patient was seen free of it before.
 * - Death or transplant within the horizon, before the event, is what the definition says.
 * - Free of it on a day at or beyond the horizon is a no.
 * - Free of it on earlier days alone is censored: the event may still come.
 * - An event first seen beyond the horizon may have come before it.
 * - Free of it on the day of the event or later contradicts the event.
 */
export function outcomeInTime(looks: readonly Look[], horizon: Horizon): OutcomeInTime {
  const { withinDays, negativeAfterDays } = horizon
  const unknown = (why: Undecided) => ({ kind: 'unknown', why, last: lastOf(looks) }) as const
  const lastFree = lastOf(looks.filter(({ value }) => value === 0))
  const end = endOf(looks)
  if (end && end.day <= withinDays) {
    const judged = judgeEnd(end, lastFree, horizon)
    return typeof judged === 'string' ? unknown(judged) : { kind: 'known', value: judged, by: end }
  }
  const followUp = Number.isFinite(withinDays) ? withinDays : negativeAfterDays
  if (lastFree && lastFree.day >= followUp) return { kind: 'known', value: 0, by: lastFree }
  if (end?.value === 1) return unknown('after-the-horizon')
  return unknown(looks.length > 0 ? 'follow-up-too-short' : 'not-recorded')
}
