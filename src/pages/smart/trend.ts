import type { PrefetchSlot } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { readStatements } from '../../clinical/fhir/statements.ts'
import { assessRecord, type RecordToAssess } from '../../clinical/assessment/assess-record.ts'
import type { Service } from '../../hook/service.ts'
import { parseDateTime } from '../../clinical/fhir/date-time.ts'
import type { Provenance } from '../../clinical/readings/reading.ts'
import { daysBetween, type Instant, toInstant } from '../../base/time.ts'
import type { Point } from '../figures/timeline.tsx'
import { emptyLookup } from '../../base/lookup.ts'

const timesOf = (resource: FhirResource): readonly number[] =>
  readStatements([resource]).statements.flatMap(({ time }) =>
    time === undefined ? [] : [time.earliest],
  )

/** The moments at which something was observed, the oldest first. */
function momentsOf({ slots, now }: RecordToAssess): readonly Instant[] {
  const times = Object.values(slots).flatMap((slot) =>
    slot.kind === 'supplied' ? slot.resources.flatMap(timesOf) : [],
  )
  const past = times.filter((time) => time <= now)
  return [...new Set(past)].toSorted((a, b) => a - b).map((time) => toInstant(time))
}

/** The record as it was known at a moment. */
function asOf(record: RecordToAssess, now: Instant): RecordToAssess {
  const slots = Object.entries(record.slots).map(([key, slot]): readonly [string, PrefetchSlot] => {
    if (slot.kind !== 'supplied') return [key, slot]
    const resources = slot.resources.filter((resource) =>
      timesOf(resource).every((time) => time <= now),
    )
    return [key, { ...slot, resources }]
  })
  return { ...record, slots: Object.fromEntries(slots), order: undefined, now }
}

/** Whether a value was observed in the 24 hours up to a moment, whatever zone its date is of. */
function isObservedAt({ written = '' }: Provenance, at: Instant): boolean {
  const time = parseDateTime(written)
  return time !== undefined && daysBetween(time.earliest, at) === 0
}

/**
 * The earlier values of each predictor: what the same reading gave at each moment at which
 * something was observed.
 */
export function trendsOf(
  definition: Service,
  record: RecordToAssess,
): Readonly<Record<string, readonly Point[]>> {
  const trends = emptyLookup<Point[]>()
  const sources = emptyLookup<string>()
  for (const at of momentsOf(record)) {
    const assessment = assessRecord(definition, asOf(record, at))
    const inputs = 'inputs' in assessment ? Object.entries(assessment.inputs) : []
    for (const [id, reading] of inputs) {
      // A reading belongs to the moment it was observed at, not to those on which it still held.
      if (reading.kind !== 'found' || !isObservedAt(reading.from, at)) continue
      if (sources[id] === reading.from.reference) continue
      sources[id] = reading.from.reference
      ;(trends[id] ??= []).push({ at, value: reading.value.number })
    }
  }
  return trends
}
