import type { CardValues } from './template.ts'
import type { Instant } from '../../base/time.ts'
import { type ReviewPlan, reviewState } from '../../clinical/assessment/model-card.ts'

/** The placeholders about the review of the model. */
export function reviewView(plan: ReviewPlan, now: Instant): CardValues {
  return { reviewOverdue: reviewState(plan, now) === 'overdue', reviewBy: plan.reviewBy }
}
