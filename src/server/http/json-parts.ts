const [QUOTE, BACKSLASH, OPEN_LIST, OPEN_OBJECT] = [0x22, 0x5c, 0x5b, 0x7b]

/** The place of the quote that ends a text, whose first character is at `from`. */
function endOfText(json: Uint8Array, from: number): number {
  let i = from
  while (i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1
  return i
}

/**
 * Whether a JSON has more lists and objects than this. Counted before it is parsed, since making
 * millions of them is what takes the time; brackets inside texts are no lists.
 */
export function hasMorePartsThan(most: number, json: Uint8Array): boolean {
  // Each takes a byte at least.
  if (json.length <= most) return false
  let parts = 0
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i]
    if (byte === QUOTE) i = endOfText(json, i + 1)
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) parts += 1
    if (parts > most) return true
  }
  return false
}
