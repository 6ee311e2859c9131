const NEEDS_ESCAPE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Text made safe inside an XML element or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => NEEDS_ESCAPE[character] ?? character)
}

/** A coordinate in pixels, to a tenth, so that the same picture has the same text. */
export const px = (value: number) => String(Number(value.toFixed(1)))
