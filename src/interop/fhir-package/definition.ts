import { canonicalUrl } from '../../base/canonical.ts'
import type { JsonObject } from '../../base/json.ts'
import { SOFTWARE_VERSION } from '../../base/version.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'

type Kind = Parameters<typeof canonicalUrl>[1]

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** A name that code may have, of an id in kebab-case. */
export const nameOf = (id: string): string => id.split('-').map(capitalised).join('')

/** `neutrophil-count` of `nlr.neutrophil-count`, `d-star` of `dStar`. */
export const kebab = (id: string): string =>
  (id.split('.').at(-1) ?? id).replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()

/** A definition with what every one of the package says of itself. */
export const toDefinition = (
  resourceType: Kind,
  id: string,
  canonicalBase: string,
  more: JsonObject,
): FhirResource => ({
  resourceType,
  id,
  url: canonicalUrl(canonicalBase, resourceType, id),
  version: SOFTWARE_VERSION,
  name: nameOf(id),
  status: 'draft',
  experimental: true,
  ...more,
})
