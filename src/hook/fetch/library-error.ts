import type { FetchFailure } from '../../clinical/assessment/slots.ts'
import { isCertificateCode } from '../../base/network-words.ts'
import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import {
  failed,
  type FailedAnswer,
  isUnsupported,
  judgeStatus,
  MOMENT_MS,
} from './reader/fhir-answer.ts'
import { toLookup } from '../../base/lookup.ts'

/** The `code` of the error with which a connection to an address that is not permitted ends. */
export const ADDRESS_REFUSED = 'ADDRESS_REFUSED'

/** The same of an answer that is larger than may be; the library's own code for it. */
export const TOO_LARGE = 'UND_ERR_RES_EXCEEDED_MAX_SIZE'

const FAILURE_BY_CODE = toLookup<FetchFailure>({
  [ADDRESS_REFUSED]: 'untrusted-address',
  [TOO_LARGE]: 'too-large',
  ECONNREFUSED: 'connection-refused',
  ENOTFOUND: 'unknown-host',
})

/** The connection was given up while it was in use; a kept one may have gone stale unnoticed. */
const CUT_OFF = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

/** `fetch` puts what the socket said into `cause`; without one, the body was no JSON object. */
function judgeCause(cause: unknown): FailedAnswer {
  if (cause === undefined) return failed('unreadable')
  const code = (isJsonObject(cause) ? nonBlank(cause['code']) : undefined) ?? ''
  if (code.startsWith('Z_')) return failed('unreadable')
  if (isCertificateCode(code)) return failed('untrusted-certificate')
  const isCutOff = CUT_OFF.includes(code)
  return failed(FAILURE_BY_CODE[code] ?? 'unreachable', isCutOff ? MOMENT_MS : undefined)
}

/** What the client library throws at an HTTP status or at a body that is no JSON. */
interface HttpError {
  readonly response: { readonly status: number; readonly data?: unknown }
  readonly config: { readonly headers: Headers }
}

const isHttpError = (error: JsonObject): error is JsonObject & HttpError => 'response' in error

/** The answer in what the client library throws. */
export function judgeError(error: unknown): FailedAnswer {
  if (!isJsonObject(error)) return failed('unreadable')
  if (!isHttpError(error)) return judgeCause(error['cause'])
  const { status, data } = error.response
  return isUnsupported(data) ? failed('request-refused') : judgeStatus(status, error.config.headers)
}
