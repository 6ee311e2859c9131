import type { JsonObject } from '../../../base/json.ts'
import type { CodedEntry, SchemeCode } from '../content-item.ts'
import type { SrConcept, SrMap } from '../sr-map.ts'

const systemOf = (scheme: string, { systems }: SrMap) =>
  systems.find((codeSystem) => codeSystem.scheme === scheme)?.system

/** The codes of a concept whose coding scheme has a FHIR system. */
export function codingsOf(
  { codes, meaning }: Pick<SrConcept, 'codes' | 'meaning'>,
  map: SrMap,
): readonly JsonObject[] {
  return codes.flatMap(({ scheme, value }) => {
    const system = systemOf(scheme, map)
    return system === undefined ? [] : [{ system, code: value, display: meaning }]
  })
}

export function toConcept(concept: SrConcept, map: SrMap): JsonObject {
  const [coding] = codingsOf(concept, map)
  return { ...(coding === undefined ? {} : { coding: [coding] }), text: concept.meaning }
}

function toCoding({ scheme, value, meaning }: SchemeCode, map: SrMap): readonly JsonObject[] {
  const system = systemOf(scheme, map)
  const display = meaning === undefined ? {} : { display: meaning }
  return system === undefined ? [] : [{ system, code: value, ...display }]
}

/** A code as the report gives it, and its equivalents, as far as their schemes have systems. */
export function asSent(entry: CodedEntry, map: SrMap): JsonObject {
  const coding = [entry, ...entry.equivalents].flatMap((code) => toCoding(code, map))
  return {
    ...(coding.length === 0 ? {} : { coding }),
    text: entry.meaning ?? `${entry.value} (${entry.scheme})`,
  }
}
