import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, created, getStatus, isOk, isResource } from '@medplum/core'
import type { FhirRepository, FhirRequest, FhirResponse, HttpMethod } from '@medplum/fhir-router'
import type { Resource } from '@medplum/fhirtypes'
import type { Instant } from '../base/time.ts'
import { type JsonObject, isJsonObject } from '../base/json.ts'
import { capabilityStatement } from './capability-statement.ts'
import { loadDefinitions } from './definitions.ts'
import { elementsIn, withElements } from './elements.ts'
import { loadPatientCompartment } from './compartment.ts'
import { GatedRouter } from './gated-router.ts'
import type { Grant } from './grants.ts'
import { rightsOf } from './rights.ts'
import { SandboxRepository } from './sandbox-repository.ts'
import { ScopedRepository } from './scoped-repository.ts'

/** An HTTP request below the server's base; `url` starts with a slash and has the query. */
interface FhirServerRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  /** What a token was granted; without it everything is open. */
  readonly grant?: Grant | undefined
}

/** Without a resource there is no body. */
export interface FhirServerReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Without one there is no body. */
  readonly resource?: Resource
}

export interface FhirServer {
  readonly answer: (request: FhirServerRequest) => Promise<FhirServerReply>
}

interface FhirServerOptions {
  readonly baseUrl: string
  readonly today: Instant
  readonly resources: readonly JsonObject[]
}

/** A FHIR R4 server in memory that starts with the given resources. */
export async function createFhirServer(options: FhirServerOptions): Promise<FhirServer> {
  const { baseUrl, today } = options
  await loadDefinitions()
  const isOfPatient = await loadPatientCompartment(baseUrl)
  const repository = new SandboxRepository(baseUrl)
  await repository.seed(options.resources.map((each) => firstVersion(each, today)))
  const lenient = new GatedRouter({ baseUrl, lenient: true })
  const strict = new GatedRouter({ baseUrl, lenient: false })
  const metadata = capabilityStatement(baseUrl, today)
  const answer = async (incoming: FhirServerRequest): Promise<FhirServerReply> => {
    if (isMetadata(incoming)) return { status: 200, headers: {}, resource: metadata }
    const request = toFhirRequest(incoming)
    const router = prefersStrict(incoming.headers) ? strict : lenient
    const isNew = request.method === 'PUT' && !(await exists(request, repository))
    const { grant } = incoming
    const repositoryOfGrant =
      grant === undefined
        ? repository
        : new ScopedRepository(repository, rightsOf(grant, isOfPatient, baseUrl))
    const response = await respond(request, router, repositoryOfGrant)
    const reply = toReply(response, { baseUrl, method: request.method, isNew })
    return shortened(reply, request)
  }
  return { answer }
}

/** Stored on `today` as its first version, so that `_lastUpdated` is as fresh as the patient. */
function firstVersion(resource: JsonObject, today: Instant): Resource {
  const meta = isJsonObject(resource['meta']) ? resource['meta'] : {}
  const lastUpdated = new Date(today).toISOString()
  const versioned: unknown = { ...resource, meta: { ...meta, versionId: '1', lastUpdated } }
  if (!isResource(versioned)) throw new TypeError('an entry of a patient bundle is no resource')
  return versioned
}

function isMetadata({ method, url }: FhirServerRequest): boolean {
  return ['GET', 'HEAD'].includes(method) && /^\/metadata\/?(\?|$)/.test(url)
}

function prefersStrict({ prefer }: IncomingHttpHeaders): boolean {
  return /\bhandling=strict\b/.test([prefer].flat().join(','))
}

function exists({ url }: FhirRequest, repository: SandboxRepository): Promise<boolean> {
  const [type = '', id = ''] = url.split('?')[0]?.split('/').filter(Boolean) ?? []
  return repository.has(type, id)
}

function toFhirRequest({ method, url, headers, body }: FhirServerRequest): FhirRequest {
  const base = { pathname: '', params: {}, query: {}, headers, config: { transactions: true } }
  const [path = '', query = ''] = url.split(/\?(.*)/s, 2)
  const search = /^(\/[^/]+)\/_search\/?$/.exec(path)
  if (method === 'POST' && search?.[1] !== undefined) {
    const form = typeof body === 'string' ? body : ''
    const all = [query, form].filter(Boolean).join('&')
    return { ...base, method: 'GET', url: `${search[1]}?${all}`, body: undefined }
  }
  const known = (method === 'HEAD' ? 'GET' : method) as HttpMethod
  return { ...base, method: known, url, body }
}

async function respond(
  request: FhirRequest,
  router: GatedRouter,
  repository: FhirRepository,
): Promise<FhirResponse> {
  const needsBody = ['POST', 'PUT', 'PATCH'].includes(request.method)
  if (needsBody && (typeof request.body !== 'object' || request.body === null)) {
    return [badRequest('a FHIR resource is expected as a JSON body')]
  }
  return router.handleRequest(request, repository)
}

interface ReplyContext {
  readonly baseUrl: string
  readonly method: HttpMethod
  readonly isNew: boolean
}

function toReply([outcome, resource]: FhirResponse, context: ReplyContext): FhirServerReply {
  if (!isOk(outcome)) return { status: getStatus(outcome), headers: {}, resource: outcome }
  const status = context.isNew ? getStatus(created) : getStatus(outcome)
  if (resource === undefined) {
    return context.method === 'DELETE'
      ? { status: 204, headers: {} }
      : { status, headers: {}, resource: outcome }
  }
  return { status, headers: headersFor(resource, status, context.baseUrl), resource }
}

/** What a read or a search is answered with, as far as it was asked for. */
function shortened(reply: FhirServerReply, { method, url }: FhirRequest): FhirServerReply {
  const names = method === 'GET' ? elementsIn(url) : undefined
  if (names === undefined || reply.resource === undefined) return reply
  return { ...reply, resource: withElements(reply.resource, names) }
}

function headersFor(
  { resourceType, id, meta }: Resource,
  status: number,
  baseUrl: string,
): Readonly<Record<string, string>> {
  if (id === undefined || meta?.versionId === undefined) return {}
  const location = `${baseUrl}/${resourceType}/${id}/_history/${meta.versionId}`
  return {
    ETag: `W/"${meta.versionId}"`,
    ...(meta.lastUpdated ? { 'Last-Modified': new Date(meta.lastUpdated).toUTCString() } : {}),
    ...(status === 201 ? { Location: location } : {}),
  }
}
