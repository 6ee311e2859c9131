import {
  joinPhraseLists,
  type PhraseList,
  toPhraseList,
  toPhrasePairs,
} from '../terminology/phrase.ts'
import type { EarlierReading, NameReading } from './definition.ts'

type Words = readonly string[]

/** The words by which names of orders are read, as people write them. */
interface NameWords {
  readonly phrases: Words
  readonly phrasesOfSite: Words
  readonly site: Words
  readonly genericPhrases: Words
  readonly otherProcedures: Words
  readonly lesserProcedures: Words
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

/** What the diagnosis gives to the reading of names. */
interface DiseaseWords {
  readonly phrases: Words
  readonly otherDiseases: Words
}

export function toNameReading(words: NameWords, disease: DiseaseWords): NameReading {
  const { grammar } = words
  const own = [...words.phrases, ...words.phrasesOfSite, ...words.genericPhrases]
  const procedures = [...own, ...words.otherProcedures, ...words.lesserProcedures]
  const acts = [...procedures, ...words.visits, ...words.imaging]
  return {
    phrases: toPhraseList(words.phrases),
    phrasesOfSite: toPhraseList(words.phrasesOfSite),
    site: toPhraseList(words.site),
    genericPhrases: toPhraseList(words.genericPhrases),
    acts: toPhraseList(own),
    otherProcedures: toPhraseList(words.otherProcedures),
    lesserProcedures: toPhraseList(words.lesserProcedures),
    otherOrgans: toPhraseList(words.otherOrgans),
    otherDiseases: toPhraseList(disease.otherDiseases),
    diagnosis: toPhraseList(disease.phrases),
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

/** The words by which an order, a reason or a record says that the procedure was done before. */
interface EarlierWords {
  /** Words that say so where the procedure is spoken of: `repeat`, `再次`. */
  readonly repeated: Words
  /** Numbers above the first (`second`, `#2`), and bare ones that need what they count. */
  readonly ordinals: Words
  readonly numbers: Words
  /** What they count: `session`, `cycle`. */
  readonly counted: Words
  /** Words before and behind the procedure that say it is past: `prior`, `史`. */
  readonly before: Words
  readonly behind: Words
  /** The same that may also speak of what comes after the procedure now ordered: `post`, `术后`. */
  readonly perhapsBefore: Words
  readonly perhapsBehind: Words
  /** Words that deny what follows: `no`, `未行`. */
  readonly denials: Words
}

export function toEarlierReading(
  words: EarlierWords,
  { phrases, phrasesOfSite }: Pick<NameWords, 'phrases' | 'phrasesOfSite'>,
): EarlierReading {
  const acts = [...phrases, ...phrasesOfSite]
  const again = [...words.repeated, ...words.ordinals]
  const before = [...again, ...words.before]
  const said: readonly PhraseList[] = [
    toPhrasePairs(before, acts),
    toPhrasePairs(acts, [...words.behind, ...words.ordinals]),
    toPhrasePairs(again, words.counted),
    toPhrasePairs(words.counted, [...words.ordinals, ...words.numbers]),
  ]
  return {
    acts: toPhraseList(acts),
    again: toPhraseList(again),
    numbers: toPhraseList(words.numbers),
    said: joinPhraseLists(said),
    past: joinPhraseLists([
      ...said,
      toPhrasePairs(words.perhapsBefore, acts),
      toPhrasePairs(acts, words.perhapsBehind),
    ]),
    denied: toPhrasePairs(words.denials, [...before, ...acts]),
  }
}
