import { readFileSync } from 'node:fs'
import { isJsonObject, objects } from '../base/json.ts'

/** A coding of a hospital, and the words that stand beside it. */
interface LocalCoding {
  readonly system: string
  readonly code: string
  readonly display: string
}

/** A hospital's own codings, by the standard coding (`system|code`) in whose place they stand. */
export type LocalCodes = ReadonlyMap<string, LocalCoding>

/** @throws {TypeError} When the file has no list of codes. */
export function readLocalCodes(file: string): LocalCodes {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isJsonObject(json)) throw new TypeError(`${file} holds no codes`)
  return new Map(
    objects(json['codes']).map(({ standard, system, code, display }) => [
      String(standard),
      { system: String(system), code: String(code), display: String(display) },
    ]),
  )
}

/** The hospital's coding of a concept; nothing of one that it has no code of its own for. */
function codingFor(concept: Readonly<Record<string, unknown>>, codes: LocalCodes) {
  return objects(concept['coding'])
    .map(({ system, code }) => codes.get(`${String(system)}|${String(code)}`))
    .find((coding) => coding !== undefined)
}

/**
 * A resource as a hospital writes it that has codes of its own: where it has one for a concept,
 * that alone stands there, with the hospital's words.
 */
export function withLocalCodes<T>(value: T, codes: LocalCodes): T
export function withLocalCodes(value: unknown, codes: LocalCodes): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withLocalCodes(each, codes))
  if (!isJsonObject(value)) return value
  const coding = codingFor(value, codes)
  if (coding !== undefined) return { coding: [coding], text: coding.display }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withLocalCodes(member, codes)]),
  )
}
