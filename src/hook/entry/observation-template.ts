import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { Occasion } from '../../clinical/readings/input-definition.ts'
import { isSlot, type Plan, type SlotName } from './observation-plan.ts'

const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-'

/** Slots that hold a primitive: what fills them stands beside the element. */
const PRIMITIVE: readonly SlotName[] = [
  'identifier',
  'subject',
  'date',
  'author',
  'response',
  'study',
  'note',
  'source',
  'lesionName',
  'number',
  'unit',
  'unitCode',
]

const answerOf = (linkId: string) =>
  `%resource.repeat(item).where(linkId = '${linkId}').answer.value`

/** Whose answers fill a template: a value's, by its link id, and the question that is extracted. */
interface Asked {
  readonly occasion: Occasion
  readonly linkId: string
  readonly question: string
}

/** Where each answer is, in FHIRPath from the question that is extracted. */
const expressionsOf = ({
  occasion,
  linkId,
  question,
}: Asked): Readonly<Record<SlotName, string>> => ({
  identifier: `%resource.identifier.value + '.${question}'`,
  subject: '%resource.subject.reference',
  author: '%resource.author.reference',
  response: `'QuestionnaireResponse/' + %resource.id`,
  date: answerOf(`${occasion}.date`),
  study: answerOf('study.reference'),
  note: answerOf('study.report'),
  source: answerOf(`${linkId}.source`),
  site: answerOf('lesion.site'),
  lesionName: answerOf('lesion.name'),
  number: 'answer.value',
  unit: `${answerOf(`${linkId}.unit`)}.display`,
  unitCode: `${answerOf(`${linkId}.unit`)}.code`,
  value: 'answer.value',
  absent: 'answer.value',
  statistic: answerOf(`${linkId}.statistic`),
  method: answerOf(`${linkId}.method`),
})

type Expressions = ReturnType<typeof expressionsOf>

const extension = (name: string, valueString: string) => ({
  extension: [{ url: `${SDC}templateExtract${name}`, valueString }],
})

function toElement(value: unknown, expressions: Expressions): unknown {
  if (isSlot(value)) return extension('Value', expressions[value.$slot])
  if (Array.isArray(value)) return value.map((part) => toElement(part, expressions))
  return isJsonObject(value) ? toObject(value, expressions) : value
}

function toObject({ $when, ...members }: JsonObject, expressions: Expressions): JsonObject {
  const context = $when === undefined ? {} : extension('Context', expressions[$when as SlotName])
  const elements = Object.entries(members).map(([name, member]) => {
    const isBeside = isSlot(member) && PRIMITIVE.includes(member.$slot)
    return [isBeside ? `_${name}` : name, toElement(member, expressions)]
  })
  return { ...context, ...(Object.fromEntries(elements) as JsonObject) }
}

/**
 * A plan as a template of FHIR Structured Data Capture: any system that extracts by templates makes
 * the Observations that the app makes. Not by `observationExtract`, which dates a value by the day
 * of entry. https://hl7.org/fhir/uv/sdc/extraction.html#template-based-extraction
 */
export const toTemplate = (plan: Plan, asked: Asked): JsonObject =>
  toObject(plan, expressionsOf(asked))
