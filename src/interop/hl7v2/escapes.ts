import { type CharacterSet, decode } from './character-sets.ts'

/** The five characters that a message names in MSH-1 and MSH-2. */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

/** The delimiters that HL7 recommends, for messages that begin here. */
export const USUAL_DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

function hexText(digits: string, set: CharacterSet): string | undefined {
  if (digits.length % 2 !== 0 || !/^[\dA-Fa-f]+$/.test(digits)) return undefined
  return decode(Buffer.from(digits, 'hex'), set)
}

/** The text of an escape sequence; nothing when it is not known here. */
function meaningOf(
  sequence: string,
  delimiters: Delimiters,
  set: CharacterSet,
): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'T':
      return delimiters.subcomponent
    case '.br':
      return '\n'
    // Highlighting begins and ends.
    case 'H':
    case 'N':
      return ''
    default:
      return sequence.startsWith('X') ? hexText(sequence.slice(1), set) : undefined
  }
}

/**
 * An escape sequence that is not known, or not ended, stays as it was written. HL7 v2.5.1, section
 * 2.7.
 */
export function unescapeText(text: string, delimiters: Delimiters, set: CharacterSet): string {
  const { escape } = delimiters
  if (!text.includes(escape)) return text
  let unescaped = ''
  let rest = text
  for (;;) {
    const from = rest.indexOf(escape)
    const to = from < 0 ? -1 : rest.indexOf(escape, from + 1)
    if (to < 0) return unescaped + rest
    const meaning = meaningOf(rest.slice(from + 1, to), delimiters, set)
    // What is no sequence keeps its first escape character; the second may begin one.
    unescaped += rest.slice(0, from) + (meaning ?? rest.slice(from, to))
    rest = rest.slice(meaning === undefined ? to : to + 1)
    if (rest === '') return unescaped
  }
}

/** A text as the value of a field: on one line, and with nothing in it that would end the field. */
export function escapeText(text: string, delimiters: Delimiters = USUAL_DELIMITERS): string {
  const { field, component, repetition, escape, subcomponent } = delimiters
  const sequences = new Map([
    [field, 'F'],
    [component, 'S'],
    [repetition, 'R'],
    [escape, 'E'],
    [subcomponent, 'T'],
    ['\n', '.br'],
  ])
  return Array.from(text.replace(/\r\n?/g, '\n'))
    .map((character) => {
      const sequence = sequences.get(character)
      if (sequence !== undefined) return `${escape}${sequence}${escape}`
      return /\p{Cc}/u.test(character) ? ' ' : character
    })
    .join('')
}
