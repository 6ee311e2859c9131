import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'

const memberOf = (value: unknown, name: string) => (isJsonObject(value) ? value[name] : undefined)

/** A text of a Questionnaire in a language: its translation, else as it is written. */
export function textIn(
  element: JsonObject,
  member: 'text' | 'display' | 'title',
  language: string,
): string {
  const own = element[member]
  const translated = objects(memberOf(element[`_${member}`], 'extension')).find(({ extension }) =>
    objects(extension).some(({ url, valueCode }) => url === 'lang' && valueCode === language),
  )
  const content = objects(translated?.['extension']).find(({ url }) => url === 'content')
  return nonBlank(content?.['valueString']) ?? nonBlank(own) ?? ''
}
