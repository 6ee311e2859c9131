import type { PhraseList } from '../terminology/phrase.ts'
import type { ValueSet } from '../terminology/value-set.ts'
import type { CodePattern } from './code-pattern.ts'
import type { RiskMarks } from './risk-marks.ts'

/** How the name of an order is read: what it says is ordered, and what it only mentions. */
export interface NameReading {
  /** Texts that mean this procedure and no other. */
  readonly phrases: PhraseList
  /** Texts that mean it where the name also says the site; without the site they are generic. */
  readonly phrasesOfSite: PhraseList
  /** The site of the procedure, anywhere in the name. */
  readonly site: PhraseList
  /** Texts that mean it among other procedures. */
  readonly genericPhrases: PhraseList
  /** Any of the three before. */
  readonly acts: PhraseList
  /** Names of procedures that are done instead of it. */
  readonly otherProcedures: PhraseList
  /**
   * Names of the same act without what makes it this procedure. Ordered, they are another one;
   * done, they may have been this one under a careless name.
   */
  readonly lesserProcedures: PhraseList
  /** Other organs, anywhere in the name. */
  readonly otherOrgans: PhraseList
  /** Diseases that are treated by it too, and are not the diagnosis of the service. */
  readonly otherDiseases: PhraseList
  /** Names of the diagnosis. */
  readonly diagnosis: PhraseList
  /** What is no procedure at all: visits, nursing, consent. */
  readonly visits: PhraseList
  /** Imaging: an order of its own where it is named first, else a companion. */
  readonly imaging: PhraseList
  /** An act with a word beside it that says it is past, failed, denied or still to come. */
  readonly mentions: PhraseList
  /** Imaging by which the procedure is guided, and imaging that is a step of it. */
  readonly guidance: PhraseList
  /** Words after which a clause speaks of another time. */
  readonly times: PhraseList
  /** Words after which a clause says how, where or why. */
  readonly manners: PhraseList
}

/** How a text says that the procedure was done before. */
export interface EarlierReading {
  /** Names of the procedure, of whatever site. */
  readonly acts: PhraseList
  /** Words that say so in a clause of a name that speaks of the procedure, or alone: `repeat`. */
  readonly again: PhraseList
  /** Numbers above the first: alone behind the procedure they count it (`TACE-2`). */
  readonly numbers: PhraseList
  /** Of anything that is written on an order: `repeat TACE`, `prior TACE`, `2nd session`. */
  readonly said: PhraseList
  /** Of a reason, a diagnosis or another procedure, in which nothing is still to come: `after TACE`. */
  readonly past: PhraseList
  /** What is denied: `no prior TACE`. */
  readonly denied: PhraseList
}

/** What an order is recognised by. */
export interface OrderRecognition {
  /** Codes that mean this procedure and no other: a site's own. */
  readonly specificCodes: ValueSet
  /** Codes that mean this procedure, of whatever organ: they need the diagnosis, and no hint. */
  readonly codesOfAnySite: ValueSet
  /** Codes that mean this procedure among others: they count only with the diagnosis and a hint. */
  readonly genericCodes: ValueSet
  /** Codes that mean another procedure. */
  readonly otherCodes: ValueSet
  /**
   * Codes of what was done that mean an act of this kind at the site, with or without what makes it
   * this procedure.
   */
  readonly doneAtSite: readonly CodePattern[]
  /**
   * What narrows a generic code down to the service's order: body sites, and words anywhere in the
   * order.
   */
  readonly hintCodes: ValueSet
  readonly hintPhrases: PhraseList
  /** What the act has to be done with to be this procedure: with it a lesser name is generic. */
  readonly drugPhrases: PhraseList
  /** Other organs, and reasons that are no tumour of the site. */
  readonly elsewhere: PhraseList
  readonly names: NameReading
  readonly earlier: EarlierReading
  /** The diagnosis: as an order's reason it is a hint. */
  readonly diagnosis: DiagnosisRecognition
  /** False when the site switched recognition by text off. */
  readonly isByText: boolean
}

/** What the diagnosis of a service is recognised by. */
export interface DiagnosisRecognition {
  readonly codes: ValueSet
  /** Codes that hold the diagnosis among others: a text beside them decides. */
  readonly broaderCodes: ValueSet
  /** Its code in a system that is not known here, or a code below it: nobody can tell but the site. */
  readonly unmapped: readonly CodePattern[]
  /**
   * Systems of which every code is a concept, so that one that is not the diagnosis is another:
   * parts of their names, in lower case.
   */
  readonly codedSystems: readonly string[]
  /** Codes of what goes along with the diagnosis: as a reason they say nothing against it. */
  readonly companions: readonly CodePattern[]
  /** Words of what goes along with it, for systems whose codes have no order. */
  readonly companionPhrases: PhraseList
  readonly phrases: PhraseList
  /** Names that hold the diagnosis among others: what spread from there is no other disease. */
  readonly broaderPhrases: PhraseList
  /** Words that say that the diagnosis is doubted or denied. */
  readonly excludingPhrases: PhraseList
  /** Other organs, and diseases for which such a procedure is done too: a reason against. */
  readonly otherDiseases: PhraseList
  readonly marks: RiskMarks
  /** The letters of a mark as words: behind another organ or disease they are the mark. */
  readonly abbreviations: PhraseList
}
