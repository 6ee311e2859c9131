import type { JsonObject } from '../../base/json.ts'

/** Empty when all texts are. */
export const firstNonEmpty = (...texts: readonly (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text !== '') ?? ''

/** FHIR JSON has no empty members. */
export const withoutUndefined = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
