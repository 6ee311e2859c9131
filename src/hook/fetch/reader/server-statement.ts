import { nonBlank, objects } from '../../../base/json.ts'
import { type FhirRelease, releaseOf } from '../../../clinical/fhir/release.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import type { Answer } from './fhir-answer.ts'

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

/** The statement in an answer to `/metadata`; nothing where it is none. */
export const statementIn = (answer: Answer): ServerStatement | undefined =>
  answer.kind === 'resource' && answer.resource.resourceType === 'CapabilityStatement'
    ? readStatement(answer.resource)
    : undefined

/** Whether a server speaks another release than the call, or one that is not read. */
export const isOtherRelease = (
  told: FhirRelease | 'other' | undefined,
  release?: FhirRelease,
): boolean => told === 'other' || (told !== undefined && release !== undefined && told !== release)

const VERSION_PARAMETER = /;\s*fhirVersion\s*=\s*"?([^";\s]*)/i

/** The release that a content type names; `other` for one that is not read. */
export function releaseOfType(contentType: string | null): FhirRelease | 'other' | undefined {
  const [, version] = VERSION_PARAMETER.exec(contentType ?? '') ?? []
  return version === undefined ? undefined : (releaseOf(version) ?? 'other')
}
