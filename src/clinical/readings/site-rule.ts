import type { PhraseList } from '../terminology/phrase.ts'
import type { ValueSet } from '../terminology/value-set.ts'

/** A part of the organ that has a name, and the smallest named parts that it holds. */
export interface SitePart {
  readonly id: string
  readonly codes: ValueSet
  readonly phrases: PhraseList
  readonly parts: readonly string[]
}

/** How numbered parts are written: `segments VII/VIII`, `S8`. */
export interface NumberedParts {
  /** Each number or numeral, folded, with the smallest parts that it means. */
  readonly numerals: ReadonlyMap<string, readonly string[]>
  /** A regular expression for a list of numerals with what leads to it, or follows it. */
  readonly listPattern: string
  /** A regular expression for each numeral in such a list. */
  readonly numeralPattern: string
}

/** Where an input may be measured: what is of another place is not it. */
export interface SiteRule {
  readonly id: string
  /** Codes of the organ and its parts. */
  readonly admittedCodes: ValueSet
  readonly admittedPhrases: PhraseList
  /** Codes of the disease: a value may be said to be of a Condition. */
  readonly diseaseCodes: ValueSet
  /** Words for the tumour, which say nothing of its organ. */
  readonly tumourPhrases: PhraseList
  readonly otherPhrases: PhraseList
  readonly backgroundCodes: ValueSet
  readonly backgroundPhrases: PhraseList
  /** Body regions that hold the organ: they say nothing of it. */
  readonly regionCodes: ValueSet
  readonly regionPhrases: PhraseList
  /** What compares the place with another. */
  readonly comparedPhrases: PhraseList
  /** What names another place and does not mean it: what the place lies beside, a technique. */
  readonly ignoredPhrases: PhraseList
  /** Components that say where the value was measured. */
  readonly labelCodes: ValueSet
  readonly labelPhrases: PhraseList
  /** Words of a place that tell no lesion from another. */
  readonly fillerPhrases: PhraseList
  readonly parts: readonly SitePart[]
  readonly numbered: NumberedParts
}
