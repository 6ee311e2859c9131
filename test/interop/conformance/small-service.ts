import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'

/** What a small service answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A request as a small service sees it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The body, when it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}

/** A CDS Service in 60 lines that does everything right; each part can be replaced by a wrong one. */
export interface SmallService {
  readonly entry: () => Record<string, unknown>
  readonly discovery: (service: SmallService) => Reply
  readonly card: (seen: Seen) => Record<string, unknown>
  readonly refuse: (seen: Seen) => Reply | undefined
  readonly answer: (seen: Seen, service: SmallService) => Reply
  readonly feedback: (seen: Seen) => Reply
  readonly preflight: (seen: Seen) => Reply
  readonly unknown: () => Reply
  readonly cors: Readonly<Record<string, string>>
}

export const outcome = (status: number): Reply => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid' }] },
})

const isFeedback = (item: Record<string, unknown>) => {
  const { outcome: what, acceptedSuggestions, overrideReason } = item
  if (what === 'accepted') return Array.isArray(acceptedSuggestions)
  return what === 'overridden' && JSON.stringify(overrideReason) !== '{}'
}

/** The service that is right. */
export const rightService: SmallService = {
  entry: () => ({
    id: 'small',
    hook: 'order-sign',
    title: 'Small',
    description: 'A synthetic service of a test',
    prefetch: { patient: 'Patient/{{context.patientId}}' },
  }),
  discovery: (service) => ({ status: 200, body: { services: [service.entry()] } }),
  card: () => ({
    uuid: randomUUID(),
    summary: 'A synthetic card',
    indicator: 'info',
    source: { label: 'Small' },
    suggestions: [
      {
        label: 'Do it',
        uuid: randomUUID(),
        actions: [{ type: 'delete', description: 'D', resourceId: 'ServiceRequest/1' }],
      },
    ],
    selectionBehavior: 'at-most-one',
    overrideReasons: [{ system: 'http://example.org', code: 'x', display: 'X' }],
    links: [{ label: 'L', url: 'https://example.org/launch', type: 'smart', appContext: 'c' }],
  }),
  refuse: ({ json }) => {
    if (json === undefined) return outcome(400)
    const { hook, hookInstance, context, fhirAuthorization, fhirServer, prefetch } = json
    if (hook !== 'order-sign' || hookInstance === undefined || context === undefined)
      return outcome(400)
    if (fhirAuthorization !== undefined && fhirServer === undefined) return outcome(400)
    return prefetch === undefined ? outcome(412) : undefined
  },
  answer: (seen, service) =>
    service.refuse(seen) ?? { status: 200, body: { cards: [service.card(seen)] } },
  feedback: ({ json }) => {
    const items = (json?.['feedback'] ?? []) as Record<string, unknown>[]
    return items.every(isFeedback) ? { status: 200 } : outcome(400)
  },
  preflight: () => ({
    status: 204,
    headers: { 'access-control-allow-headers': 'authorization,content-type' },
  }),
  unknown: () => outcome(404),
  cors: { 'access-control-allow-origin': '*' },
}

function route(service: SmallService, seen: Seen): Reply {
  if (seen.method === 'OPTIONS') return service.preflight(seen)
  if (seen.path === '/cds-services') return service.discovery(service)
  if (seen.path === '/cds-services/small') return service.answer(seen, service)
  return seen.path === '/cds-services/small/feedback' ? service.feedback(seen) : service.unknown()
}

function toSeen(request: IncomingMessage, text: string): Seen {
  const { method = '', url: path = '', headers } = request
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  return { method, path, headers, text, json: isObject ? (json as Seen['json']) : undefined }
}

function send(response: ServerResponse, { cors }: SmallService, reply: Reply): void {
  const { status, headers = {}, body } = reply
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...cors, ...headers }).end(text)
}

/** Starts a small service on a port of its own. */
export async function startSmallService(changes: Partial<SmallService> = {}) {
  const service = { ...rightService, ...changes }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const seen = toSeen(request, Buffer.concat(chunks).toString('utf8'))
      send(response, service, route(service, seen))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
