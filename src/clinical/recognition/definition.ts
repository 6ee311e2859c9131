import type { PhraseList } from '../terminology/phrase.ts'
import type { ValueSet } from '../terminology/value-set.ts'

/** How the name of an order is read: what it says is ordered, and what it only mentions. */
export interface NameReading {
  /** Texts that mean this procedure and no other. */
  readonly phrases: PhraseList
  /** Texts that mean it among other procedures. */
  readonly genericPhrases: PhraseList
  /** Names of procedures that are done instead of it. */
  readonly otherProcedures: PhraseList
  /** The same procedure named of another organ. */
  readonly elsewhere: PhraseList
  /** What is no procedure at all: visits, nursing, consent. */
  readonly visits: PhraseList
  /** Imaging: an order of its own where it is named first, else a companion. */
  readonly imaging: PhraseList
  /** An act with a word beside it that says it is past, failed, denied or still to come. */
  readonly mentions: PhraseList
  /** Imaging by which the procedure is guided. */
  readonly guidance: PhraseList
  /** Words after which a clause speaks of another time. */
  readonly times: PhraseList
  /** Words after which a clause says how, where or why. */
  readonly manners: PhraseList
}

/** What an order is recognised by. */
export interface OrderRecognition {
  /** Codes that mean this procedure and no other: a site's own. */
  readonly specificCodes: ValueSet
  /** Codes that mean this procedure among others: they count only with the diagnosis and a hint. */
  readonly genericCodes: ValueSet
  /** Codes that mean another procedure. */
  readonly otherCodes: ValueSet
  /**
   * What narrows a generic code down to the service's order: body sites, and words anywhere in the
   * order.
   */
  readonly hintCodes: ValueSet
  readonly hintPhrases: PhraseList
  /** The diagnosis: as an order's reason it is a hint. */
  readonly reasonCodes: ValueSet
  /** Other organs, and reasons that are no tumour of the liver. */
  readonly elsewhere: PhraseList
  readonly names: NameReading
  /** False when the site switched recognition by text off. */
  readonly isByText: boolean
}

/** What the diagnosis of a service is recognised by. */
export interface DiagnosisRecognition {
  readonly codes: ValueSet
  readonly phrases: PhraseList
  /** Words that say that the diagnosis is doubted or denied. */
  readonly excludingPhrases: PhraseList
}
