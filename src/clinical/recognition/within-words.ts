import type { Concept } from '../fhir/concept.ts'
import { LONGEST_TEXT } from '../terminology/phrase.ts'
import type { Recognisable } from './recognise.ts'

/** So many characters of an order or a procedure are read, and no more of one text than of any. */
const MOST_CHARACTERS = 5 * LONGEST_TEXT

/** Takes texts until there is room for no more. */
function toTake(): (text: string | undefined) => string | undefined {
  let left = MOST_CHARACTERS
  return (text) => {
    if (text === undefined || left <= 0) return undefined
    const taken = text.slice(0, Math.min(left, LONGEST_TEXT))
    left -= taken.length
    return taken
  }
}

const lengthOf = ({ text = '', codings }: Concept) =>
  codings.reduce((sum, { display = '' }) => sum + display.length, text.length)

/** How many characters it has in its words. */
function charactersOf({ codes, bodySites, notes, reasons = [] }: Recognisable): number {
  const ofNotes = notes.reduce((sum, note) => sum + note.length, 0)
  return [...codes, ...bodySites, ...reasons].reduce((sum, part) => sum + lengthOf(part), ofNotes)
}

/**
 * An order, or a procedure that was done, with its codes and as many of its words as are read, its
 * names first: words by the megabyte would hold up all others.
 */
export function withinWords<Named extends Recognisable>(named: Named): Named {
  if (charactersOf(named) <= LONGEST_TEXT) return named
  const take = toTake()
  const read = ({ text, codings }: Concept): Concept => ({
    text: take(text),
    codings: codings.map((coding) => ({ ...coding, display: take(coding.display) })),
  })
  return {
    ...named,
    codes: named.codes.map(read),
    notes: named.notes.map(take).filter((note) => note !== undefined),
    reasons: named.reasons?.map(read),
    bodySites: named.bodySites.map(read),
  }
}
