import { elements, type JsonObject, nonBlank, objects } from '../../base/json.ts'

/** How a name is written: ideographic (`IDE`), syllabic (`SYL`) or alphabetic (`ABC`). */
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'

const HAN = /\p{Script=Han}/u

/** The whole name: its text, or its parts in the order of its script. */
function toText(name: JsonObject): string | undefined {
  const given = elements(name['given']).map(nonBlank)
  const family = nonBlank(name['family'])
  const isHan = HAN.test([...given, family].join(''))
  const parts = isHan ? [family, ...given] : [...given, family]
  const whole = parts.filter((part) => part !== undefined).join(isHan ? '' : ' ')
  return nonBlank(name['text']) ?? nonBlank(whole)
}

/** Whether a name is in Chinese characters, as it says itself or as it is written. */
function isIdeographic(name: JsonObject): boolean {
  const said = objects(name['extension']).find(({ url }) => url === REPRESENTATION)?.['valueCode']
  return said === undefined ? HAN.test(toText(name) ?? '') : said === 'IDE'
}

/**
 * The name of a person in a resource (`Patient`, `Practitioner`) for a reader of a language: in
 * Chinese characters for Chinese, else alphabetic, where the resource has both; its id where it has
 * no name. Names that are no longer used are passed over while there is another.
 */
export function personName(resource: JsonObject, language: string): string {
  const named = objects(resource['name']).filter((name) => toText(name) !== undefined)
  const current = named.filter(({ use }) => use !== 'old' && use !== 'maiden')
  const names = current.length > 0 ? current : named
  const isChinese = language.startsWith('zh')
  const name = names.find((candidate) => isIdeographic(candidate) === isChinese) ?? names[0]
  return (name && toText(name)) ?? nonBlank(resource['id']) ?? ''
}
