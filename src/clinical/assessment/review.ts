import type { Instant } from '../../base/time.ts'
import type { Assessment } from './assess.ts'
import { type ReviewPlan, reviewState } from './model-card.ts'

/**
 * What is still told once the review date has passed: where the site withholds figures, neither a
 * risk nor bounds of one.
 */
export function afterReview(plan: ReviewPlan, now: Instant, assessment: Assessment): Assessment {
  const holdsFigure = assessment.kind === 'estimated' || assessment.kind === 'insufficient-data'
  const isWithheld = plan.afterReviewDate === 'withhold' && reviewState(plan, now) === 'overdue'
  return holdsFigure && isWithheld ? { kind: 'under-review' } : assessment
}
