import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { contextOf } from '../client/hook-context.ts'

const PATIENT = 'example'

/** Who signs is not who selected: a service need not repeat to a person what it told that person. */
const userOf = (hook: string) => (hook === 'order-sign' ? 'PractitionerRole' : 'Practitioner')

/** A synthetic order that any service of an order hook must be able to read. */
const ORDER = {
  resourceType: 'ServiceRequest',
  id: 'conformance-order',
  status: 'draft',
  intent: 'order',
  subject: { reference: `Patient/${PATIENT}` },
  code: { text: 'Synthetic order of a conformance check' },
}

/**
 * A request for a hook, about a patient of whom the client has no data: every prefetch key is
 * `null`. Nothing for a hook that this project does not know.
 */
export function sampleRequest(hook: string, prefetch: unknown): JsonObject | undefined {
  const context = contextOf(hook, {
    userId: `${userOf(hook)}/example`,
    patientId: PATIENT,
    resources: [ORDER],
  })
  if (context === undefined) return undefined
  const keys = isJsonObject(prefetch) ? Object.keys(prefetch) : []
  return {
    hook,
    context,
    ...(keys.length === 0 ? {} : { prefetch: Object.fromEntries(keys.map((key) => [key, null])) }),
  }
}
