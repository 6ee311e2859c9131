import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A FHIR server of a test, on a real socket. */
export interface FhirStub {
  readonly url: string
  /** Every request that it got: path with query, and the token that came along. */
  readonly seen: readonly { readonly url: string; readonly authorization: string | undefined }[]
  /** How many connections were made to it. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** Answers one request. */
export type StubHandler = (request: IncomingMessage, response: ServerResponse) => void

const NOT_FOUND = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found' }],
}

/** Answers late; no test depends on how late. */
export const delayed =
  (ms: number, handler: StubHandler): StubHandler =>
  (request, response) => {
    setTimeout(() => handler(request, response), ms)
  }

/**
 * Starts a server that answers as it is told.
 *
 * @param statement - What it says of itself under `/metadata`, which is not among the requests
 *   seen.
 */
export async function startFhirStub(
  handler: StubHandler,
  statement?: Readonly<Record<string, unknown>>,
): Promise<FhirStub> {
  const seen: { url: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/metadata') === true) {
      sendJson(response, statement ?? NOT_FOUND, statement === undefined ? 404 : 200)
      return
    }
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization })
    handler(request, response)
  })
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}/fhir`,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Sends a JSON answer. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(body))
}
