import {
  type FoldedText,
  foldText,
  joinPhraseLists,
  toPhraseList,
  toPhrasePairs,
} from '../terminology/phrase.ts'
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
 * one of the two.
 */
export type NameVerdict =
  'named' | 'generic' | 'silent' | 'combined' | 'other-procedure' | 'other-act'

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

// A name of the procedure may hold the name of another inside it, and is then not that other one.
const isOther = (text: FoldedText, by: NameReading) =>
  by.elsewhere.isIn(text) || by.otherProcedures.isIn(by.phrases.without(text))

const isThis = (text: FoldedText, by: NameReading) =>
  by.phrases.isIn(text) && !by.elsewhere.isIn(text)

/**
 * Reads the name of an order clause by clause: the head of a clause says what is ordered, the rest
 * how, where, why or when. Another procedure or a visit at the head of any clause makes the order
 * that one; imaging only where it comes no later than the procedure.
 */
export function readName(name: string, by: NameReading): NameVerdict {
  let found: 'named' | 'generic' | 'silent' = 'silent'
  const clauses = clausesOf(foldText(name)).map((clause) => orderedPart(clause, by))
  for (const clause of clauses) {
    if (isOther(clause, by))
      return clauses.some((other) => isThis(other, by)) ? 'combined' : 'other-procedure'
    const head = headOf(clause, by)
    if (by.visits.isIn(head)) return 'other-act'
    if (found === 'silent' && by.imaging.isIn(head)) return 'other-act'
    if (by.phrases.isIn(clause)) found = 'named'
    else if (found === 'silent' && by.genericPhrases.isIn(clause)) found = 'generic'
  }
  return found
}

type Words = readonly string[]

/** The words by which names of orders are read, as people write them. */
interface NameWords {
  readonly phrases: Words
  readonly genericPhrases: Words
  readonly otherProcedures: Words
  readonly otherOrgans: Words
  readonly visits: Words
  readonly imaging: Words
  readonly grammar: {
    /** Words behind which an act is only mentioned: `post`, `no`. */
    readonly mentionedAfter: Words
    /** Words before which an act is only mentioned: `术后`, `refractory`. */
    readonly mentionedBefore: Words
    /** Words before which imaging is guidance: `guided`. */
    readonly guidance: Words
    /** Imaging that is a step of the procedure. */
    readonly techniques: Words
    readonly times: Words
    readonly manners: Words
  }
}

export function toNameReading(words: NameWords): NameReading {
  const { grammar } = words
  const procedures = [...words.phrases, ...words.genericPhrases, ...words.otherProcedures]
  const acts = [...procedures, ...words.visits, ...words.imaging]
  return {
    phrases: toPhraseList(words.phrases),
    genericPhrases: toPhraseList(words.genericPhrases),
    otherProcedures: toPhraseList(words.otherProcedures),
    elsewhere: toPhrasePairs(words.otherOrgans, words.phrases),
    visits: toPhraseList(words.visits),
    imaging: toPhraseList(words.imaging),
    mentions: joinPhraseLists([
      toPhrasePairs(grammar.mentionedAfter, acts),
      toPhrasePairs(acts, grammar.mentionedBefore),
    ]),
    guidance: joinPhraseLists([
      toPhrasePairs(words.imaging, grammar.guidance),
      toPhraseList(grammar.techniques),
    ]),
    times: toPhraseList(grammar.times),
    manners: toPhraseList(grammar.manners),
  }
}
