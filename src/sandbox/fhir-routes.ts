import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { toOperationOutcome } from '../fhir/index.ts'
import type { FhirStore, StoreRequest, StoreResponse } from './fhir-store.ts'
import { toSearchPage, withoutPage } from './search-pages.ts'

/** The only access token that the sandbox takes; without any it is open. */
export const SANDBOX_TOKEN = 'sandbox-token'

const FHIR_JSON = ['application/fhir+json', 'application/json', 'application/json+fhir']

const METHODS: Readonly<Record<string, StoreRequest['method']>> = {
  GET: 'GET',
  HEAD: 'GET',
  POST: 'POST',
  PUT: 'PUT',
  DELETE: 'DELETE',
}

function send(response: Response, { status, body }: { status: number; body: unknown }): void {
  response.status(status).type('application/fhir+json').send(JSON.stringify(body))
}

const checkToken: RequestHandler = (request, response, next) => {
  const { authorization } = request.headers
  if (authorization === undefined || authorization === `Bearer ${SANDBOX_TOKEN}`) next()
  else {
    const body = toOperationOutcome('login', [{ text: `The sandbox takes ${SANDBOX_TOKEN} only.` }])
    send(response, { status: 401, body })
  }
}

function toStoreRequest(request: Request): StoreRequest | undefined {
  const method = METHODS[request.method]
  const url = new URL(request.url, 'http://sandbox')
  if (method === undefined) return undefined
  if (method === 'POST' && url.pathname.endsWith('/_search')) {
    const form: unknown = request.body
    const query = new URLSearchParams(url.searchParams)
    for (const [name, value] of new URLSearchParams(typeof form === 'string' ? form : ''))
      query.append(name, value)
    return { method: 'GET', path: url.pathname.replace(/\/_search$/, ''), query, body: undefined }
  }
  const body: unknown = request.body
  return { method, path: url.pathname, query: url.searchParams, body }
}

const isSearch = ({ method, path }: StoreRequest) => method === 'GET' && /^\/[A-Z]\w+$/.test(path)

const isBundle = (body: Resource | OperationOutcome): body is Bundle =>
  body.resourceType === 'Bundle'

async function search(
  store: FhirStore,
  request: StoreRequest,
  baseUrl: string,
): Promise<StoreResponse> {
  const all = await store.handle({ ...request, query: withoutPage(request.query) })
  if (!isBundle(all.body)) return all
  const resources = (all.body.entry ?? []).flatMap(({ resource }) => resource ?? [])
  const typeUrl = `${baseUrl}${request.path}`
  return {
    status: all.status,
    body: toSearchPage(resources, request.query, typeUrl, store.sortValue),
  }
}

const capabilityStatement = (baseUrl: string) => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-20',
  kind: 'instance',
  implementation: { description: 'Sandbox with synthetic patients', url: baseUrl },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [{ mode: 'server', interaction: [{ code: 'batch' }, { code: 'transaction' }] }],
})

/** The FHIR R4 server of the sandbox, to be mounted at `baseUrl`. */
export function fhirRoutes(store: FhirStore, baseUrl: string): Router {
  const router = Router()
  router.use(checkToken)
  router.use(express.text({ type: 'application/x-www-form-urlencoded' }))
  router.use(express.json({ type: FHIR_JSON, limit: '5mb' }))
  router.get('/metadata', (_request, response) => {
    send(response, { status: 200, body: capabilityStatement(baseUrl) })
  })
  router.use(async (request, response) => {
    const storeRequest = toStoreRequest(request)
    if (storeRequest === undefined) {
      const body = toOperationOutcome('not-supported', [{ text: 'Method not supported.' }])
      send(response, { status: 405, body })
      return
    }
    const answer = isSearch(storeRequest)
      ? await search(store, storeRequest, baseUrl)
      : await store.handle(storeRequest)
    send(response, answer)
  })
  return router
}
