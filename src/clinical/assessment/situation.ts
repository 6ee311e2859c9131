import type { Assessment } from './assess.ts'

/** An assessment of an order that concerns the service. */
export type RelevantAssessment = Exclude<Assessment, { readonly kind: 'not-relevant' }>

/**
 * The name of the situation that an assessment puts the clinician in; cards.json has a card for
 * each.
 */
export function situationOf(assessment: RelevantAssessment): string {
  if (assessment.kind !== 'estimated') return assessment.kind
  const { category } = assessment.estimate
  return category === undefined ? 'not-classifiable' : `category-${category}`
}
