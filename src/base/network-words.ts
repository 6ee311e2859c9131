import { isJsonObject } from './json.ts'
import { codeOf, messageOf, nameOfError } from './error-facts.ts'
import { toLookup } from './lookup.ts'

/** What people call it. https://nodejs.org/api/errors.html#common-system-errors */
const WORDS = toLookup<string>({
  ECONNREFUSED: 'the connection was refused: nothing listens there, or a firewall says so',
  ENOTFOUND: 'its host name is not known here',
  EAI_AGAIN: 'its host name could not be looked up: try again',
  ECONNRESET: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  EPROTO: 'it does not speak TLS, or not a version of it that is taken',
})

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE =
  /^(?:CERT_|CRL_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/

export const isCertificateCode = (code: string): boolean => CERTIFICATE.test(code)

/** The error that `fetch` wraps: what the socket said. */
function causeOf(error: unknown): unknown {
  const cause = isJsonObject(error) ? error['cause'] : undefined
  return cause ?? error
}

/** Why a request got no answer, in words, of what `fetch` throws. */
export function wordsOfNetworkError(error: unknown): string {
  if (isJsonObject(error) && error['name'] === 'TimeoutError') return 'it did not answer in time'
  const cause = causeOf(error)
  const code = codeOf(cause)
  if (isCertificateCode(code)) return `its certificate is not trusted here (${code})`
  if (messageOf(cause) === 'bad port') return 'fetch does not call this port: it must have another'
  return (
    WORDS[code] ?? ([messageOf(cause), code].filter((part) => part !== '').join(' ') || 'failed')
  )
}

/** Whether a request got no answer at all: an error of `fetch`, or that the time was up. */
export const hasNoAnswer = (error: unknown): boolean =>
  messageOf(error) === 'fetch failed' || nameOfError(error).startsWith('TimeoutError')
