// Controls of C0 and C1 but tab and line feed; and what turns the direction of writing around.
const CONTROLS = /(?![\t\n])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu

// As JSON writes them, so that a JSON that is printed stays the same JSON.
const asEscape = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * A text as a terminal or a card may have it: a record or a file may hold sequences that move a
 * cursor, clear what stands there, set a title or turn a line around. They are shown, not sent.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, asEscape)
}
