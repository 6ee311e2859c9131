import { calendarDaysBetween, toIsoDate } from '../../../base/time.ts'
import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import type { EntryForm, EntryOption, Said } from '../../../hook/entry/entry-form.ts'
import type { Entered } from '../../../hook/entry/to-observations.ts'
import type { EntryTexts } from '../../language/entry-en.ts'
import { fill } from '../../../base/fill.ts'
import { formatDate } from '../../language/format.ts'
import { now } from '../../surroundings.ts'

export const saidIn = ({ text, translations }: Said, language: string): string =>
  translations[language] ?? text

/** What the answers of a form are called. */
export class AnswerNames {
  readonly #options: readonly EntryOption[]
  readonly #language: string

  constructor({ groups, sites, absent }: EntryForm, language: string) {
    const items = groups.flatMap((group) => group.items)
    this.#language = language
    this.#options = [
      ...items.flatMap(({ answer, statistic, methods = [] }) => [
        ...(answer.kind === 'choice' ? answer.options : []),
        ...(statistic?.options ?? []),
        ...methods,
      ]),
      ...sites,
      ...absent,
    ]
  }

  /** Of a CodeableConcept. */
  of(concept: unknown): string | undefined {
    const [coding] = objects(isJsonObject(concept) ? concept['coding'] : undefined)
    const option = this.#options.find(
      (candidate) =>
        candidate.coding.system === coding?.['system'] && candidate.coding.code === coding['code'],
    )
    return option === undefined
      ? nonBlank(coding?.['display'])
      : saidIn(option.said, this.#language)
  }
}

/** A value as it is printed: the number with its unit, a finding, or that there is none. */
export function valueText(observation: JsonObject, names: AnswerNames): string {
  const { valueQuantity: quantity } = observation
  if (isJsonObject(quantity)) {
    const unit = quantity['unit'] === '1' ? '' : (nonBlank(quantity['unit']) ?? '')
    return `${String(quantity['value'])} ${unit}`.trim()
  }
  return (
    names.of(observation['valueCodeableConcept']) ?? names.of(observation['dataAbsentReason']) ?? ''
  )
}

interface SentenceWords {
  readonly texts: EntryTexts
  readonly language: string
  readonly names: AnswerNames
}

/** What an Observation of the form says, in a sentence. */
export function sentenceOf(
  { item, occasion, observation }: Entered,
  { texts, language, names }: SentenceWords,
): string {
  const [component] = elements(observation['component']).filter(isJsonObject)
  const details = [component?.['valueCodeableConcept'], observation['method']]
    .map((concept) => names.of(concept))
    .filter((name) => name !== undefined)
  const site = item.place === 'lesion' ? names.of(observation['bodySite']) : undefined
  const { text: called } = isJsonObject(observation['bodySite']) ? observation['bodySite'] : {}
  const written = String(observation['effectiveDateTime'])
  return fill(texts.sentence, {
    label: saidIn(item.label, language),
    value: valueText(observation, names),
    details: details.length === 0 ? '' : ` (${details.join('; ')})`,
    occasion: texts.occasions[occasion],
    date: formatDate(written, language),
    age: calendarDaysBetween(written, toIsoDate(now())) ?? '',
    place:
      site === undefined
        ? ''
        : fill(texts.place, { site: [site, nonBlank(called)].filter(Boolean).join(', ') }),
  })
}
