import { digestOf } from '../../base/digest.ts'
import { type FhirResource, referenceTo } from '../../clinical/fhir/resource.ts'

/** The UUID of version 8 (RFC 9562 section 5.8) that a text makes: the same for the same text. */
function uuidOf(text: string): string {
  const hex = digestOf(text)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
  ]
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join('-')}`
}

/** Entries of a Bundle, of resources that are on no FHIR server: named by a UUID. */
export const toEntries = (resources: readonly FhirResource[]) =>
  resources.map((resource) => ({ fullUrl: uuidOf(referenceTo(resource)), resource }))
