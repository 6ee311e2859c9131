/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Not null, and no array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Nearly every text begins with a printed character, so that nothing need be trimmed to see that it
 * is not blank.
 */
const isPrinted = (text: string) => text.charCodeAt(0) > 0x20 && text.charCodeAt(0) < 0x7f

/** A non-blank string, or nothing. */
export function nonBlank(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return isPrinted(value) || value.trim() !== '' ? value : undefined
}

/**
 * The value of a JSON text; a byte order mark, which editors put before it, is passed over.
 * https://www.rfc-editor.org/rfc/rfc8259#section-8.1
 *
 * @throws {SyntaxError} When it is no JSON.
 */
export const parseJsonText = (text: string): unknown =>
  JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)

const NONE: readonly never[] = Object.freeze([])

/** The elements of an array; of anything else, none. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NONE
}

/** The objects among the elements of an array; `null` entries and scalars are passed over. */
export function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : NONE
}

/** What stands at a path of members: of an array on the way, in each of its elements. */
export function valuesAt(value: unknown, [member, ...rest]: readonly string[]): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (member === undefined) return list
  return list.filter(isJsonObject).flatMap((element) => valuesAt(element[member], rest))
}
