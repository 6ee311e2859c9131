import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import {
  type FhirResource,
  isFhirResource,
  localReference,
  readReference,
} from '../../../clinical/fhir/resource.ts'

/** The resources of a Bundle, each by its `fullUrl` and by `Type/id`. */
export interface GuideBundle {
  readonly resources: readonly FhirResource[]
  /** What tells a resource from the others: its `fullUrl`, else `Type/id`. */
  readonly nameOf: (resource: FhirResource) => string | undefined
  readonly find: (reference: unknown) => FhirResource | undefined
}

const localName = ({ resourceType, id }: FhirResource) => {
  const written = nonBlank(id)
  return written === undefined ? undefined : `${resourceType}/${written}`
}

export function toGuideBundle(bundle: JsonObject): GuideBundle {
  const entries = objects(bundle['entry']).flatMap(({ fullUrl, resource }) =>
    isFhirResource(resource) ? [{ url: nonBlank(fullUrl), resource }] : [],
  )
  const byName = new Map<string, FhirResource>()
  for (const { url, resource } of entries)
    for (const name of [url, localName(resource)])
      if (name !== undefined) byName.set(name, resource)
  const urls = new Map(entries.map(({ url, resource }) => [resource, url]))
  return {
    resources: entries.map(({ resource }) => resource),
    nameOf: (resource) => localName(resource) ?? urls.get(resource),
    find: (reference) => {
      const written = readReference(reference)
      return written === undefined
        ? undefined
        : (byName.get(written) ?? byName.get(localReference(written)))
    },
  }
}

/** Which of some references are to a type, with what is found there. */
export function referencesTo(
  type: string,
  references: readonly unknown[],
  { find }: GuideBundle,
): readonly { readonly reference: JsonObject; readonly found: FhirResource | undefined }[] {
  return references.filter(isJsonObject).flatMap((reference) => {
    const found = find(reference)
    const local = localReference(readReference(reference) ?? '').split('/')[0]
    const isOfType = (found?.resourceType ?? nonBlank(reference['type']) ?? local) === type
    return isOfType ? [{ reference, found }] : []
  })
}

/** The identifiers of a reference, and of what it refers to. */
export const identifiersOf = (reference: JsonObject, found: FhirResource | undefined) =>
  [reference['identifier'], ...elements(found?.['identifier'])].filter(isJsonObject)

/** The UID of an identifier in the system of DICOM UIDs, as DICOM writes it. */
export function uidIn(identifiers: readonly JsonObject[]): string | undefined {
  const found = identifiers.find(({ system }) => system === 'urn:dicom:uid')
  return nonBlank(found?.['value'])?.replace(/^urn:oid:/, '')
}
