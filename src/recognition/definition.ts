import type { PhraseList, ValueSet } from '../terminology/index.ts'

/** How the order that a service answers to is told from every other. */
export interface OrderRecognition {
  /** Codes that mean this procedure and no other: a site's own. */
  readonly specificCodes: ValueSet
  /** Codes that mean this procedure among others: they count only with the diagnosis and a hint. */
  readonly genericCodes: ValueSet
  /** What narrows a generic code: body sites, and words anywhere in the order. */
  readonly hintCodes: ValueSet
  readonly hintPhrases: PhraseList
  /** Texts that mean this procedure; an empty list when the site switched recognition by text off. */
  readonly phrases: PhraseList
  /** Words that say that another procedure is meant, or none. */
  readonly excludingPhrases: PhraseList
}

/** How the diagnosis that the service is for is told. */
export interface DiagnosisRecognition {
  readonly codes: ValueSet
  readonly phrases: PhraseList
  /** Words that say that the diagnosis is doubted or denied. */
  readonly excludingPhrases: PhraseList
}
