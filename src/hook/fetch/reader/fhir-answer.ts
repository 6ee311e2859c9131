import type { FetchFailure } from '../../../clinical/assessment/slots.ts'
import { type FhirResource, isFhirResource } from '../../../clinical/fhir/resource.ts'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import { toLookup } from '../../../base/lookup.ts'

/** What became of one request to a FHIR server, whoever sent it. */
export type Answer = { readonly kind: 'resource'; readonly resource: FhirResource } | FailedAnswer

/** Why there is no resource, and after how long it makes sense to ask once more, if it does. */
export interface FailedAnswer {
  readonly kind: 'failed'
  readonly why: FetchFailure
  readonly retryInMs?: number | undefined
}

export const failed = (why: FetchFailure, retryInMs?: number): FailedAnswer => ({
  kind: 'failed',
  why,
  retryInMs,
})

const FAILURE_BY_STATUS: Readonly<Record<number, FetchFailure>> = {
  401: 'not-permitted',
  403: 'not-permitted',
  404: 'not-found',
  407: 'not-permitted',
  408: 'timed-out',
  410: 'not-found',
  429: 'too-many-requests',
  451: 'not-permitted',
  504: 'timed-out',
}

function failureOfStatus(status: number): FetchFailure {
  const known = FAILURE_BY_STATUS[status]
  if (known !== undefined) return known
  if (status < 300) return 'unreadable'
  if (status < 400) return 'redirected'
  return status >= 400 && status < 500 ? 'request-refused' : 'server-error'
}

/** Statuses after which the same read may succeed a moment later; 429 only if the server says when. */
const PASSING = [502, 503, 504]
export const MOMENT_MS = 100

/**
 * The wait that a `Retry-After` asks for, in milliseconds. A date is compared with the answer's own
 * `Date`: the clocks of the two machines may differ.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
function retryAfter(headers: Headers): number | undefined {
  const written = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1000
  const wait = Date.parse(written) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

function retryInMs(status: number, headers: Headers): number | undefined {
  if (status === 429) return retryAfter(headers)
  return PASSING.includes(status) ? (retryAfter(headers) ?? MOMENT_MS) : undefined
}

/** The answer in a status that is no success. */
export const judgeStatus = (status: number, headers: Headers): FailedAnswer =>
  failed(failureOfStatus(status), retryInMs(status, headers))

/** Whether the body of an error says that what was asked for is not supported, whatever its status. */
export const isUnsupported = (body: unknown): boolean =>
  isJsonObject(body) && objects(body['issue']).some(({ code }) => code === 'not-supported')

/** What an OperationOutcome means for who asked. https://hl7.org/fhir/R4/valueset-issue-type.html */
const FAILURE_BY_ISSUE = toLookup<FetchFailure>({
  security: 'not-permitted',
  login: 'not-permitted',
  expired: 'not-permitted',
  forbidden: 'not-permitted',
  suppressed: 'not-permitted',
  'not-found': 'not-found',
  deleted: 'not-found',
  'not-supported': 'request-refused',
  throttled: 'too-many-requests',
  timeout: 'timed-out',
})

/**
 * Issues that say, whatever their severity, that an answer lacks something that is there.
 * https://hl7.org/fhir/R4/valueset-issue-type.html
 */
const WITHHOLDING: readonly unknown[] = [
  'suppressed',
  'incomplete',
  'security',
  'login',
  'expired',
  'forbidden',
  'throttled',
  'timeout',
  'too-costly',
  'lock-error',
  'no-store',
  'transient',
]

/** Whether an OperationOutcome says that something is withheld from the answer that it stands in. */
export const isWithholding = (outcome: JsonObject): boolean =>
  objects(outcome['issue']).some(({ code }) => WITHHOLDING.includes(code))

const REMARKS = ['information', 'warning', 'success']

/**
 * The failure that an OperationOutcome tells of; nothing when it only remarks on an answer that is
 * whole.
 */
export function failureOfOutcome(outcome: JsonObject): FetchFailure | undefined {
  const issues = objects(outcome['issue'])
  const errors = issues.filter(({ severity }) => !REMARKS.includes(nonBlank(severity) ?? ''))
  if (issues.length > 0 && errors.length === 0) return undefined
  const known = errors.map(({ code }) => FAILURE_BY_ISSUE[nonBlank(code) ?? ''])
  return known.find((failure) => failure !== undefined) ?? 'server-error'
}

const JSON_TYPE = /^(?:application|text)\/(?:[\w.-]+\+)?json(?:\+fhir)?\s*(?:;|$)/i

/** A Bundle whose entries are no list is not known to be empty. */
const isUnlistable = ({ resourceType, entry }: FhirResource) =>
  resourceType === 'Bundle' && entry !== undefined && entry !== null && !Array.isArray(entry)

/** The answer in a body that was JSON, under its content type; servers that name none are believed. */
export function judgeBody(body: unknown, contentType: string | null): Answer {
  if (contentType !== null && !JSON_TYPE.test(contentType)) return failed('unreadable')
  if (!isFhirResource(body) || isUnlistable(body)) return failed('unreadable')
  return body.resourceType === 'OperationOutcome'
    ? failed(failureOfOutcome(body) ?? 'unreadable')
    : { kind: 'resource', resource: body }
}
