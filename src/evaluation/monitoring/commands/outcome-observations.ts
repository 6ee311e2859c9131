import { type FhirResource, readReference } from '../../../clinical/fhir/resource.ts'
import { readConcept } from '../../../clinical/fhir/concept.ts'
import { readValue } from '../../../clinical/fhir/value.ts'
import { hasMember } from '../../../clinical/terminology/value-set.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../../hook/client-settings.ts'
import type { PatientData } from '../../../hook/call.ts'
import { Fault } from '../../../base/fault.ts'
import { nonBlank } from '../../../base/json.ts'
import { dayIn } from '../../../base/formats/table/cells.ts'
import { type OutcomeObservation, outcomeOf } from '../../outcomes/observed-outcome.ts'
import type { FoundOutcome, FoundOutcomes } from './outcome-rows.ts'
import { emptyLookup } from '../../../base/lookup.ts'

/** Where the outcomes are, and how the site states them. */
export interface ObservedOutcomes {
  readonly fhirServer: string
  readonly accessToken: string | undefined
  readonly observation: OutcomeObservation
  /** The first day, when not all are wanted. */
  readonly from: string | undefined
}

const STATUSES = ['final', 'amended', 'corrected']

const KEY = 'outcomes'

/** The call needs a patient in its context; what is searched is not of one. */
const NOBODY = 'outcomes-import'

async function search(
  { fhirServer, accessToken, observation: { code }, from }: ObservedOutcomes,
  source: PatientData,
) {
  const since = from === undefined ? '' : `&date=ge${from}`
  const template = `Observation?code=${encodeURIComponent(`${code.system}|${code.code}`)}${since}&_count=500`
  const grant = accessToken === undefined ? {} : { fhirAuthorization: bearer(accessToken) }
  const slots = await source.acquire(
    {
      hook: 'patient-view',
      hookInstance: NOBODY,
      fhirServer,
      ...grant,
      prefetch: {},
      context: { userId: `Practitioner/${NOBODY}`, patientId: NOBODY },
    },
    { [KEY]: template },
    DEFAULT_CLIENT_SETTINGS,
  )
  return slots[KEY]
}

const bearer = (accessToken: string) => ({
  access_token: accessToken,
  token_type: 'Bearer' as const,
  expires_in: 3600,
  scope: 'system/Observation.read',
  subject: NOBODY,
})

/** The FHIR id of the patient, from a relative or an absolute reference. */
const patientOf = (resource: FhirResource): string | undefined =>
  /(?:^|\/)Patient\/([A-Za-z0-9.-]+)$/.exec(readReference(resource['subject']) ?? '')?.[1]

function isFinal({ resourceType, status }: FhirResource): boolean {
  return resourceType === 'Observation' && STATUSES.includes(nonBlank(status) ?? '')
}

/** The outcome that an Observation states, or why it states none. */
function readOutcome(
  resource: FhirResource,
  wanted: ObservedOutcomes,
  today: string,
): FoundOutcome | string {
  const { codes } = wanted.observation
  if (!hasMember(readConcept(resource['code'])?.codings ?? [], codes)) return 'of another code'
  if (!isFinal(resource)) return 'not final'
  const patientId = patientOf(resource)
  if (patientId === undefined) return 'without a patient'
  const day = dayIn(nonBlank(resource['effectiveDateTime']))
  if (day.kind !== 'value' || day.value > today) return 'without a day'
  const value = outcomeOf(readValue(resource), wanted.observation)
  return value === undefined
    ? 'with a value that is not understood'
    : { patientId, day: day.value, value }
}

/**
 * Reads outcomes from the Observations of a FHIR server.
 *
 * @throws {Fault} When the server did not give them, or not all of them.
 */
export async function readObservedOutcomes(
  wanted: ObservedOutcomes,
  source: PatientData,
  today: string,
): Promise<FoundOutcomes> {
  const slot = await search(wanted, source)
  if (slot?.kind !== 'supplied')
    throw new Fault(
      'data-unavailable',
      `the FHIR server did not give the outcomes: ${slot?.kind === 'failed' ? slot.why : 'omitted'}`,
    )
  if (slot.unread.length > 0)
    throw new Fault(
      'data-unavailable',
      'the FHIR server has more outcomes than are read at once: give a later --from',
    )
  const passedOver = emptyLookup<number>()
  const found = slot.resources.flatMap((resource) => {
    const read = readOutcome(resource, wanted, today)
    if (typeof read !== 'string') return [read]
    passedOver[read] = (passedOver[read] ?? 0) + 1
    return []
  })
  return { found, passedOver }
}
