import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { loadShippedCatalog } from '../../../src/catalog/shipped.ts'
import { toInstant } from '../../../src/base/time.ts'
import type { MonitoredRecords } from '../../../src/evaluation/monitoring/service-report.ts'
import type { MonitoringReference } from '../../../src/evaluation/monitoring/monitoring-reference.ts'
import {
  toRecordedCase,
  toRecordedOutcome,
} from '../../../src/evaluation/monitoring/to-recorded-case.ts'
import {
  type RecordsPlan,
  PLAN,
  type SyntheticRecords,
  syntheticRecords,
} from '../../support/synthetic-records.ts'

export const catalog = loadShippedCatalog({ language: 'en' })
export const definition = catalog.definitions[0]!

/** By the published figures alone: what is simulated is then exactly what the model says. */
export const model = toRiskModel({ ...definition.model.definition, versions: undefined })

export const reference: MonitoringReference = {
  service: definition.id,
  hooks: catalog.services.map(({ entry }) => entry.id),
  model: model.definition,
}

/** The year of the plan, whose last month is whole. */
export const YEAR = {
  from: toInstant(new Date('2025-11-01T00:00:00Z')),
  until: toInstant(new Date('2026-11-01T00:00:00Z')),
}

export const monitored = ({ records, feedback, outcomes }: SyntheticRecords): MonitoredRecords => ({
  cases: records.map(toRecordedCase),
  feedback,
  outcomes: outcomes.map(toRecordedOutcome),
})

export const yearOf = (plan: Partial<RecordsPlan> = {}): MonitoredRecords =>
  monitored(syntheticRecords(model, { ...PLAN, ...plan }))
