const LONGEST = 300

// Controls, line ends, and what turns the direction of writing around.
const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\s]+/gu

/** What another side said, as it may be shown to people: one line, so long and no longer. */
export function quoted(text: string): string {
  const line = text.replace(UNSEEN, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
