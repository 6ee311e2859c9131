import type { Proportion } from '../statistics/proportion.ts'
import { thresholdMetrics } from '../statistics/threshold-metrics.ts'
import { oneCasePerOrder, undecidedBy, withOutcomes } from '../monitoring/orders-and-outcomes.ts'
import { type DefinedOutcome, outcomesOfDefinition } from '../monitoring/outcomes-of-definition.ts'
import {
  type EstimatedCase,
  isEstimated,
  type RecordedCase,
  type RecordedOutcome,
} from '../monitoring/recorded-case.ts'
import { disclosedShare } from '../monitoring/card-responses.ts'
import { disclosed, type DisclosedCount } from '../monitoring/small-cells.ts'

/** What a threshold of predicted risk would have done. */
interface ThresholdPreview {
  readonly threshold: number
  /** Orders whose risk is at or above it. */
  readonly orders: DisclosedCount
  /** The same as a share of the orders with a risk (Wilson). */
  readonly share: Proportion | undefined
  /** Orders at or above it whose outcome is known, and those of them with the outcome. */
  readonly known: DisclosedCount
  readonly events: DisclosedCount
  /** The share with the outcome among the known orders at or above it (Wilson). */
  readonly yield: Proportion | undefined
  /** The share of known orders with the outcome that lie at or above it (Wilson). */
  readonly sensitivity: Proportion | undefined
  /** The share of known orders without the outcome that lie below it (Wilson). */
  readonly specificity: Proportion | undefined
}

export interface PreviewReport {
  readonly orders: DisclosedCount
  /** Orders for which the model gave a risk; only these can be at a threshold. */
  readonly estimated: DisclosedCount
  readonly outcomesKnown: DisclosedCount
  /** Of those with a risk, whose outcome is neither yes nor no, by the reason. */
  readonly undecided: Readonly<Record<string, DisclosedCount>>
  /** Outcomes by other definitions, which do not count. */
  readonly ofOtherDefinitions: DisclosedCount
  readonly thresholds: readonly ThresholdPreview[]
}

const isAt = (threshold: number) => (recorded: EstimatedCase) =>
  recorded.estimate.predictedRisk >= threshold

/**
 * How many orders thresholds would have shown over recorded patients, silent ones too, and at what
 * yield. A threshold here is of the predicted risk alone; the service itself also asks that enough
 * versions of the model agree on a category.
 */
export function previewThresholds(
  cases: readonly RecordedCase[],
  recorded: readonly RecordedOutcome[],
  thresholds: readonly number[],
  outcome?: DefinedOutcome,
): PreviewReport {
  const episodes = oneCasePerOrder(cases)
  const estimated = episodes.filter(isEstimated)
  const { outcomes, ofOthers } = outcomesOfDefinition(recorded, outcome)
  const judged = withOutcomes(estimated, outcomes, outcome?.horizon)
  const risks = judged.map(({ recorded }) => recorded.estimate.predictedRisk)
  const happened = judged.map((known) => known.outcome)
  return {
    orders: disclosed(episodes.length),
    estimated: disclosed(estimated.length),
    outcomesKnown: disclosed(judged.length),
    undecided: undecidedBy(estimated, outcomes, outcome?.horizon),
    ofOtherDefinitions: ofOthers,
    thresholds: thresholds.map((threshold) => {
      const above = estimated.filter(isAt(threshold)).length
      const metrics = thresholdMetrics(happened, risks, threshold)
      const { truePositives: tp, falsePositives: fp, falseNegatives: fn } = metrics
      return {
        threshold,
        orders: disclosed(above),
        share: disclosedShare(above, estimated.length),
        known: disclosed(tp + fp),
        events: disclosed(tp),
        yield: disclosedShare(tp, tp + fp),
        sensitivity: disclosedShare(tp, tp + fn),
        specificity: disclosedShare(metrics.trueNegatives, metrics.trueNegatives + fp),
      }
    }),
  }
}
