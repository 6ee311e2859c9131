import { addDays, type Instant, toInstant } from '../../base/time.ts'

/** Dates are `YYYY-MM-DD`, in UTC. */
interface ReviewDates {
  readonly reviewedOn: string
  /** The last day on which the card is current. */
  readonly reviewBy: string
  /** How many days before that day the service begins to warn. */
  readonly warnDaysBefore: number
}

/** What a card shows once the review date has passed: a line, or no figure at all. */
type AfterReviewDate = 'line' | 'withhold'

export interface ReviewPlan extends ReviewDates {
  readonly afterReviewDate: AfterReviewDate
}

export type ReviewState = 'current' | 'due' | 'overdue'

/** The state of a review at a moment; the day of `reviewBy` itself is not yet overdue. */
export function reviewState(
  { reviewBy, warnDaysBefore }: Pick<ReviewDates, 'reviewBy' | 'warnDaysBefore'>,
  now: Instant,
): ReviewState {
  const lastDay = toInstant(new Date(`${reviewBy}T00:00:00Z`))
  if (now >= addDays(lastDay, 1)) return 'overdue'
  return now >= addDays(lastDay, -warnDaysBefore) ? 'due' : 'current'
}

/** Whether the value of an attribute is known, does not exist, or cannot be had. */
export type AttributeStatus = 'stated' | 'not-available' | 'not-reported'

/** A source attribute of a predictive decision support intervention, 45 CFR 170.315(b)(11)(iv)(B). */
interface SourceAttribute {
  readonly number: number
  readonly group: string
  readonly attribute: string
  readonly status: AttributeStatus
  /** Markdown. */
  readonly value: string
  readonly sources?: readonly string[] | undefined
}

/** An item of TRIPOD+AI (BMJ 2024;385:e078378), as the study and as this service answers it. */
interface TripodItem {
  readonly item: string
  readonly topic: string
  readonly study: string
  readonly here: string
  readonly sources?: readonly string[] | undefined
}

/** What only the authors of the study can answer. */
interface OpenQuestion {
  readonly question: string
  readonly why: string
  readonly meanwhile: string
  readonly sources?: readonly string[] | undefined
}

/** Who answers for the use of the model; name and date are null until somebody signed. */
interface SignOff {
  readonly role: string
  readonly name: string | null
  readonly on: string | null
}

/** For those who decide on the use of a model. */
export interface ModelCard {
  readonly title: string
  readonly version: string
  readonly licence: string
  readonly review: ReviewDates
  readonly signOff: readonly SignOff[]
  readonly openQuestions: readonly OpenQuestion[]
  readonly sourceAttributes: readonly SourceAttribute[]
  readonly tripodAi: readonly TripodItem[]
}
