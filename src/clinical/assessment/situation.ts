import type { Assessment } from './assess.ts'

/**
 * The name of the situation that an assessment puts the clinician in; cards.json has a card for
 * each.
 */
export function situationOf(assessment: Exclude<Assessment, { kind: 'not-relevant' }>): string {
  if (assessment.kind !== 'estimated') return assessment.kind
  const { category } = assessment.estimate
  return category === undefined ? 'not-classifiable' : `category-${category}`
}
