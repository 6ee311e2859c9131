import { LONGEST_TEXT } from '../terminology/phrase.ts'
import { type Concept, textsOf } from './concept.ts'

/** So many characters of an order or a procedure are read, and no more of one text than of any. */
const MOST_CHARACTERS = 5 * LONGEST_TEXT

/** Of whose words more were sent than are read: those of its name, or only those beside it. */
export type UnreadWords = 'of-name' | 'beside-name'

/** An order, or a procedure that was done, by its words. */
interface Worded {
  readonly codes: readonly Concept[]
  readonly notes: readonly string[]
  readonly reasons?: readonly Concept[] | undefined
  readonly bodySites: readonly Concept[]
}

/** What was left out may be anything: whoever looks for something in the rest has not found out. */
interface Within {
  readonly unreadWords?: UnreadWords
}

/** Takes texts until there is room for no more, and knows whether one was cut. */
class Taking {
  isCut = false
  #left = MOST_CHARACTERS

  readonly take = (text: string): string => {
    const taken = text.slice(0, Math.min(this.#left, LONGEST_TEXT))
    this.#left -= taken.length
    if (taken.length < text.length) this.isCut = true
    return taken
  }

  readonly takeOf = ({ text, codings }: Concept): Concept => ({
    text: text && this.take(text),
    codings: codings.map((coding) => ({
      ...coding,
      display: coding.display && this.take(coding.display),
    })),
  })
}

/** How many characters it has in its words. */
function charactersOf({ codes, bodySites, notes, reasons = [] }: Worded): number {
  const texts = [...[...codes, ...bodySites, ...reasons].flatMap(textsOf), ...notes]
  return texts.reduce((sum, { length }) => sum + length, 0)
}

/**
 * An order or a procedure with its codes and as many of its words as are read, its names first:
 * words by the megabyte would hold up all others.
 */
export function withinWords<Named extends Worded>(named: Named): Named & Within {
  if (charactersOf(named) <= LONGEST_TEXT) return named
  const taking = new Taking()
  const codes = named.codes.map(taking.takeOf)
  const isNameCut = taking.isCut
  const read = {
    ...named,
    codes,
    notes: named.notes.map(taking.take),
    reasons: named.reasons?.map(taking.takeOf),
    bodySites: named.bodySites.map(taking.takeOf),
  }
  if (!taking.isCut) return named
  return { ...read, unreadWords: isNameCut ? 'of-name' : 'beside-name' }
}
