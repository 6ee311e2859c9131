import type { JsonObject } from '../../base/json.ts'

/** The first text that is not empty; empty when there is none. */
export const firstWritten = (...texts: readonly (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text !== '') ?? ''

/** The members that have a value: FHIR JSON has no empty ones. */
export const present = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
