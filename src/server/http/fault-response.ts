import type { ErrorRequestHandler, Response } from 'express'
import type { OperationOutcomeIssue } from 'fhir/r4.js'
import { toOperationOutcome } from '../../clinical/fhir/resource.ts'
import { Fault, type FaultCode } from '../../base/fault.ts'
import { isJsonObject } from '../../base/json.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { annotate, logFieldsOf, refusedFieldsOf } from './request-context.ts'

/**
 * The status and the FHIR issue type of every fault. A new code does not compile until it has a
 * row.
 */
const FAULTS: Readonly<
  Record<FaultCode, { readonly status: number; readonly issue: OperationOutcomeIssue['code'] }>
> = {
  'malformed-request': { status: 400, issue: 'invalid' },
  unauthenticated: { status: 401, issue: 'login' },
  'untrusted-client': { status: 403, issue: 'forbidden' },
  'untrusted-fhir-server': { status: 403, issue: 'forbidden' },
  'unknown-service': { status: 404, issue: 'not-found' },
  'method-not-allowed': { status: 405, issue: 'not-supported' },
  'data-unavailable': { status: 412, issue: 'processing' },
  'payload-too-large': { status: 413, issue: 'too-long' },
  'unsupported-media-type': { status: 415, issue: 'not-supported' },
  'too-many-requests': { status: 429, issue: 'throttled' },
  'temporarily-unavailable': { status: 503, issue: 'transient' },
  internal: { status: 500, issue: 'exception' },
}

/** The HTTP status of every fault. */
export const STATUSES: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(FAULTS).map(([code, { status }]) => [code, status]),
)

/** How the body parser's complaints are called here. https://github.com/expressjs/body-parser#errors */
const BODY_FAULTS: ReadonlyMap<string, readonly [FaultCode, string]> = new Map([
  ['entity.too.large', ['payload-too-large', 'The body is larger than this service accepts.']],
  ['parameters.too.many', ['payload-too-large', 'The body has too many parameters.']],
  ['encoding.unsupported', ['unsupported-media-type', 'This content encoding is not supported.']],
  ['charset.unsupported', ['unsupported-media-type', 'This charset is not supported.']],
  ['request.aborted', ['malformed-request', 'The body ended early.']],
  ['request.size.invalid', ['malformed-request', 'The body is not as long as it says.']],
])

const isClientStatus = (status: unknown) =>
  typeof status === 'number' && status >= 400 && status < 500

/**
 * Any thrown thing as a fault; what is not known to be the caller's doing is ours, and tells
 * nothing.
 */
function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  const { type, status } = isJsonObject(thrown) ? thrown : {}
  const known = typeof type === 'string' ? BODY_FAULTS.get(type) : undefined
  if (known !== undefined) return new Fault(known[0], known[1], { cause: thrown })
  return isClientStatus(status)
    ? new Fault('malformed-request', 'The request cannot be read.', { cause: thrown })
    : new Fault('internal', 'The service failed. The failure is in its log.', { cause: thrown })
}

function sendFault(response: Response, fault: Fault): void {
  const { status, issue } = FAULTS[fault.code]
  response
    .status(status)
    .type('application/fhir+json')
    .send(JSON.stringify(toOperationOutcome(issue, fault.issues)))
}

/** What only the log says: a code, never a text of somebody else. */
const reasonOf = ({ cause }: Fault) => (typeof cause === 'string' ? cause : undefined)

const LONGEST_STACK = 4_000

function logFault(logger: Logger, response: Response, fault: Fault): void {
  const { status } = FAULTS[fault.code]
  const whom = { ...refusedFieldsOf(response), ...fault.facts }
  const fields = { fault: fault.code, status, ...logFieldsOf(response), ...whom }
  if (status >= 500) {
    const cause = fault.cause instanceof Error ? fault.cause.stack : undefined
    logger.error({ ...fields, cause: cause?.slice(0, LONGEST_STACK) }, 'request failed')
    return
  }
  const where = fault.issues.flatMap(({ expression = [] }) => expression)
  const told = fault.issues.map(({ text }) => text)
  logger.warn({ ...fields, why: reasonOf(fault), where, told }, 'request refused')
}

/** What is thrown while a fault is told must not be told by the framework, which shows the stack. */
function attempt(step: () => void): void {
  try {
    step()
  } catch {
    // The answer matters more than what is told of it.
  }
}

/**
 * The last handler: one table turns every fault into an answer. An answer that has begun is cut
 * off.
 */
export function faultHandler(logger: Logger): ErrorRequestHandler {
  // Four parameters are how the framework knows it.
  return (thrown: unknown, _request, response, _next) => {
    const fault = toFault(thrown)
    const refusal = fault.code === 'unauthenticated' ? reasonOf(fault) : undefined
    attempt(() => annotate(response, { fault: fault.code, refusal }))
    attempt(() => logFault(logger, response, fault))
    if (!response.headersSent) attempt(() => sendFault(response, fault))
    if (!response.writableEnded) response.destroy()
  }
}
