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

/** A coordinate in pixels, to a tenth, so that the same picture has the same text. */
export const px = (value: number): string => String(Number(value.toFixed(1)))
