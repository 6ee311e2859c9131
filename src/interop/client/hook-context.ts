import type { JsonObject } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import { type FhirResource, referenceTo } from '../../clinical/fhir/resource.ts'
import { toEntries } from './to-entries.ts'

/** Who asks about whom, with what in hand. */
export interface Situation {
  /** `Practitioner/id` */
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string | undefined
  /** What is ordered, scheduled or written down. */
  readonly resources: readonly FhirResource[]
}

const bundleOf = (resources: readonly FhirResource[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: toEntries(resources),
})

const user = ({ userId, patientId, encounterId }: Situation): JsonObject => ({
  userId,
  patientId,
  ...(encounterId === undefined ? {} : { encounterId }),
})

const encounter = (situation: Situation): JsonObject => ({
  encounterId: 'none',
  ...user(situation),
})

/** The contexts of the hooks of the library. https://build.fhir.org/ig/HL7/cds-hooks-library/ */
const CONTEXTS = toLookup<(situation: Situation) => JsonObject>({
  'patient-view': user,
  'order-select': (situation) => ({
    ...user(situation),
    selections: situation.resources.map(referenceTo),
    draftOrders: bundleOf(situation.resources),
  }),
  'order-sign': (situation) => ({ ...user(situation), draftOrders: bundleOf(situation.resources) }),
  'order-dispatch': ({ patientId, resources }) => ({
    patientId,
    dispatchedOrders: resources.map(referenceTo),
    performer: 'Organization/example',
  }),
  'appointment-book': (situation) => ({
    ...user(situation),
    appointments: bundleOf(situation.resources),
  }),
  'encounter-start': encounter,
  'encounter-discharge': encounter,
  'medication-refill': (situation) => ({
    ...user(situation),
    medications: bundleOf(situation.resources),
  }),
  'problem-list-item-create': (situation) => ({
    ...user(situation),
    conditions: bundleOf(situation.resources),
  }),
  'allergyintolerance-create': (situation) => ({
    ...user(situation),
    allergies: bundleOf(situation.resources),
  }),
})

export const KNOWN_HOOKS = Object.keys(CONTEXTS)

/** The context of a hook; nothing of one that is not in the library. */
export const contextOf = (hook: string, situation: Situation): JsonObject | undefined =>
  CONTEXTS[hook]?.(situation)
