import { forbidden, OperationOutcomeError } from '@medplum/core'
import type { SearchRequest, WithId } from '@medplum/core'
import { FhirRepository } from '@medplum/fhir-router'
import type {
  CreateResourceOptions,
  DeleteResourceOptions,
  UpdateResourceOptions,
} from '@medplum/fhir-router'
import type { Bundle, Reference, Resource } from '@medplum/fhirtypes'
import { notSupported } from './outcomes.ts'
import type { Rights } from './rights.ts'
import { asNew, type Patch, type SandboxRepository } from './sandbox-repository.ts'
import type { Letter } from './scopes.ts'

const refuse = (): never => {
  throw new OperationOutcomeError(forbidden)
}

/**
 * The sandbox's repository as one token may use it. Single requests and the entries of a batch come
 * through here alike. What may not be read is left out of searches, and refused when named.
 */
export class ScopedRepository extends FhirRepository {
  private readonly repository: SandboxRepository
  private readonly rights: Rights

  constructor(repository: SandboxRepository, rights: Rights) {
    super()
    this.repository = repository
    this.rights = rights
  }

  private allow<T extends Resource>(letter: Letter, resource: T): T {
    return this.rights.may(letter, resource) ? resource : refuse()
  }

  /** What is not permitted for a whole type is refused before anybody learns what exists. */
  private allowType(letter: Letter, type: string): void {
    if (!this.rights.mayUse(letter, type)) refuse()
  }

  override setMode(): void {
    // One process, one store: reading and writing are the same.
  }

  override generateId(): string {
    return this.repository.generateId()
  }

  override createResource<T extends Resource>(
    resource: T,
    options?: CreateResourceOptions,
  ): Promise<WithId<T>> {
    this.allowType('c', resource.resourceType)
    return this.repository.createResource(this.allow('c', asNew(resource, options)), options)
  }

  override async readResource<T extends Resource>(type: string, id: string): Promise<WithId<T>> {
    this.allowType('r', type)
    return this.allow('r', (await this.repository.readResource<T>(type, id)) as WithId<T>)
  }

  override async readVersion<T extends Resource>(
    type: string,
    id: string,
    version: string,
  ): Promise<WithId<T>> {
    this.allowType('r', type)
    return this.allow('r', (await this.repository.readVersion<T>(type, id, version)) as WithId<T>)
  }

  override async readReference<T extends Resource>(reference: Reference<T>): Promise<WithId<T>> {
    return this.allow('r', await this.repository.readReference<T>(reference))
  }

  override readReferences<T extends Resource>(
    references: readonly Reference<T>[],
  ): Promise<(T | Error)[]> {
    return Promise.all(
      references.map((reference) =>
        this.readReference<T>(reference).catch((error: unknown) =>
          error instanceof Error ? error : new Error(String(error)),
        ),
      ),
    )
  }

  override readHistory(): Promise<never> {
    return Promise.reject(new OperationOutcomeError(notSupported('history')))
  }

  /** Both what is there and what is to be there must be within the token. */
  override async updateResource<T extends Resource>(
    resource: T,
    options?: UpdateResourceOptions,
  ): Promise<WithId<T>> {
    const { resourceType, id = '' } = resource
    this.allowType('u', resourceType)
    this.allow('u', resource)
    if (await this.repository.has(resourceType, id))
      this.allow('u', await this.repository.readResource(resourceType, id))
    return this.repository.updateResource(resource, options)
  }

  override async deleteResource(
    type: string,
    id: string,
    options?: DeleteResourceOptions,
  ): Promise<void> {
    this.allowType('d', type)
    if (await this.repository.has(type, id))
      this.allow('d', await this.repository.readResource(type, id))
    await this.repository.deleteResource(type, id, options)
  }

  override async patchResource<T extends Resource>(
    type: T['resourceType'],
    id: string,
    patch: Patch,
    options?: UpdateResourceOptions,
  ): Promise<WithId<T>> {
    this.allowType('u', type)
    this.allow('u', await this.repository.readResource(type, id))
    const patched = this.allow('u', await this.repository.patched<T>(type, id, patch))
    return this.repository.updateResource(patched, options)
  }

  override async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    this.allowType('s', request.resourceType)
    return this.repository.searchAmong<T>(
      request,
      (found) => this.rights.may('s', found),
      (included) => this.rights.may('r', included) || this.rights.may('s', included),
    )
  }

  override searchByReference(): Promise<never> {
    return Promise.reject(new OperationOutcomeError(notSupported('search by references')))
  }

  override withTransaction<Result>(
    callback: (repository: this) => Promise<Result>,
  ): Promise<Result> {
    return this.repository.withTransaction(() => callback(this))
  }
}
