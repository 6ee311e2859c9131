import {
  type GuidanceRecord,
  isBoardRecord,
  type RecordedModel,
} from '../../records/guidance-record.ts'
import type { PredictorValues } from '../../clinical/models/definition.ts'
import type { RiskModel } from '../../clinical/models/estimate.ts'
import { toRecordedEstimate } from '../../records/guidance-record-making.ts'
import { circumstancesIn, foundValues } from './recompute.ts'

/** A model that runs beside the current one in silence. */
export interface Challenger {
  readonly model: RiskModel
  readonly recorded: RecordedModel
}

/** Whether a model can judge by the predictors of another. */
export function hasSamePredictors(model: RiskModel, other: RiskModel): boolean {
  const of = ({ definition }: RiskModel) =>
    definition.terms
      .map(({ predictor }) => predictor)
      .toSorted()
      .join(' ')
  return of(model) === of(other)
}

const isWhole = ({ definition }: RiskModel, values: PredictorValues) =>
  definition.terms.every(({ predictor }) => values[predictor] !== undefined)

/**
 * A record with what a challenger says of the very same readings. It is added to what is kept, once
 * the answer is made, so that it can change nothing of it; and only where the current model gave a
 * figure, so that both are compared on the same orders.
 */
export function withChallenger(
  record: GuidanceRecord,
  { model, recorded }: Challenger,
): GuidanceRecord {
  if (isBoardRecord(record) || record.estimate === undefined) return record
  const values = foundValues(record)
  if (!isWhole(model, values)) return record
  const estimate = toRecordedEstimate(model.estimate(values, circumstancesIn(record, model)))
  return { ...record, challenger: { model: recorded, estimate } }
}
