import { nonBlank, objects } from '../../../base/json.ts'
import { type FhirRelease, releaseOf } from '../../../clinical/fhir/release.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'

/** What a server says of itself in its CapabilityStatement, as far as it matters here. */
export interface ServerStatement {
  /** The FHIR release that it speaks; `other` for one that is not read; nothing where it says none. */
  readonly release: FhirRelease | 'other' | undefined
  /** Whether it finds Observations by the codes of their components too. */
  readonly searchesComponents: boolean
}

/** Of a server that says nothing. */
export const NO_STATEMENT: ServerStatement = { release: undefined, searchesComponents: false }

/** https://hl7.org/fhir/R4/capabilitystatement.html */
export function readStatement(resource: FhirResource): ServerStatement {
  const version = nonBlank(resource['fhirVersion'])
  const parameters = objects(resource['rest'])
    .flatMap(({ resource: types }) => objects(types))
    .filter(({ type }) => type === 'Observation')
    .flatMap(({ searchParam }) => objects(searchParam))
  return {
    release: version === undefined ? undefined : (releaseOf(version) ?? 'other'),
    searchesComponents: parameters.some(({ name }) => name === 'combo-code'),
  }
}

const VERSION_PARAMETER = /;\s*fhirVersion\s*=\s*"?([^";\s]*)/i

/** The release that a content type names; `other` for one that is not read. */
export function releaseOfType(contentType: string | null): FhirRelease | 'other' | undefined {
  const [, version] = VERSION_PARAMETER.exec(contentType ?? '') ?? []
  return version === undefined ? undefined : (releaseOf(version) ?? 'other')
}
