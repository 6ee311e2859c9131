import { badRequest, OperationOutcomeError } from '@medplum/core'
import type { SearchRequest, WithId } from '@medplum/core'
import { getExtraEntries, MemoryRepository } from '@medplum/fhir-router'
import type {
  CreateResourceOptions,
  DeleteResourceOptions,
  UpdateResourceOptions,
} from '@medplum/fhir-router'
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes'
import { checkResource } from './check-resource.ts'
import { findParameter, isKnownType, knownTypes } from './definitions.ts'
import { notFound, notSupported } from './outcomes.ts'
import { loadRequiredCodes } from './required-codes.ts'
import { toPage } from './search-page.ts'
import { sortResources } from './search-sort.ts'

export type Patch = Parameters<MemoryRepository['patchResource']>[2]

/**
 * What is created gets its id from the server; one that the client named is ignored, unless the
 * server assigned it before, to the entry of a transaction
 * (https://hl7.org/fhir/R4/http.html#create).
 */
export function asNew<T extends Resource>(resource: T, options?: CreateResourceOptions): T {
  if (options?.assignedId === true) return resource
  return Object.fromEntries(Object.entries(resource).filter(([member]) => member !== 'id')) as T
}

/** Medplum's in-memory repository with what it lacks (docs/adr/0005-embedded-fhir-server.md). */
export class SandboxRepository extends MemoryRepository {
  private readonly baseUrl: string
  private isSeeding = false

  constructor(baseUrl: string) {
    super()
    this.baseUrl = baseUrl
  }

  /** Every write comes through here, a PUT as well: nothing enters that R4 does not allow. */
  override async createResource<T extends Resource>(
    resource: T,
    options?: CreateResourceOptions,
    update = false,
  ): Promise<WithId<T>> {
    // What is seeded is stored as it is.
    if (!this.isSeeding) checkResource(resource, await loadRequiredCodes())
    return super.createResource(update ? resource : asNew(resource, options), options, update)
  }

  /** A patch changes what a resource says, and neither its type nor its id. */
  override async patchResource<T extends Resource>(
    type: T['resourceType'],
    id: string,
    patch: Patch,
    options?: UpdateResourceOptions,
  ): Promise<WithId<T>> {
    return this.updateResource(await this.patched<T>(type, id, patch), options)
  }

  /** What a patch would make of a resource; nothing is stored. */
  async patched<T extends Resource>(
    type: T['resourceType'],
    id: string,
    patch: Patch,
  ): Promise<WithId<T>> {
    const scratch = new MemoryRepository()
    await scratch.updateResource((await this.readResource<T>(type, id)) as WithId<T>)
    const result = await scratch.patchResource<T>(type, id, patch)
    if (result.resourceType === type && result.id === id) return result
    throw new OperationOutcomeError(badRequest('a patch may change neither the type nor the id'))
  }

  override async conditionalCreate<T extends Resource>(
    resource: T,
    search: SearchRequest<T>,
    options?: CreateResourceOptions,
  ): Promise<{ resource: WithId<T>; outcome: OperationOutcome }> {
    const fresh = asNew(resource, options)
    checkResource(fresh, await loadRequiredCodes())
    assertSearchable(search)
    return super.conditionalCreate(fresh, search, options)
  }

  /** Deleting what is not there succeeds (https://hl7.org/fhir/R4/http.html#delete). */
  override async deleteResource(
    type: string,
    id: string,
    options?: DeleteResourceOptions,
  ): Promise<void> {
    if (options?.ifMatch !== undefined || (await this.has(type, id))) {
      await super.deleteResource(type, id, options)
    }
  }

  override search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    return this.searchAmong(
      request,
      () => true,
      () => true,
    )
  }

  /** A search that counts, pages and includes only what may be seen. */
  async searchAmong<T extends Resource>(
    request: SearchRequest<T>,
    isVisible: (match: Resource) => boolean,
    isIncluded: (included: Resource) => boolean,
  ): Promise<Bundle<WithId<T>>> {
    assertSearchable(request)
    const { resourceType, filters = [], sortRules = [] } = request
    const found = await super.search<T>({ resourceType, filters })
    const matches = found.entry?.flatMap(({ resource }) => resource ?? []) ?? []
    const visible = matches.filter(isVisible)
    const page = toPage(sortResources(visible, sortRules), request, this.baseUrl)
    await this.addIncluded(request, page)
    if (page.entry !== undefined)
      page.entry = page.entry.filter(
        ({ resource, search }) =>
          search?.mode !== 'include' || (resource !== undefined && isIncluded(resource)),
      )
    return page
  }

  /** MemoryRepository shuffles its history with each reading, so none is offered. */
  override readHistory(): Promise<never> {
    return Promise.reject(new OperationOutcomeError(notSupported('history')))
  }

  /** A failed transaction leaves no trace; MemoryRepository would keep its first half. */
  override async withTransaction<R>(callback: (repository: this) => Promise<R>): Promise<R> {
    const before = await this.everything()
    try {
      return await super.withTransaction(callback)
    } catch (error) {
      this.clear()
      await this.seed(before)
      throw error
    }
  }

  /** Stores resources as they are, with the version and the time they name. */
  async seed(resources: readonly Resource[]): Promise<void> {
    this.isSeeding = true
    try {
      await this.withSeeding(async () => {
        for (const resource of resources) await this.updateResource(resource)
      })
    } finally {
      this.isSeeding = false
    }
  }

  async has(type: string, id: string): Promise<boolean> {
    return this.readResource(type, id).then(
      () => true,
      () => false,
    )
  }

  private async everything(): Promise<readonly Resource[]> {
    const found = await Promise.all(
      knownTypes().map((resourceType) => super.search({ resourceType })),
    )
    return found.flatMap(({ entry = [] }) => entry.flatMap(({ resource }) => resource ?? []))
  }

  private async addIncluded(request: SearchRequest, page: Bundle): Promise<void> {
    const entries: BundleEntry[] = page.entry ?? []
    if (!(request.include ?? request.revInclude) || entries.length === 0) return
    const matches = entries.flatMap(({ resource }) => resource ?? [])
    const fullUrl = (type: string, id: string): string => `${this.baseUrl}/${type}/${id}`
    await getExtraEntries(this, request, matches, entries, { fullUrl })
  }
}

/** MemoryRepository finds nothing by a parameter it does not know; that must not look like a fact. */
function assertSearchable({ resourceType, filters = [] }: SearchRequest): void {
  if (!isKnownType(resourceType)) throw new OperationOutcomeError(notFound('resource type'))
  const known = filters.every(({ code }) => findParameter(resourceType, code) !== undefined)
  if (!known) throw new OperationOutcomeError(badRequest('a search parameter is not known here'))
}
