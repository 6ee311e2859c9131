import { existsSync, readFileSync } from 'node:fs'
import { isJsonObject, type JsonObject, parseJsonText } from '../../base/json.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import { type FhirResource, isFhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import { terminalGrant } from '../../hook/doctor/terminal-grant.ts'
import { exchange } from '../client/exchange.ts'
import { contextOf, KNOWN_HOOKS } from '../client/hook-context.ts'

/** What a call is about. */
export interface CallOptions {
  readonly patient: string
  readonly order?: string
  readonly hook?: string
  readonly user: string
  readonly encounter?: string
  readonly fhir?: string
  readonly accessToken?: string | undefined
  readonly prefetch?: string
  readonly timeout: number
}

const readJson = (path: string): unknown => parseJsonText(readFileSync(path, 'utf8'))

/** `ServiceRequest/id`: a type and an id as FHIR has them. */
const REFERENCE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/

const SYSTEM_AND_CODE = /^([a-z][a-z0-9+.-]*:[^|\s]+)\|(\S+)$/i

const draft = (patientId: string, code: JsonObject): FhirResource => ({
  resourceType: 'ServiceRequest',
  id: 'order-1',
  status: 'draft',
  intent: 'order',
  subject: { reference: `Patient/${patientId}` },
  code,
})

async function fetchOrder(reference: string, options: CallOptions): Promise<FhirResource> {
  if (options.fhir === undefined) throw new Error(`--order ${reference} needs --fhir to read it`)
  const token = options.accessToken
  const headers = {
    accept: 'application/fhir+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const url = `${withoutTrailing(options.fhir, '/')}/${reference}`
  const { status, json } = await exchange(url, { headers }, options.timeout)
  if (status !== 200 || !isFhirResource(json) || referenceTo(json) !== reference)
    throw new Error(`${url} could not be read: ${String(status)}`)
  return { ...json, status: 'draft' }
}

function readOrderFile(path: string): FhirResource {
  const json = readJson(path)
  if (!isFhirResource(json)) throw new Error(`${path} holds no FHIR resource`)
  return json
}

/** The order: by code, of the FHIR server, of a file, or a text. */
async function toOrder(order: string, options: CallOptions): Promise<FhirResource> {
  if (existsSync(order)) return readOrderFile(order)
  if (REFERENCE.test(order)) return fetchOrder(order, options)
  const [, system, code] = SYSTEM_AND_CODE.exec(order) ?? []
  const concept = code === undefined ? { text: order } : { coding: [{ system, code }] }
  return draft(options.patient, concept)
}

function prefetchOf({ prefetch }: CallOptions): JsonObject | undefined {
  if (prefetch === undefined) return undefined
  const json = readJson(prefetch)
  if (!isJsonObject(json)) throw new Error(`${prefetch} holds no JSON object`)
  return json
}

/**
 * The body of a call.
 *
 * @throws {Error} When the hook is not known, or the order or a file cannot be read.
 */
export async function toHookBody(
  hook: string,
  options: CallOptions,
  newUuid: () => string,
): Promise<JsonObject> {
  const { patient, user, encounter, order, fhir } = options
  const resources = order === undefined ? [] : [await toOrder(order, options)]
  const situation = { userId: user, patientId: patient, encounterId: encounter, resources }
  const context = contextOf(hook, situation)
  if (context === undefined) throw new Error(`${hook}: known are ${KNOWN_HOOKS.join(', ')}`)
  const fhirAuthorization = terminalGrant(options.accessToken, 'call')
  const prefetch = prefetchOf(options)
  return {
    hook,
    hookInstance: newUuid(),
    ...(fhir === undefined ? {} : { fhirServer: withoutTrailing(fhir, '/') }),
    ...(fhir === undefined || fhirAuthorization === undefined ? {} : { fhirAuthorization }),
    context,
    ...(prefetch === undefined ? {} : { prefetch }),
  }
}
