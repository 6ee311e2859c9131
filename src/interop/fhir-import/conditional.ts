import type { JsonObject } from '../../base/json.ts'

/** An identifier by which a resource is found again at the next import. */
export interface ImportIdentifier {
  readonly system: string
  readonly value: string
}

/**
 * A search for what is identified so and of this patient: that of another is never found.
 *
 * @param patient - Reference to the patient, where it is known.
 */
export function searchFor({ system, value }: ImportIdentifier, patient?: string): string {
  const identifier = `identifier=${encodeURIComponent(`${system}|${value}`)}`
  return patient === undefined ? identifier : `${identifier}&patient=${patient}`
}

/** Puts a resource by its identifier: what was imported before is replaced, not doubled. */
export const putEntry = (
  fullUrl: string,
  resource: JsonObject & { readonly resourceType: string },
  search: string,
): JsonObject => ({
  fullUrl,
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}?${search}` },
})

/** Creates a resource where there is none: the hospital may have written more into it. */
export const createEntry = (
  fullUrl: string,
  resource: JsonObject & { readonly resourceType: string },
  search: string,
): JsonObject => ({
  fullUrl,
  resource,
  request: { method: 'POST', url: resource.resourceType, ifNoneExist: search },
})
