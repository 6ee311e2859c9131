import {
  convertToSearchableDates,
  convertToSearchableReferences,
  convertToSearchableStrings,
  convertToSearchableTokens,
  evalFhirPathTyped,
  toTypedValue,
} from '@medplum/core'
import type { SortRule, TypedValue } from '@medplum/core'
import type { Resource } from '@medplum/fhirtypes'
import { findParameter, type SearchableKind } from './definitions.ts'

type SortKey = string | undefined

/**
 * The resources in the order of several keys, the first one leading. MemoryRepository sorts by each
 * rule in turn, so that its last key leads, and compares times with zones as text. What has no
 * value comes last in either direction; equals keep their order, so that pages do not overlap.
 */
export function sortResources<T extends Resource>(
  resources: readonly T[],
  rules: readonly SortRule[],
): readonly T[] {
  const keyed = resources.map((resource) => ({
    resource,
    keys: rules.map((rule) => keyOf(resource, rule)),
  }))
  const sorted = keyed.toSorted((a, b) => compareKeys(a.keys, b.keys, rules))
  return sorted.map(({ resource }) => resource)
}

function compareKeys(
  a: readonly SortKey[],
  b: readonly SortKey[],
  rules: readonly SortRule[],
): number {
  for (const [index, { descending }] of rules.entries()) {
    const order = compareKey(a[index], b[index], descending === true ? -1 : 1)
    if (order !== 0) return order
  }
  return 0
}

function compareKey(a: SortKey, b: SortKey, direction: 1 | -1): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b ? -direction : direction
}

/** Of several values the smallest counts, or the largest in descending order. */
function keyOf(resource: Resource, { code, descending }: SortRule): SortKey {
  const parameter = findParameter(resource.resourceType, code)
  if (parameter === undefined) return undefined
  const values = evalFhirPathTyped(parameter.expression, [toTypedValue(resource)])
  const texts = comparable(parameter.kind, values).toSorted()
  return texts.at(descending === true ? -1 : 0)
}

function comparable(kind: SearchableKind, values: TypedValue[]): readonly string[] {
  switch (kind) {
    case 'date':
      return convertToSearchableDates(values).flatMap(({ start }) => start ?? [])
    case 'token':
      return convertToSearchableTokens(values).flatMap(({ value }) => value ?? [])
    case 'reference':
      return convertToSearchableReferences(values)
    case 'string':
    case 'uri':
      return convertToSearchableStrings(values).map((text) => text.toLowerCase())
  }
}
