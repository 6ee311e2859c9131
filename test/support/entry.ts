import { isJsonObject, type JsonObject, objects } from '../../src/base/json.ts'
import type { EntryForm } from '../../src/hook/entry/entry-form.ts'

export const FORM_ID = 'form-1'

/** A QuestionnaireResponse with these answers, by link id. */
export const responseWith = (
  answers: Readonly<Record<string, JsonObject>>,
  patient = 'p',
): JsonObject & { readonly resourceType: string } => ({
  resourceType: 'QuestionnaireResponse',
  id: FORM_ID,
  status: 'completed',
  subject: { reference: `Patient/${patient}` },
  author: { reference: 'Practitioner/example' },
  authored: '2026-11-20T09:00:00Z',
  item: Object.entries(answers).map(([linkId, answer]) => ({ linkId, answer: [answer] })),
})

/** Every question of a Questionnaire, groups too. */
export const questions = (items: unknown): readonly JsonObject[] =>
  objects(items).flatMap((item) => [item, ...questions(item['item'])])

/** The coding of one of the answers of a question, by its place or its code. */
export function option(questionnaire: JsonObject, linkId: string, which: number | string) {
  const item = questions(questionnaire['item']).find((one) => one['linkId'] === linkId)
  const codings = objects(item?.['answerOption']).map(({ valueCoding }) => valueCoding)
  const found = codings
    .filter(isJsonObject)
    .find((coding, i) => i === which || coding['code'] === which)
  if (found === undefined) throw new Error(`${linkId} has no answer ${String(which)}`)
  const { system, code, display } = found
  return { valueCoding: { system, code, display } }
}

/** A number, and the answer to the question of its unit. */
export const numberIn = (
  questionnaire: JsonObject,
  linkId: string,
  value: number,
  unit: number | string = 0,
): Readonly<Record<string, JsonObject>> => ({
  [linkId]: { valueDecimal: value },
  [`${linkId}.unit`]: option(questionnaire, `${linkId}.unit`, unit),
})

/** An answer to every question of a form: each value, and that there is none. */
export function answerAll(
  { groups }: EntryForm,
  questionnaire: JsonObject,
  day: string,
): Readonly<Record<string, JsonObject>> {
  const items = groups.flatMap((group) => group.items)
  const asked = new Set(questions(questionnaire['item']).map((item) => item['linkId']))
  const values = items.flatMap(({ linkId, answer }) => [
    [
      linkId,
      answer.kind === 'choice' ? option(questionnaire, linkId, 0) : { valueDecimal: 2 },
    ] as const,
    ...['unit', 'statistic', 'method', 'absent']
      .map((suffix) => `${linkId}.${suffix}`)
      .filter((beside) => asked.has(beside))
      .map((beside) => [beside, option(questionnaire, beside, 0)] as const),
  ])
  return {
    ...Object.fromEntries(groups.map(({ occasion }) => [`${occasion}.date`, { valueDate: day }])),
    'study.reference': { valueString: 'ImagingStudy/s1' },
    'study.report': { valueString: `DiagnosticReport/d1 of ${day}` },
    'lesion.site': option(questionnaire, 'lesion.site', 0),
    'lesion.name': { valueString: 'lesion 2' },
    ...Object.fromEntries(values),
  }
}
