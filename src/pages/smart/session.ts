import type { AppContext } from '../../hook/cards/app-link.ts'
import type { PrefetchSlot } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { baseUrlOf } from '../../hook/fetch/reader/paged-reader.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { SmartClient } from './fhir-client.ts'
import { KnownFailure, outcomeText, statusOf } from './failure.ts'
import { toReader } from './reader.ts'

/** What became of a write. */
export interface Written {
  readonly status: number | undefined
  /** `Type/id` of what was stored, or why nothing was. */
  readonly text: string
  readonly isStored: boolean
}

/** A signed-in app: one patient, one FHIR server. */
export interface Session {
  readonly server: string
  readonly patientId: string
  /** What the card was made from, when the app was opened from one. */
  readonly context: AppContext | undefined
  /**
   * Reads or searches by the page reader of the service, so that the same answers are the same
   * slot.
   *
   * @throws {KnownFailure} `expired` when the server no longer takes the token.
   */
  readonly read: (path: string) => Promise<PrefetchSlot>
  readonly create: (resource: FhirResource) => Promise<Written>
}

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
  const { serverUrl, tokenResponse } = client.state
  return {
    server: baseUrlOf(serverUrl),
    patientId: id,
    context: toContext(tokenResponse),
    read: toReader(client).read,
    create: (resource) => create(client, resource),
  }
}
