import type { JsonObject } from '../../../base/json.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import {
  createEntry,
  type ImportIdentifier,
  putEntry,
  searchFor,
} from '../../fhir-import/conditional.ts'
import { toUuid } from '../../fhir-import/name-uuid.ts'
import type { Statement } from '../judge/statement.ts'
import type { SrMap } from '../sr-map.ts'
import { toConcept } from './codes.ts'
import { contentItemIdentifier, lesionIdentifier, typeOf } from './identity.ts'
import { type ReportContext, toObservation } from './to-observation.ts'

export interface TakenStatements {
  readonly context: ReportContext
  readonly taken: readonly Statement[]
}

export interface BundleOptions {
  readonly patientId?: string | undefined
  /** FHIR ids of BodyStructures of the hospital, by the tracking UID of the lesion, as URI. */
  readonly bodyStructures: ReadonlyMap<string, string>
}

const toSearch = (identifier: ImportIdentifier, { patientId }: BundleOptions) =>
  searchFor(identifier, patientId === undefined ? undefined : `Patient/${patientId}`)

/**
 * The lesion as BodyStructure. Its identity is the tracking UID, which stays the same over studies
 * (PS3.16 TID 1501). One that is there already is not touched: the hospital may have written more
 * into it.
 */
function toLesionEntry(
  { lesion, site }: Statement & { readonly lesion: NonNullable<Statement['lesion']> },
  subject: JsonObject,
  options: BundleOptions,
  map: SrMap,
): JsonObject {
  const { uid, name } = lesion
  const identifier = lesionIdentifier(lesion)
  const type = typeOf(map.structure.trackingUid, map)
  return createEntry(
    toUuid(uid),
    {
      resourceType: 'BodyStructure',
      identifier: [
        { type, ...identifier },
        ...(name === undefined
          ? []
          : [{ type: typeOf(map.structure.trackingIdentifier, map), value: name }]),
      ],
      active: true,
      location: toConcept(site, map),
      ...(name === undefined ? {} : { description: name }),
      patient: subject,
    },
    toSearch(identifier, options),
  )
}

function toObservationEntry(
  statement: Statement,
  context: ReportContext,
  options: BundleOptions,
  map: SrMap,
): JsonObject {
  const { lesion, position } = statement
  const known = lesion === undefined ? undefined : options.bodyStructures.get(lesion.uid)
  const focus = known === undefined ? lesion && toUuid(lesion.uid) : `BodyStructure/${known}`
  const identifier = contentItemIdentifier(context.report, position, map)
  return putEntry(
    toUuid(identifier.value),
    toObservation(statement, focus, context, map),
    toSearch(identifier, options),
  )
}

/**
 * Statements, one at least, as a transaction: every lesion that is not said to be one of the
 * hospital's once, then the Observations that focus on it.
 */
export function toBundle(
  reports: readonly TakenStatements[],
  options: BundleOptions,
  map: SrMap,
): FhirResource {
  const lesions = new Map<string, JsonObject>()
  const observations: JsonObject[] = []
  for (const { context, taken } of reports) {
    for (const statement of taken) {
      const { lesion } = statement
      if (
        lesion !== undefined &&
        !lesions.has(lesion.uid) &&
        !options.bodyStructures.has(lesion.uid)
      )
        lesions.set(
          lesion.uid,
          toLesionEntry({ ...statement, lesion }, context.subject, options, map),
        )
      observations.push(toObservationEntry(statement, context, options, map))
    }
  }
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...lesions.values(), ...observations],
  }
}
