import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { JsonObject } from '../../base/json.ts'
import { toUuid } from './data-types.ts'
import type { Measurement } from './judge-measurement.ts'
import type { SrMap } from './sr-map.ts'
import {
  contentItemIdentifier,
  lesionIdentifier,
  type ReportContext,
  toBodyStructure,
  toObservation,
} from './to-fhir.ts'

interface TakenMeasurements {
  readonly context: ReportContext
  readonly taken: readonly Measurement[]
}

/** Put by its identifier: what was imported before is replaced, not doubled. */
function toRequest(
  resource: FhirResource,
  { system, value }: { readonly system: string; readonly value: string },
): JsonObject {
  const identifier = encodeURIComponent(`${system}|${value}`)
  return { method: 'PUT', url: `${resource.resourceType}?identifier=${identifier}` }
}

/**
 * Measurements, one at least, as a transaction: every lesion once, then the Observations that focus
 * on it.
 */
export function toBundle(reports: readonly TakenMeasurements[], map: SrMap): FhirResource {
  const lesions = new Map<string, JsonObject>()
  const observations: JsonObject[] = []
  for (const { context, taken } of reports) {
    for (const measurement of taken) {
      const { uid } = measurement.lesion
      const lesion = toBodyStructure(measurement, context, map)
      const request = toRequest(lesion, lesionIdentifier(measurement))
      if (!lesions.has(uid)) lesions.set(uid, { fullUrl: toUuid(uid), resource: lesion, request })
      const resource = toObservation(measurement, context, map)
      const identifier = contentItemIdentifier(context.report, measurement, map)
      const fullUrl = toUuid(identifier.value)
      observations.push({ fullUrl, resource, request: toRequest(resource, identifier) })
    }
  }
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...lesions.values(), ...observations],
  }
}
