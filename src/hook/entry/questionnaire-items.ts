import type { JsonObject } from '../../base/json.ts'
import type { EntryForm, EntryItem, EntryOption, Said } from './entry-form.ts'
import type { EntryUnit } from './entry-units.ts'
import type { EntryWords } from './entry-words.ts'

export const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-'
export const CORE = 'http://hl7.org/fhir/StructureDefinition/'
const UCUM = 'http://unitsofmeasure.org'

export type Item = JsonObject

/** https://hl7.org/fhir/R4/extension-translation.html */
export function said(name: string, { text, translations }: Said): JsonObject {
  const extension = Object.entries(translations).map(([language, content]) => ({
    url: `${CORE}translation`,
    extension: [
      { url: 'lang', valueCode: language },
      { url: 'content', valueString: content },
    ],
  }))
  return { [name]: text, ...(extension.length > 0 && { [`_${name}`]: { extension } }) }
}

/** A text of the form with the name of an input in it. */
function withLabel(say: EntryForm['say'], word: (words: EntryWords) => string, label: Said): Said {
  const { text, translations } = say(word)
  const put = (template: string, name: string) => template.replace('{label}', name)
  return {
    text: put(text, label.text),
    translations: Object.fromEntries(
      Object.entries(translations).map(([language, template]) => [
        language,
        put(template, label.translations[language] ?? label.text),
      ]),
    ),
  }
}

const optionsOf = (options: readonly EntryOption[]) =>
  options.map(({ coding, said: name }) => ({
    valueCoding: { ...coding, ...said('display', name) },
  }))

export const shownWhen = (question: string) => ({
  enableWhen: [{ question, operator: 'exists', answerBoolean: true }],
})

/** All answers are seen at once, and none is chosen beforehand. */
const RADIO = {
  url: `${CORE}questionnaire-itemControl`,
  valueCodeableConcept: {
    coding: [{ system: 'http://hl7.org/fhir/questionnaire-item-control', code: 'radio-button' }],
  },
}

export const choice = (linkId: string, text: Said, options: readonly EntryOption[]): Item => ({
  linkId,
  ...said('text', text),
  type: 'choice',
  answerOption: optionsOf(options),
})

export const templateId = (linkId: string) => `observation-${linkId.replaceAll('.', '-')}`

const extracted = (linkId: string) => ({
  url: `${SDC}templateExtract`,
  extension: [{ url: 'template', valueReference: { reference: `#${templateId(linkId)}` } }],
})

function question({ linkId, label, code, answer }: EntryItem): Item {
  const { system, code: value, display } = code
  const base = { linkId, ...said('text', label), code: [{ system, code: value, display }] }
  const extract = extracted(linkId)
  switch (answer.kind) {
    case 'choice':
      return {
        ...base,
        extension: [extract, RADIO],
        type: 'choice',
        answerOption: optionsOf(answer.options),
      }
    case 'number':
      return { ...base, extension: [extract], type: 'decimal' }
    case 'quantity':
      return { ...base, extension: [extract, ...fixedUnit(answer.units)], type: 'decimal' }
  }
}

const toCoding = ({ code, display }: EntryUnit) => ({ system: UCUM, code, display })

/** The unit of a number that has one; of several one is asked for. */
const fixedUnit = (units: readonly EntryUnit[]) =>
  units.length === 1
    ? units.map((unit) => ({
        url: `${CORE}questionnaire-unit`,
        valueCoding: toCoding(unit),
      }))
    : []

/**
 * A question of its own: renderers choose the first unit of a quantity beforehand, and 32 mm would
 * be typed as 32 cm.
 */
export const unitOptions = ({ answer }: EntryItem): readonly EntryOption[] =>
  answer.kind === 'quantity' && answer.units.length > 1
    ? answer.units.map((unit) => ({
        coding: toCoding(unit),
        said: { text: unit.display, translations: {} },
      }))
    : []

/** What is asked beside a value, once there is one; why there is none, while there is none. */
function besideQuestion(item: EntryItem, form: EntryForm): readonly Item[] {
  const { linkId, label, statistic, methods } = item
  const { say } = form
  const named = (
    suffix: 'unit' | 'statistic' | 'method' | 'absent',
    options: readonly EntryOption[],
  ) =>
    choice(
      `${linkId}.${suffix}`,
      withLabel(say, (words) => words[suffix], label),
      options,
    )
  const asked = (suffix: 'unit' | 'statistic' | 'method', options: readonly EntryOption[] = []) =>
    options.length === 0
      ? []
      : [{ ...named(suffix, options), ...shownWhen(linkId), required: true }]
  return [
    ...asked('unit', unitOptions(item)).map((unit) => ({ ...unit, extension: [RADIO] })),
    ...asked('statistic', statistic?.options),
    ...asked('method', methods),
    {
      ...named('absent', form.absent),
      extension: [extracted(`${linkId}.absent`)],
      enableWhen: [{ question: linkId, operator: 'exists', answerBoolean: false }],
    },
  ]
}

/** An id of FHIR, and a name in FHIRPath: letters and digits alone. */
export const variableOf = (linkId: string) => `recorded${linkId.replaceAll(/\W/g, '')}`

/** What the record says now, filled in by who pre-populates; it is shown and never an answer. */
const recorded = ({ linkId, label }: EntryItem, { say }: EntryForm): Item => ({
  linkId: `${linkId}.recorded`,
  ...said(
    'text',
    withLabel(say, (words) => words.recorded, label),
  ),
  type: 'string',
  readOnly: true,
  extension: [
    {
      url: `${SDC}initialExpression`,
      valueExpression: {
        language: 'text/fhirpath',
        expression: `%${variableOf(linkId)}.entry.resource.ofType(Observation).select(effective.toString().substring(0, 10) + ': ' + iif(value.ofType(Quantity).exists(), value.ofType(Quantity).value.toString() + ' ' + value.ofType(Quantity).unit, iif(value.ofType(CodeableConcept).text.exists(), value.ofType(CodeableConcept).text, value.ofType(CodeableConcept).coding.display.first()))).first()`,
      },
    },
  ],
})

/** A text that a system may fill in; a person sees it otherwise. */
export const hidden = (linkId: string, text: Said): Item => ({
  linkId,
  ...said('text', text),
  type: 'string',
  extension: [{ url: `${CORE}questionnaire-hidden`, valueBoolean: true }],
})

/** The sentence of a report that a person read the value in, or that there is none. */
const source = ({ linkId, label }: EntryItem, { say }: EntryForm): Item => ({
  ...hidden(
    `${linkId}.source`,
    withLabel(say, (words) => words.source, label),
  ),
  enableWhen: [linkId, `${linkId}.absent`].flatMap((asked) => shownWhen(asked).enableWhen),
  enableBehavior: 'any',
})

export const itemsOf = (
  { occasion, items }: EntryForm['groups'][number],
  form: EntryForm,
): readonly Item[] =>
  items.flatMap((item) => [
    recorded(item, form),
    question(item),
    ...(occasion === 'study' ? [source(item, form)] : []),
    ...besideQuestion(item, form),
  ])
