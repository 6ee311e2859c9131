import { isJsonObject, type JsonObject, nonBlank } from '../../base/json.ts'
import { systemNamed } from '../terminology/code-system.ts'

interface SentCoding {
  readonly system?: string | undefined
  readonly code?: string | undefined
  readonly display?: string | undefined
}

export interface Concept {
  readonly codings: readonly SentCoding[]
  readonly text?: string | undefined
}

function readSystem(value: unknown): string | undefined {
  const sent = nonBlank(value)
  return sent === undefined ? undefined : systemNamed(sent)
}

const readCoding = ({ system, code, display }: JsonObject): SentCoding => ({
  system: readSystem(system),
  code: nonBlank(code),
  display: nonBlank(display),
})

const NONE: readonly never[] = []

// A record holds hundreds of codings: a loop costs a third of three lists, one made of the other.
function readCodings(value: unknown): readonly SentCoding[] {
  if (!Array.isArray(value)) return NONE
  const codings: SentCoding[] = []
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

/** A single CodeableConcept counts as a list of one. */
export function readConcepts(value: unknown): readonly Concept[] {
  if (value === undefined) return NONE
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map(readConcept).filter((concept) => concept !== undefined)
}

/** What a person reads in a concept: its text and the displays of its codings. */
export function textsOf({ text, codings }: Concept): readonly string[] {
  return [text, ...codings.map(({ display }) => display)].filter((words) => words !== undefined)
}

/** Whether one of its texts is longer than so many characters. */
export const hasLongText = ({ text = '', codings }: Concept, longest: number): boolean =>
  text.length > longest || codings.some(({ display = '' }) => display.length > longest)

/** What a card calls a concept: its text, else a display, else a code. */
export function nameOf(concept: Concept): string {
  return textsOf(concept)[0] ?? concept.codings[0]?.code ?? ''
}
