import type { AppContext } from '../../hook/cards/app-link.ts'
import type { FhirRelease } from '../../clinical/fhir/release.ts'
import {
  type FhirResource,
  isFhirResource,
  localReference,
  referenceTo,
} from '../../clinical/fhir/resource.ts'
import { toR5 } from '../../clinical/fhir/to-r5.ts'
import { baseUrlOf } from '../../hook/fetch/reader/links.ts'
import type { Reader } from '../../hook/fetch/reader/reader.ts'
import { isJsonObject, nonBlank, objects } from '../../base/json.ts'
import type { SmartClient } from './fhir-client.ts'
import { outcomeText } from '../outcome-text.ts'
import { type Failure, KnownFailure, toFailure } from './failure.ts'
import { requestFhir } from './fhir-request.ts'
import { toReader, toStatement } from './reader.ts'

/** What became of a resource that was sent to be stored. */
export interface WriteResult {
  readonly status: number | undefined
  /** `Type/id` of what was stored, or what the server said. */
  readonly text: string
  /** Why nothing was stored, where the server did not say it. */
  readonly failure?: Failure
  readonly isStored: boolean
  /** What was stored, as the server answered, or as it was sent where the server did not. */
  readonly stored?: FhirResource
}

/** A signed-in app: one patient, one FHIR server. */
export interface Session {
  readonly server: string
  readonly patientId: string
  /** Reference to who signed in, where the server says it. */
  readonly user: string | undefined
  /** What the card was made from, when the app was opened from one. */
  readonly context: AppContext | undefined
  /**
   * Reads or searches by the page reader of the service, so that the same answers are the same
   * slot.
   *
   * @throws {KnownFailure} `expired` when the server no longer takes the token.
   */
  readonly read: Reader['read']
  /**
   * A resource as the server's release of FHIR has it: the one that the server says, else the one
   * of which an order in it has the shape, else R4.
   */
  readonly asWritten: (
    resource: FhirResource,
    shapes?: readonly FhirRelease[],
  ) => Promise<FhirResource>
  readonly create: (resource: FhirResource) => Promise<WriteResult>
  /** Puts another version in the place of the one that was read. */
  readonly update: (resource: FhirResource) => Promise<WriteResult>
}

function toContext(tokenResponse: unknown): AppContext | undefined {
  const text = isJsonObject(tokenResponse) ? tokenResponse['appContext'] : undefined
  if (typeof text !== 'string') return undefined
  try {
    const context: unknown = JSON.parse(text)
    const isOurs =
      isJsonObject(context) &&
      typeof context['service'] === 'string' &&
      ['string', 'undefined'].includes(typeof context['source'])
    return isOurs ? (context as unknown as AppContext) : undefined
  } catch {
    // The context of another service's card: the app works without.
    return undefined
  }
}

/** `Type/id` of what a server stored: in its answer, else in its `Location`. */
function storedReference(type: string, body: unknown, location: string | null): string {
  const id = isJsonObject(body) ? nonBlank(body['id']) : undefined
  if (id !== undefined) return `${type}/${id}`
  return location === null ? type : localReference(location)
}

/** By what a server finds out that it has a resource already: then it stores no second one. */
function conditionOf({ identifier }: FhirResource): Record<string, string> {
  const [first] = objects(identifier)
  const [system, value] = [nonBlank(first?.['system']), nonBlank(first?.['value'])]
  if (system === undefined || value === undefined) return {}
  return { 'if-none-exist': `identifier=${encodeURIComponent(`${system}|${value}`)}` }
}

/** `Type/id` of a user of this server, else the URL of one of another. */
function userOf({ user, state }: SmartClient): string | undefined {
  const url = nonBlank(user?.fhirUser)
  const base = `${baseUrlOf(state.serverUrl)}/`
  return url?.startsWith(base) === true ? url.slice(base.length) : url
}

/** The version that is replaced: one that somebody has changed since is not. */
function versionOf({ meta }: FhirResource): Record<string, string> {
  const version = isJsonObject(meta) ? nonBlank(meta['versionId']) : undefined
  return version === undefined ? {} : { 'if-match': `W/"${version}"` }
}

async function write(
  client: SmartClient,
  resource: FhirResource,
  method: 'POST' | 'PUT',
): Promise<WriteResult> {
  const { resourceType: type } = resource
  const path = method === 'POST' ? type : referenceTo(resource)
  try {
    const response = await requestFhir(client, `${baseUrlOf(client.state.serverUrl)}/${path}`, {
      method,
      body: JSON.stringify(resource),
      headers: {
        'content-type': 'application/fhir+json',
        prefer: 'return=representation',
        ...(method === 'POST' ? conditionOf(resource) : versionOf(resource)),
      },
    })
    const { ok, status, statusText } = response
    const body: unknown = await response.json().catch(() => undefined)
    const text = ok
      ? storedReference(type, body, response.headers.get('location'))
      : (outcomeText(body) ?? statusText)
    if (!ok) return { status, text, isStored: ok }
    const stored = isFhirResource(body) && body.resourceType === type ? body : resource
    return { status, text, isStored: ok, stored }
  } catch (error) {
    return { status: undefined, text: '', isStored: false, failure: toFailure(error) }
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
  const statement = toStatement(client)
  return {
    server: baseUrlOf(serverUrl),
    patientId: id,
    user: userOf(client),
    context: toContext(tokenResponse),
    read: toReader(client, statement).read,
    asWritten: async (resource, shapes = []) => {
      const { release } = await statement()
      return (release ?? shapes[0]) === 'R5' ? toR5(resource) : resource
    },
    create: (resource) => write(client, resource, 'POST'),
    update: (resource) => write(client, resource, 'PUT'),
  }
}
