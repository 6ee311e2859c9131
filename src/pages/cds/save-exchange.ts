import { type Exchange, TOKEN } from './exchange.ts'

/** A word of a POSIX shell, whatever is in it. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** A header; that with the token is sent only where the shell has one. */
const headerArgument = ([name, value]: readonly [string, string]) =>
  value.includes(TOKEN) ? `\${TOKEN:+-H "${name}: ${value}"}` : `-H ${quoted(`${name}: ${value}`)}`

const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))

/** The request as a command for a shell. */
export function asCurl({ method, url, requestHeaders, requestBody }: Exchange): string {
  return [
    `curl -sS -X ${method} ${quoted(url)}`,
    ...Object.entries(requestHeaders).map(headerArgument),
    ...(requestBody === undefined ? [] : [`--data-raw ${quoted(textOf(requestBody))}`]),
  ].join(' \\\n  ')
}

const nameAndValue = ([name, value]: readonly [string, string]) => ({ name, value })

const UNKNOWN_SIZE = { headersSize: -1, bodySize: -1 }

const toHarRequest = ({ method, url, requestHeaders, requestBody }: Exchange) => ({
  ...{ method, url, httpVersion: 'HTTP/1.1', cookies: [], ...UNKNOWN_SIZE },
  headers: Object.entries(requestHeaders).map(nameAndValue),
  queryString: [...(URL.parse(url)?.searchParams ?? [])].map(nameAndValue),
  ...(requestBody === undefined
    ? {}
    : {
        postData: {
          mimeType: requestHeaders['content-type'] ?? '',
          text: textOf(requestBody),
        },
      }),
})

function toHarResponse({ status, mimeType, body, silence }: Exchange) {
  const text = body === undefined ? '' : textOf(body)
  return {
    // Status 0 is what HAR has for no answer.
    ...{ status: status ?? 0, statusText: silence ?? '', httpVersion: 'HTTP/1.1', cookies: [] },
    headers: mimeType === '' ? [] : [{ name: 'content-type', value: mimeType }],
    content: { size: new TextEncoder().encode(text).length, mimeType, text },
    ...{ redirectURL: '', ...UNKNOWN_SIZE },
  }
}

/**
 * The exchanges, the oldest first, as an HTTP Archive 1.2.
 * http://www.softwareishard.com/blog/har-12-spec/
 */
export function asHar(exchanges: readonly Exchange[]) {
  const oldestFirst = exchanges.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
  return {
    log: {
      version: '1.2',
      creator: { name: 'TACE Resistance CDS, mock EHR', version: '1' },
      entries: oldestFirst.map((exchange) => ({
        startedDateTime: exchange.startedAt,
        time: exchange.ms,
        request: toHarRequest(exchange),
        response: toHarResponse(exchange),
        cache: {},
        timings: { send: 0, wait: exchange.ms, receive: 0 },
        comment: exchange.what,
      })),
    },
  }
}
