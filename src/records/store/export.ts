import { SHIPPED_BASE } from '../../base/canonical.ts'
import type { Database } from './database.ts'
import { toRecordReader } from './read-records.ts'
import { toAuditEvent, toRiskAssessment } from './to-fhir.ts'

/**
 * All records as lines of JSON: each record, feedback and outcome as it is kept, or each record as
 * an AuditEvent and, where there is an estimate, a RiskAssessment.
 *
 * @param canonicalBase - Where the project's own code systems and identifiers are.
 */
export async function* exportRecords(
  database: Database,
  format: 'ndjson' | 'fhir',
  canonicalBase = SHIPPED_BASE,
): AsyncGenerator<string> {
  const reader = toRecordReader(database)
  for await (const record of reader.records({})) {
    if (format === 'ndjson') {
      yield JSON.stringify({ kind: 'record', ...record })
      continue
    }
    yield JSON.stringify(toAuditEvent(record, canonicalBase))
    const assessment = toRiskAssessment(record, canonicalBase)
    if (assessment !== undefined) yield JSON.stringify(assessment)
  }
  if (format === 'fhir') return
  for await (const feedback of reader.feedback({}))
    yield JSON.stringify({ kind: 'feedback', ...feedback })
  for await (const outcome of reader.outcomes())
    yield JSON.stringify({ kind: 'outcome', ...outcome })
}
