import { joinPhraseLists, toPhraseList, toPhrasePairs } from '../terminology/phrase.ts'
import type { NameReading } from './definition.ts'

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

/** The reading of names by these words. */
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
