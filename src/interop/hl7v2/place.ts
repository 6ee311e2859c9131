import { toLookup } from '../../base/lookup.ts'
import type { JsonObject } from '../../base/json.ts'
import type { MappedCode } from './hl7-map.ts'
import type { Segment } from './message.ts'

/** Names of coding systems in HL7 table 0396 that have a URI in FHIR. */
const SYSTEMS = toLookup({ SCT: 'http://snomed.info/sct' })

const nonEmpty = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== '')),
]

/** The texts of a coded field: its own, that of the alternate code and the original one. */
const textsOf = (segment: Segment, field: number, repetition = 1): readonly string[] =>
  nonEmpty([2, 5, 9].map((component) => segment.value(field, { component, repetition })))

function codingOf(obx: Segment, repetition: number): JsonObject | undefined {
  const [code = '', display = '', name = ''] = [1, 2, 3].map((component) =>
    obx.value(20, { component, repetition }),
  )
  if (code === '') return undefined
  const system = SYSTEMS[name.toUpperCase()]
  return {
    ...(system === undefined ? {} : { system }),
    code,
    ...(display === '' ? {} : { display }),
  }
}

/** OBX-20, Observation Site: every repetition counts. */
function siteOf(obx: Segment): JsonObject {
  const repetitions = Array.from({ length: obx.repetitions(20) }, (_, i) => i + 1)
  const coding = repetitions
    .map((repetition) => codingOf(obx, repetition))
    .filter((found) => found !== undefined)
  const text = nonEmpty(repetitions.flatMap((repetition) => textsOf(obx, 20, repetition))).join(
    ', ',
  )
  if (coding.length === 0 && text === '') return {}
  return {
    bodySite: {
      ...(coding.length === 0 ? {} : { coding }),
      ...(text === '' ? {} : { text }),
    },
  }
}

/**
 * What a result says of where it was measured, for the rule of places to judge: the site in OBX-20,
 * and what was ordered in OBR-4, with the number by which its sample or study is known.
 */
export function placeOf(obx: Segment, ordered: readonly string[], number: string): JsonObject {
  const identified = number === '' ? {} : { type: 'ServiceRequest', identifier: { value: number } }
  const orders =
    ordered.length === 0 ? [identified] : ordered.map((display) => ({ ...identified, display }))
  const isKnown = number !== '' || ordered.length > 0
  return { ...siteOf(obx), ...(isKnown ? { basedOn: orders } : {}) }
}

/** What was ordered, in words. */
export const orderedIn = (obr: Segment | undefined): readonly string[] =>
  obr === undefined ? [] : textsOf(obr, 4)

/**
 * The codings of a result: those of the map, and the hospital's own names where the map's text
 * stands for them.
 */
export function codingsOf({ coding, text }: MappedCode, obx: Segment): readonly JsonObject[] {
  const [first, ...others] = textsOf(obx, 3)
  const sent = text === undefined ? others : nonEmpty([first ?? '', ...others])
  return [...coding, ...sent.filter((display) => display !== text).map((display) => ({ display }))]
}
