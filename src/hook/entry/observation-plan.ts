import { canonicalUrl } from '../../base/canonical.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { Occasion } from '../../clinical/readings/input-definition.ts'
import type { EntryItem } from './entry-form.ts'

/** What an Observation of the form has from its answers. */
export type SlotName =
  | 'identifier'
  | 'subject'
  | 'date'
  | 'author'
  | 'response'
  | 'study'
  | 'note'
  | 'source'
  | 'lesionName'
  | 'number'
  | 'unit'
  | 'unitCode'
  | 'value'
  | 'absent'
  | 'site'
  | 'statistic'
  | 'method'

/** A place in a plan that an answer fills. */
export interface Slot {
  readonly $slot: SlotName
}

/** An Observation with slots; a part under `$when` is there only where that slot is filled. */
export type Plan = JsonObject

const slot = ($slot: SlotName): Slot => ({ $slot })

export const isSlot = (value: unknown): value is Slot => isJsonObject(value) && '$slot' in value

const UCUM = 'http://unitsofmeasure.org'

const coded = (name: SlotName) => ({ coding: [slot(name)] })

const quantity = (unit: string | Slot, code: string | Slot) => ({
  valueQuantity: { value: slot('number'), unit, system: UCUM, code },
})

function valueOf({ answer }: EntryItem): JsonObject {
  switch (answer.kind) {
    case 'choice':
      return { valueCodeableConcept: coded('value') }
    case 'quantity': {
      const [only, another] = answer.units
      return only === undefined || another !== undefined
        ? quantity(slot('unit'), slot('unitCode'))
        : quantity(only.display, only.code)
    }
    case 'number':
      return quantity('1', '1')
  }
}

function placeOf({ place }: EntryItem): JsonObject {
  if (place === undefined) return {}
  if (place === 'lesion') return { bodySite: { ...coded('site'), text: slot('lesionName') } }
  const { system, code, display } = place
  return { bodySite: { coding: [{ system, code, display }] } }
}

/** What is said of a figure beside itself: by which model it was fitted, which statistic it is. */
function qualifiersOf({ statistic, methods }: EntryItem): JsonObject {
  if (statistic === undefined && methods === undefined) return {}
  const derivation = statistic && {
    $when: 'statistic',
    code: { coding: [codingOf(statistic.code)] },
    valueCodeableConcept: coded('statistic'),
  }
  return {
    ...(methods && { method: coded('method') }),
    ...(derivation && { component: [derivation] }),
  }
}

const codingOf = ({ system, code, display }: EntryItem['code']) => ({ system, code, display })

/**
 * The Observation of one value. R4 lets it be derived from a study and from the form; what report
 * it was read from stands in its note. https://hl7.org/fhir/R4/observation-definitions.html
 *
 * By its identifier a server stores it once, however often it is sent.
 *
 * @param isAbsent - That there is no value, and why: R4 has it never beside one (obs-6).
 */
export function observationPlan(
  item: EntryItem,
  { occasion, canonicalBase }: { readonly occasion: Occasion; readonly canonicalBase: string },
  isAbsent = false,
): Plan {
  const system = canonicalUrl(canonicalBase, 'NamingSystem', 'entered-value')
  return {
    resourceType: 'Observation',
    identifier: [{ $when: 'identifier', system, value: slot('identifier') }],
    status: 'final',
    code: { coding: [codingOf(item.code)] },
    subject: { reference: slot('subject') },
    effectiveDateTime: slot('date'),
    performer: [{ reference: slot('author') }],
    ...(isAbsent ? { dataAbsentReason: coded('absent') } : valueOf(item)),
    ...placeOf(item),
    ...(isAbsent ? {} : qualifiersOf(item)),
    derivedFrom: [
      ...(occasion === 'study' ? [{ reference: slot('study') }] : []),
      { reference: slot('response') },
    ],
    note: [{ text: slot('note') }, { text: slot('source') }],
  }
}

/** Answers by slot, each as FHIR has it there. */
export type Answers = Readonly<Partial<Record<SlotName, unknown>>>

function fill(value: unknown, answers: Answers): unknown {
  if (isSlot(value)) return answers[value.$slot]
  if (Array.isArray(value)) {
    const filled = value.map((part) => fill(part, answers)).filter((part) => part !== undefined)
    return filled.length === 0 ? undefined : filled
  }
  return isJsonObject(value) ? fillObject(value, answers) : value
}

function fillObject({ $when, ...members }: JsonObject, answers: Answers): JsonObject | undefined {
  if ($when !== undefined && answers[$when as SlotName] === undefined) return undefined
  const filled = Object.entries(members)
    .map(([name, member]) => [name, fill(member, answers)] as const)
    .filter(([, member]) => member !== undefined)
  return filled.length === 0 ? undefined : Object.fromEntries(filled)
}

/** The Observation with its slots filled; what no answer fills is left out. */
export const fillPlan = (plan: Plan, answers: Answers): JsonObject =>
  fillObject(plan, answers) ?? {}
