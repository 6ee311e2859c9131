import type { AppContext } from '../../hook/cards/app-link.ts'
import { type FhirResource, isFhirResource, readBundle } from '../../clinical/fhir/resource.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { SmartClient } from './fhir-client.ts'
import { KnownFailure, outcomeText, statusOf } from './failure.ts'

/** What became of a write. */
export interface Written {
  readonly status: number | undefined
  /** `Type/id` of what was stored, or why nothing was. */
  readonly text: string
  readonly isStored: boolean
}

/** Resources, and whether there are more that were not read. */
export interface Found {
  readonly resources: readonly FhirResource[]
  readonly isPartial: boolean
}

/** A signed-in app: one patient, one FHIR server. */
export interface Session {
  readonly server: string
  readonly patientId: string
  /** What the card was made from, when the app was opened from one. */
  readonly context: AppContext | undefined
  /** What a read or a search brings, of a search all pages. */
  readonly read: (path: string) => Promise<Found>
  readonly create: (resource: FhirResource) => Promise<Written>
}

const PAGES = 20

function toContext(tokenResponse: unknown): AppContext | undefined {
  const text = isJsonObject(tokenResponse) ? tokenResponse['appContext'] : undefined
  if (typeof text !== 'string') return undefined
  try {
    const context: unknown = JSON.parse(text)
    const isOurs = isJsonObject(context) && typeof context['service'] === 'string'
    return isOurs ? (context as unknown as AppContext) : undefined
  } catch {
    // Another card's words, or none: the app works without.
    return undefined
  }
}

/** The library would send the access token to any host that a `next` link names. */
function staysOn(server: string, link: string): boolean {
  const base = new URL(`${server.replace(/\/+$/, '')}/`)
  const url = URL.parse(link, base.href)
  return url?.origin === base.origin && url.pathname.startsWith(base.pathname.replace(/\/$/, ''))
}

async function readAll(client: SmartClient, path: string): Promise<Found> {
  const resources: FhirResource[] = []
  let next: string | undefined = path
  for (let pages = 0; next !== undefined && pages < PAGES; pages += 1) {
    const answer = await client.request(next)
    if (!isFhirResource(answer)) throw new KnownFailure('refused', path.split('?')[0])
    if (answer.resourceType !== 'Bundle') return { resources: [answer], isPartial: false }
    const page = readBundle(answer)
    resources.push(...page.resources)
    next = page.next
    if (next !== undefined && !staysOn(client.state.serverUrl, next)) break
  }
  return { resources, isPartial: next !== undefined }
}

const bodyOf = (answer: unknown): JsonObject => {
  const body = isJsonObject(answer) && 'body' in answer ? answer['body'] : answer
  return isJsonObject(body) ? body : {}
}

async function create(client: SmartClient, resource: FhirResource): Promise<Written> {
  try {
    const answer = await client.request({
      url: resource.resourceType,
      method: 'POST',
      body: JSON.stringify(resource),
      headers: { 'content-type': 'application/fhir+json', prefer: 'return=representation' },
      includeResponse: true,
    })
    const { response } = answer as { readonly response?: { readonly status?: number } }
    const id = bodyOf(answer)['id']
    const text = typeof id === 'string' ? `${resource.resourceType}/${id}` : resource.resourceType
    return { status: response?.status, text, isStored: true }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const { body } = error as { readonly body?: unknown }
    const said = outcomeText(body)
    return { status: statusOf(error), text: said === '' ? message : said, isStored: false }
  }
}

/**
 * The session of a client that is ready.
 *
 * @throws {KnownFailure} `noPatient` when the EHR named none.
 */
export function toSession(client: SmartClient): Session {
  const { id } = client.patient
  if (id === null) throw new KnownFailure('noPatient')
  return {
    server: client.state.serverUrl.replace(/\/+$/, ''),
    patientId: id,
    context: toContext(client.state.tokenResponse),
    read: (path) => readAll(client, path),
    create: (resource) => create(client, resource),
  }
}
