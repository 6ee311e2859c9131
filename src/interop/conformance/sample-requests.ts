import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'

const PATIENT = 'example'
const USER = { userId: 'Practitioner/example', patientId: PATIENT }

/** A synthetic order that any service of an order hook must be able to read. */
const ORDER = {
  resourceType: 'ServiceRequest',
  id: 'conformance-order',
  status: 'draft',
  intent: 'order',
  subject: { reference: `Patient/${PATIENT}` },
  code: { text: 'Synthetic order of a conformance check' },
}

const ORDERS = {
  draftOrders: {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: 'urn:uuid:7c1f9d0e-3b5a-4c59-9d1c-5f6a2f0e8b11', resource: ORDER }],
  },
}

const CONTEXTS = toLookup<JsonObject>({
  'patient-view': USER,
  'order-select': { ...USER, ...ORDERS, selections: [`ServiceRequest/${ORDER.id}`] },
  'order-sign': { ...USER, ...ORDERS },
  'order-dispatch': {
    patientId: PATIENT,
    dispatchedOrders: [`ServiceRequest/${ORDER.id}`],
    performer: 'Organization/example',
  },
  'encounter-start': { ...USER, encounterId: 'example' },
  'encounter-discharge': { ...USER, encounterId: 'example' },
})

/**
 * A request for a hook, about a patient of whom the client has no data: every prefetch key is
 * `null`. Nothing for a hook that this project does not know.
 */
export function sampleRequest(hook: string, prefetch: unknown): JsonObject | undefined {
  const context = CONTEXTS[hook]
  if (context === undefined) return undefined
  const keys = isJsonObject(prefetch) ? Object.keys(prefetch) : []
  return {
    hook,
    context,
    ...(keys.length === 0 ? {} : { prefetch: Object.fromEntries(keys.map((key) => [key, null])) }),
  }
}
