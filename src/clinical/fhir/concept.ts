import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'

/** One coding of a CodeableConcept, as it was sent. */
interface WireCoding {
  readonly system?: string | undefined
  readonly code?: string | undefined
  readonly display?: string | undefined
}

/** A CodeableConcept, as it was sent. */
export interface Concept {
  readonly codings: readonly WireCoding[]
  readonly text?: string | undefined
}

const readCoding = ({ system, code, display }: JsonObject): WireCoding => ({
  system: nonBlank(system),
  code: nonBlank(code),
  display: nonBlank(display),
})

const NONE: readonly never[] = []

// A record holds hundreds of codings: a loop costs a third of three lists, one made of the other.
function readCodings(value: unknown): readonly WireCoding[] {
  if (!Array.isArray(value)) return NONE
  const codings: WireCoding[] = []
  for (const element of value as readonly unknown[]) {
    if (!isJsonObject(element)) continue
    const coding = readCoding(element)
    if (coding.code !== undefined || coding.display !== undefined) codings.push(coding)
  }
  return codings
}

/**
 * The concept in a FHIR CodeableConcept, or in R5's CodeableReference; nothing when it has neither
 * code nor text.
 */
export function readConcept(value: unknown): Concept | undefined {
  if (!isJsonObject(value)) return undefined
  if (isJsonObject(value['concept'])) return readConcept(value['concept'])
  const codings = readCodings(value['coding'])
  const text = nonBlank(value['text'])
  return codings.length === 0 && text === undefined ? undefined : { codings, text }
}

/** The concepts in a list of CodeableConcepts. */
export function readConcepts(value: unknown): readonly Concept[] {
  if (value === undefined) return NONE
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map(readConcept).filter((concept) => concept !== undefined)
}

/** Everything a person reads in a concept: its text and the displays of its codings. */
export function textsOf({ text, codings }: Concept): readonly string[] {
  return [text, ...codings.map(({ display }) => display)].filter((words) => words !== undefined)
}

/** What to call a concept on a card: its text, else a display, else a code. */
export function nameOf(concept: Concept): string {
  return textsOf(concept)[0] ?? concept.codings[0]?.code ?? ''
}
