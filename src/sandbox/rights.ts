import { matchesSearchRequest, parseSearchRequest } from '@medplum/core'
import type { Resource } from '@medplum/fhirtypes'
import type { IsOfPatient } from './compartment.ts'
import { findParameter } from './definitions.ts'
import type { Grant } from './grants.ts'
import { type Letter, type Permission, permissionsOf } from './scopes.ts'
import { checkQuery } from './search-query.ts'

/** What a token permits. */
export interface Rights {
  /** Whether the interaction is permitted for any resource of a type. */
  readonly mayUse: (letter: Letter, type: string) => boolean
  /** Whether it is permitted for this resource. */
  readonly may: (letter: Letter, resource: Resource) => boolean
}

/** Whether the search in a scope finds a resource; one that cannot be evaluated finds nothing. */
function isFound({ query }: Permission, resource: Resource, baseUrl: string): boolean {
  if (query === undefined) return true
  const type = resource.resourceType
  const find = (code: string) => findParameter(type, code)
  const { pairs, problems } = checkQuery([...new URLSearchParams(query)], {
    find,
    lenient: false,
    baseUrl,
  })
  if (problems.length > 0 || pairs.length === 0) return false
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))
  return matchesSearchRequest(resource, parseSearchRequest(`${type}?${search.toString()}`))
}

export function rightsOf(
  { scope, patient }: Grant,
  isOfPatient: IsOfPatient,
  baseUrl: string,
): Rights {
  const permissions = permissionsOf(scope)
  const permissionsFor = (letter: Letter, type: string) =>
    permissions.filter(
      (permission) =>
        (permission.type === '*' || permission.type === type) &&
        permission.letters.includes(letter),
    )
  return {
    mayUse: (letter, type) => permissionsFor(letter, type).length > 0,
    may: (letter, resource) =>
      permissionsFor(letter, resource.resourceType).some(
        (permission) =>
          (permission.of === 'user' || isOfPatient(resource, patient)) &&
          isFound(permission, resource, baseUrl),
      ),
  }
}
