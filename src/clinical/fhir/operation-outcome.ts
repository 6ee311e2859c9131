import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js'
import type { FaultIssue } from '../../base/fault.ts'

/** An OperationOutcome with one error per issue. */
export function toOperationOutcome(
  code: OperationOutcomeIssue['code'],
  issues: readonly FaultIssue[],
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ text, expression }) => ({
      severity: 'error',
      code,
      details: { text },
      diagnostics: text,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  }
}
