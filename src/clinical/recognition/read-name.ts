import { type FoldedText, foldText } from '../terminology/phrase.ts'
import type { NameReading } from './definition.ts'

const BETWEEN_CLAUSES = /[,;:()[\]。、|]|\. /

export function clausesOf(text: FoldedText): readonly FoldedText[] {
  return text
    .split(BETWEEN_CLAUSES)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '') as FoldedText[]
}

/**
 * What the name of an order says is ordered; `combined`: this procedure together with another, or
 * one of the two; `elsewhere`: such a procedure of another organ or for another disease; `lesser`:
 * the act without what makes it this procedure.
 */
export type NameVerdict =
  | 'named'
  | 'generic'
  | 'silent'
  | 'combined'
  | 'elsewhere'
  | 'other-procedure'
  | 'lesser'
  | 'other-act'

/**
 * What a clause says is ordered: without what it only mentions (`post-TACE`, `TACE术后`), and up to a
 * word after which it speaks of another time (`after`, `before`).
 */
const orderedPart = (clause: FoldedText, by: NameReading) =>
  by.times.before(by.mentions.without(clause))

/**
 * The head of a clause: without guidance (`MRI-guided`), and up to a word after which it says how,
 * where or why (`with`, `under`, `for`).
 */
const headOf = (text: FoldedText, by: NameReading) => by.manners.before(by.guidance.without(text))

const isThis = (text: FoldedText, by: NameReading) =>
  by.phrases.isIn(text) || by.phrasesOfSite.isIn(text)

// A name of the procedure may hold the name of another inside it, and is then not that other one.
const withoutThis = (text: FoldedText, by: NameReading) =>
  by.phrases.without(by.phrasesOfSite.without(text))

/**
 * Whether a name says another organ anywhere, or another disease and not the diagnosis. Imaging of
 * another organ may be a step on the way (`mesenteric angiogram`).
 */
function isElsewhere(name: FoldedText, by: NameReading): boolean {
  const text = by.guidance.without(name)
  if (!by.acts.isIn(text)) return false
  return by.otherOrgans.isIn(text) || (by.otherDiseases.isIn(text) && !by.diagnosis.isIn(text))
}

type Found = 'named' | 'generic' | 'silent'

function readClause(clause: FoldedText, hasSite: boolean, by: NameReading): Found {
  if (by.phrases.isIn(clause)) return 'named'
  if (by.phrasesOfSite.isIn(clause)) return hasSite ? 'named' : 'generic'
  return by.genericPhrases.isIn(clause) ? 'generic' : 'silent'
}

/** What a clause says that is ordered instead of the procedure, beside it, or before it. */
function readAnother(
  clause: FoldedText,
  clauses: readonly FoldedText[],
  by: NameReading,
): NameVerdict | undefined {
  const rest = withoutThis(clause, by)
  const isAlsoThis = () => clauses.some((other) => isThis(other, by))
  if (by.otherProcedures.isIn(rest)) return isAlsoThis() ? 'combined' : 'other-procedure'
  if (by.lesserProcedures.isIn(rest) && !isAlsoThis()) return 'lesser'
  return by.visits.isIn(headOf(clause, by)) ? 'other-act' : undefined
}

/**
 * Reads the name of an order clause by clause: the head of a clause says what is ordered, the rest
 * how, where, why or when. Another procedure or a visit at the head of any clause makes the order
 * that one; imaging only where it comes no later than the procedure.
 */
export function readName(name: string, by: NameReading): NameVerdict {
  const folded = foldText(name)
  if (isElsewhere(folded, by)) return 'elsewhere'
  const clauses = clausesOf(folded).map((clause) => orderedPart(clause, by))
  const hasSite = clauses.some(by.site.isIn)
  let found: Found = 'silent'
  for (const clause of clauses) {
    const another = readAnother(clause, clauses, by)
    if (another !== undefined) return another
    if (found === 'silent' && by.imaging.isIn(headOf(clause, by))) return 'other-act'
    const said = readClause(clause, hasSite, by)
    if (said === 'named' || found === 'silent') found = said
  }
  return found
}
