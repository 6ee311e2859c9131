import type { Proportion } from '../statistics/proportion.ts'
import { thresholdMetrics } from '../statistics/threshold-metrics.ts'
import { episodesOf, withOutcomes } from './orders-and-outcomes.ts'
import {
  type EstimatedCase,
  isEstimated,
  type RecordedCase,
  type RecordedOutcome,
} from './recorded-case.ts'
import { tellableShare } from './card-responses.ts'
import { told, type ToldCount } from './small-cells.ts'

/** What a threshold of predicted risk would have done. */
export interface ThresholdPreview {
  readonly threshold: number
  /** Orders whose risk is at or above it. */
  readonly orders: ToldCount
  /** The same as a share of the orders with a risk (Wilson). */
  readonly share: Proportion | undefined
  /** Cards that the calls for these orders would have shown: an order is selected and signed. */
  readonly cards: ToldCount
  /** Orders at or above it whose outcome is known, and those of them with the outcome. */
  readonly known: ToldCount
  readonly events: ToldCount
  /** The share with the outcome among the known orders at or above it (Wilson). */
  readonly yield: Proportion | undefined
  /** The share of known orders with the outcome that lie at or above it (Wilson). */
  readonly sensitivity: Proportion | undefined
  /** The share of known orders without the outcome that lie below it (Wilson). */
  readonly specificity: Proportion | undefined
}

/** The recorded orders as different thresholds would have told them apart. */
export interface PreviewReport {
  readonly orders: ToldCount
  /** Orders for which the model gave a risk; only these can be at a threshold. */
  readonly estimated: ToldCount
  readonly outcomesKnown: ToldCount
  readonly thresholds: readonly ThresholdPreview[]
}

const isAt = (threshold: number) => (one: EstimatedCase) => one.estimate.predictedRisk >= threshold

/**
 * How many orders and cards thresholds would have shown over recorded patients, silent ones too,
 * and at what yield. A threshold here is of the predicted risk alone; the service itself also asks
 * that the category holds over the documented populations while it is not calibrated.
 */
export function previewThresholds(
  cases: readonly RecordedCase[],
  outcomes: readonly RecordedOutcome[],
  thresholds: readonly number[],
): PreviewReport {
  const ordered = cases.filter(({ order }) => order !== undefined)
  const episodes = episodesOf(ordered, 'quarter')
  const estimated = episodes.filter(isEstimated)
  const judged = withOutcomes(estimated, outcomes)
  const risks = judged.map(({ one }) => one.estimate.predictedRisk)
  const happened = judged.map(({ outcome }) => outcome)
  return {
    orders: told(episodes.length),
    estimated: told(estimated.length),
    outcomesKnown: told(judged.length),
    thresholds: thresholds.map((threshold) => {
      const above = estimated.filter(isAt(threshold)).length
      const metrics = thresholdMetrics(happened, risks, threshold)
      const { truePositives: tp, falsePositives: fp, falseNegatives: fn } = metrics
      return {
        threshold,
        orders: told(above),
        share: tellableShare(above, estimated.length),
        cards: told(ordered.filter(isEstimated).filter(isAt(threshold)).length),
        known: told(tp + fp),
        events: told(tp),
        yield: tellableShare(tp, tp + fp),
        sensitivity: tellableShare(tp, tp + fn),
        specificity: tellableShare(metrics.trueNegatives, metrics.trueNegatives + fp),
      }
    }),
  }
}
