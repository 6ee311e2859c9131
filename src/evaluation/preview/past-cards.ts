import type { PredictorValues } from '../../clinical/models/definition.ts'
import type { RiskModel } from '../../clinical/models/estimate.ts'
import {
  type AssessmentRecord,
  type GuidanceRecord,
  isBoardRecord,
} from '../../records/guidance-record.ts'
import { circumstancesIn, foundValues } from '../monitoring/recompute.ts'

/** A record with what its order comes to, by the model that is looked at. */
export interface PastCard {
  readonly record: GuidanceRecord
  readonly situation: string
  /** The category that its card states, if it states one. */
  readonly category: string | undefined
}

/** As it was recorded. */
export const asRecorded = (record: GuidanceRecord): PastCard => ({
  record,
  situation: record.situation,
  category: isBoardRecord(record) ? undefined : record.estimate?.category,
})

function withCategory(record: AssessmentRecord, category: string | undefined): PastCard {
  const situation = category === undefined ? 'not-classifiable' : `category-${category}`
  return { record, situation, category }
}

/** As another model answers the same readings. What has no estimate has none by any model. */
export const answeredBy =
  (model: RiskModel) =>
  (record: GuidanceRecord): PastCard => {
    if (isBoardRecord(record) || record.estimate === undefined) return asRecorded(record)
    const values: PredictorValues = foundValues(record)
    const { category } = model.estimate(values, circumstancesIn(record, model))
    return withCategory(record, category)
  }

/** One order of one patient, however often it was selected and signed. */
export const orderKey = ({ client, patient, order }: GuidanceRecord): string =>
  JSON.stringify([client, patient, order])
