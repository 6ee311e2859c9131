import { toLookup } from '../../base/lookup.ts'

const ENTITIES = toLookup<string>({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
})

/** Text made safe inside an element or a quoted attribute, of HTML and of XML. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const CHARACTERS = toLookup<string>(
  Object.fromEntries(Object.entries(ENTITIES).map(([character, entity]) => [entity, character])),
)

/** The text of such markup. */
export const unescapeMarkup = (markup: string): string =>
  markup.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => CHARACTERS[entity] ?? entity)

/** A coordinate in pixels, to a tenth, so that the same picture has the same text. */
export const px = (value: number): string => String(Number(value.toFixed(1)))
