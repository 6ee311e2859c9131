import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes'

type IssueCode = OperationOutcomeIssue['code']

function outcome(id: string, code: IssueCode, text: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    id,
    issue: [{ severity: 'error', code, details: { text } }],
  }
}

// Medplum reads the HTTP status from the id of an outcome: `not-found` is 404.

/** 404: what was asked for does not exist. */
export function notFound(what: string): OperationOutcome {
  return outcome('not-found', 'not-found', `This ${what} is not known here`)
}

/** 404: FHIR has it, the sandbox has not. */
export function notSupported(what: string): OperationOutcome {
  return outcome('not-found', 'not-supported', `The sandbox offers no ${what}`)
}

export function failure(code: IssueCode, text: string): OperationOutcome {
  return outcome(code, code, text)
}
