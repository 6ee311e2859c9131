import { compactText, foldText, type FoldedText, type PhraseList } from '../terminology/phrase.ts'

/** The words around a value of a finding: its names, and what says nothing of the value. */
export interface FindingWords {
  /** Names of the finding as phrases, and without blanks, longer ones first: `cnlc`. */
  readonly namePhrases: PhraseList
  readonly names: readonly FoldedText[]
  /** Words and signs that are passed over: `stage`, `期`, a colon. */
  readonly fillers: PhraseList
  /** What is passed over besides where the text names the finding: `the lesion`, `HCC`. */
  readonly subjects: PhraseList
}

/** A text without the names of the finding and what is passed over. */
interface WordsOfFinding {
  readonly rest: FoldedText
  /** Whether the text names the finding. */
  readonly isNamed: boolean
}

/** A negation of what was passed over, and not of what follows: 不见完整 is not 不完整. */
const NEGATED_ELSEWHERE = /不\s/gu

/**
 * What a text says of a finding. Only what is left as a whole may be a value: a doubt, a negation,
 * another organ or a second value stays in the rest, so that it is none.
 */
export function wordsOf(text: string, words: FindingWords): WordsOfFinding {
  const { names, namePhrases, fillers, subjects } = words
  const folded = foldText(text)
  const whole = compactText(folded)
  const isNamed = names.some((name) => whole.includes(name))
  const passed = fillers.without(isNamed ? subjects.without(namePhrases.without(folded)) : folded)
  const bare: string = compactText(passed.replace(NEGATED_ELSEWHERE, '不…'))
  const rest = names.reduce((left, name) => left.replaceAll(name, ''), bare)
  return { rest: rest as FoldedText, isNamed }
}
