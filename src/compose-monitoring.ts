import { existsSync, readFileSync } from 'node:fs'
import { toPatientData } from './hook/fetch/patient-data.ts'
import type { Catalog } from './catalog/load-catalog.ts'
import { loadRiskModelFile } from './catalog/load-risk-model.ts'
import type { MonitoringTools } from './evaluation/monitoring/commands/monitoring-tools.ts'
import { digestOf } from './base/digest.ts'
import { modelHash } from './records/model-records.ts'
import { addressOf, pseudonymsOf } from './records/store/settings.ts'
import { readProcessRecordsConfig } from './base/config/config.ts'
import type { RecordsConfig } from './base/config/records-config.ts'
import { type Clock } from './base/time.ts'
import { Fault } from './base/fault.ts'
import { openRecordsBeside } from './records/store/open-beside.ts'
import { monitoringReportHtml } from './evaluation/monitoring/monitoring-page.ts'

import { toBoardReferences, toReferences } from './evaluation/monitoring/references.ts'

/** Where the records are, for a command that starts no service. */
function recordsConfig(): RecordsConfig {
  const config = readProcessRecordsConfig()
  if (config === undefined)
    throw new Fault('data-unavailable', 'RECORDS_FILE=none: no records are kept')
  return config
}

/** Pseudonyms by the key that is there: one that is made now would be of no record. */
function knownPseudonyms() {
  const config = recordsConfig()
  const { siteKey, madeKeyFile } = config
  if (siteKey === undefined && (madeKeyFile === undefined || !existsSync(madeKeyFile)))
    throw new Fault('data-unavailable', 'there is no site key: SITE_KEY or SITE_KEY_FILE names it')
  return pseudonymsOf(config)
}

/** A person waits at a terminal, not a physician at an order. */
const TERMINAL_BUDGET_MS = 60_000

/** What the commands about records work with, beside what every command has. */
export const composeMonitoringTools = (
  catalog: Catalog,
  clock: Clock,
): Omit<MonitoringTools, 'say' | 'complain' | 'fail' | 'readTable'> => ({
  open: async () => openRecordsBeside(addressOf(recordsConfig()), clock),
  references: toReferences(catalog),
  boards: toBoardReferences(catalog),
  modelHash,
  loadModel: loadRiskModelFile,
  toHtml: monitoringReportHtml,
  readText: (path) => readFileSync(path, 'utf8'),
  digest: digestOf,
  patientPseudonym: (client, id) => knownPseudonyms()('patient', client, id),
  openFhir: () => toPatientData(() => ({ budgetMs: TERMINAL_BUDGET_MS, mayConnectTo: () => true })),
  clock,
})
