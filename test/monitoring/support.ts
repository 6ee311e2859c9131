import { loadShippedCatalog } from '../../src/compose.ts'
import { toInstant } from '../../src/kernel/index.ts'
import {
  type MonitoredRecords,
  type MonitoringReference,
  toRecordedCase,
  toRecordedOutcome,
} from '../../src/monitoring/index.ts'
import {
  type RecordsPlan,
  PLAN,
  type SyntheticRecords,
  syntheticRecords,
} from '../support/synthetic-records.ts'

const catalog = loadShippedCatalog({ language: 'en' })
export const definition = catalog.definitions[0]!

export const { model } = definition

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
