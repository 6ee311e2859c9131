import type { PrefetchSlot, PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { parseDateTime, readTime, type TimeSpan } from '../../clinical/fhir/date-time.ts'
import { readCondition, readProcedure } from '../../clinical/fhir/clinical-record.ts'
import type { Service } from '../../hook/service.ts'
import { nonBlank } from '../../base/json.ts'
import { isDiagnosis } from '../../clinical/recognition/recognise-diagnosis.ts'
import { type FirstTreatment, readTreatment } from './first-treatment.ts'
import { toLookup } from '../../base/lookup.ts'

type IsKept = (resource: FhirResource) => FhirResource | undefined

function timeOf(text: unknown): TimeSpan | undefined {
  const written = nonBlank(text)
  return written === undefined ? undefined : parseDateTime(written)
}

const DAY_LENGTH = 'YYYY-MM-DD'.length

const dayOf = ({ written }: TimeSpan) => written.slice(0, DAY_LENGTH)

const hasNoTimeOfDay = ({ written }: TimeSpan) => written.length <= DAY_LENGTH

/**
 * Whether one surely was before the other. Where one has no time of day the days decide as they are
 * written: a day without a zone is read as UTC, and may be another there.
 */
function isBefore(time: TimeSpan, other: TimeSpan): boolean {
  if (time.latest >= other.earliest) return false
  return !(hasNoTimeOfDay(time) || hasNoTimeOfDay(other)) || dayOf(time) < dayOf(other)
}

/**
 * Whether something was known at the index date: not observed after an order, and before the first
 * procedure. Where the record leaves open which came first, it may be a result of the procedure and
 * is not used. What has no date stays: the readings refuse it by name.
 */
function wasKnown(time: TimeSpan | undefined, first: FirstTreatment): boolean {
  if (time === undefined) return true
  const { firstDone } = first
  if (firstDone !== undefined && !isBefore(time, firstDone)) return false
  return time.earliest <= first.time.latest
}

/** The diagnosis counts whenever it was written down; its stages, and all else, as of then. */
function condition(
  resource: FhirResource,
  { definition, first }: { definition: Service; first: FirstTreatment },
): FhirResource | undefined {
  const recorded = timeOf(resource['recordedDate'] ?? resource['assertedDate'])
  if (wasKnown(recorded, first)) return resource
  const read = readCondition(resource)
  if (read === undefined || !isDiagnosis(read.code, definition.diagnosis)) return undefined
  return { ...resource, stage: undefined }
}

/** Earlier procedures stay; the treatment itself, and all after it, is not yet in the record. */
function procedure(
  resource: FhirResource,
  { definition, first }: { definition: Service; first: FirstTreatment },
): FhirResource | undefined {
  const treatment = readTreatment(resource, definition.order)
  // A treatment without a date may have come before the first one with a date.
  if (treatment !== undefined) return treatment.time === undefined ? resource : undefined
  return wasKnown(readProcedure(resource)?.time, first) ? resource : undefined
}

function kept(slot: PrefetchSlot, keep: IsKept): PrefetchSlot {
  if (slot.kind !== 'supplied') return slot
  const resources = slot.resources.map(keep).filter((resource) => resource !== undefined)
  return { ...slot, resources }
}

/** The record as it stood when the first treatment was ordered or begun. */
export function recordAtIndexDate(
  slots: PrefetchSlots,
  definition: Service,
  first: FirstTreatment,
): PrefetchSlots {
  const { keys } = definition
  const by = toLookup<IsKept>({
    [keys.patient]: (resource) => resource,
    [keys.diagnoses]: (resource) => condition(resource, { definition, first }),
    [keys.procedures]: (resource) => procedure(resource, { definition, first }),
  })
  const observation: IsKept = (resource) =>
    wasKnown(readTime(resource, 'effective'), first) ? resource : undefined
  return Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => [key, kept(slot, by[key] ?? observation)]),
  )
}
