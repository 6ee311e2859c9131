import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { contextOf } from '../client/hook-context.ts'

const PATIENT = 'example'
const subject = { reference: `Patient/${PATIENT}` }

/** Who signs is not who selected: a service need not repeat to a person what it told that person. */
const userOf = (hook: string) => (hook === 'order-sign' ? 'PractitionerRole' : 'Practitioner')

const text = (of: string) => ({ text: `Synthetic ${of} of a conformance check` })

/** A synthetic order that any service of an order hook must be able to read. */
const ORDER = {
  resourceType: 'ServiceRequest',
  id: 'conformance-order',
  status: 'draft',
  intent: 'order',
  subject,
  code: text('order'),
}

/** What other hooks are about, of the type that their context has. */
const ABOUT = toLookup<FhirResource>({
  'appointment-book': {
    resourceType: 'Appointment',
    id: 'conformance-appointment',
    status: 'proposed',
    participant: [{ actor: subject, status: 'needs-action' }],
  },
  'medication-refill': {
    resourceType: 'MedicationRequest',
    id: 'conformance-refill',
    status: 'draft',
    intent: 'order',
    subject,
    medicationCodeableConcept: text('medication'),
  },
  'problem-list-item-create': {
    resourceType: 'Condition',
    id: 'conformance-problem',
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
      ],
    },
    subject,
    code: text('problem'),
  },
  'allergyintolerance-create': {
    resourceType: 'AllergyIntolerance',
    id: 'conformance-allergy',
    clinicalStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
          code: 'active',
        },
      ],
    },
    patient: subject,
    code: text('allergy'),
  },
})

/**
 * A request for a hook, about a patient of whom the client has no data: every prefetch key is
 * `null`. Nothing for a hook that this project does not know.
 */
export function sampleRequest(hook: string, prefetch: unknown): JsonObject | undefined {
  const context = contextOf(hook, {
    userId: `${userOf(hook)}/example`,
    patientId: PATIENT,
    resources: [ABOUT[hook] ?? ORDER],
  })
  if (context === undefined) return undefined
  const keys = isJsonObject(prefetch) ? Object.keys(prefetch) : []
  return {
    hook,
    context,
    ...(keys.length === 0 ? {} : { prefetch: Object.fromEntries(keys.map((key) => [key, null])) }),
  }
}
