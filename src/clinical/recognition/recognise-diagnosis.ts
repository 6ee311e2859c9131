import { type Concept, textsOf } from '../fhir/concept.ts'
import { type FoldedText, foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { isSystem, isUnder } from './code-pattern.ts'
import type { DiagnosisRecognition } from './definition.ts'
import { clausesOf } from './read-name.ts'
import { withoutRiskMarks } from './risk-marks.ts'

/**
 * What a concept says of the diagnosis:
 *
 * - `coded`, `in-words`: it is the diagnosis, by its code or by its text;
 * - `unmapped`: perhaps, by a code that only the site can read;
 * - `other`: another disease;
 * - `silent`: nothing for or against it.
 */
export type DiagnosisVerdict = 'coded' | 'in-words' | 'unmapped' | 'other' | 'silent'

const isDoubtAlone = (clause: FoldedText, by: DiagnosisRecognition) =>
  by.excludingPhrases.isIn(clause) && by.excludingPhrases.without(clause).trim() === ''

/** Whether a clause has no name of the diagnosis but letters that stand behind another disease. */
const isMark = (clause: FoldedText, by: DiagnosisRecognition) =>
  !by.phrases.isIn(by.abbreviations.without(clause)) &&
  by.otherDiseases.isIn(by.abbreviations.before(clause))

/** A doubt is about its own clause, or about the whole text when it stands alone. */
function isStated(text: FoldedText, by: DiagnosisRecognition): boolean {
  const clauses = clausesOf(text)
  const named = clauses.filter((clause) => by.phrases.isIn(clause) && !isMark(clause, by))
  if (named.length === 0 || named.some(by.excludingPhrases.isIn)) return false
  return !clauses.some((clause) => isDoubtAlone(clause, by))
}

/** The texts of a concept as they are compared, without marks of risk adjustment. */
const wordsOf = (concept: Concept, by: DiagnosisRecognition) =>
  textsOf(concept).map((text) => foldText(withoutRiskMarks(text, by.marks)))

const isOther = (text: FoldedText, by: DiagnosisRecognition) =>
  by.otherDiseases.isIn(text) && !by.broaderPhrases.isIn(by.otherDiseases.without(text))

function inWords(words: readonly FoldedText[], by: DiagnosisRecognition): DiagnosisVerdict {
  if (words.some((text) => isStated(text, by))) return 'in-words'
  return words.some((text) => isOther(text, by)) ? 'other' : 'silent'
}

/** What a concept says whose codes mean something else than the diagnosis. */
function ofAnother(
  { codings }: Concept,
  words: readonly FoldedText[],
  by: DiagnosisRecognition,
): DiagnosisVerdict {
  const others = codings.filter(
    ({ system, code }) => code !== undefined && isSystem(system, by.codedSystems),
  )
  if (others.every((coding) => isUnder(coding, by.companions))) return 'silent'
  const ranked = by.companions.flatMap(({ systems }) => systems)
  if (others.some(({ system }) => isSystem(system, ranked))) return 'other'
  // A code of which the list may not know that it is a kind of the diagnosis.
  if (words.some((text) => isStated(text, by))) return 'unmapped'
  const isCompanion = words.some(by.companionPhrases.isIn)
  return isCompanion && !words.some((text) => isOther(text, by)) ? 'silent' : 'other'
}

/**
 * What a concept says of the diagnosis. A code decides over a text: that of another disease too. A
 * broader code, and a site's own that is not mapped, leave it to the text.
 */
export function judgeDiagnosis(concept: Concept, by: DiagnosisRecognition): DiagnosisVerdict {
  const { codings } = concept
  if (hasMember(codings, by.codes)) return 'coded'
  if (codings.some((coding) => isUnder(coding, by.unmapped))) return 'unmapped'
  const words = wordsOf(concept, by)
  const isAnother = codings.some(
    (coding) =>
      coding.code !== undefined &&
      isSystem(coding.system, by.codedSystems) &&
      !by.broaderCodes.has(coding),
  )
  return isAnother ? ofAnother(concept, words, by) : inWords(words, by)
}

/** Whether a concept is the diagnosis: by code, else by a text that does not doubt it. */
export function isDiagnosis(concept: Concept, by: DiagnosisRecognition): boolean {
  const verdict = judgeDiagnosis(concept, by)
  return verdict === 'coded' || verdict === 'in-words'
}

/**
 * What the reasons of an order say together: the diagnosis among them counts before another
 * disease.
 */
export function judgeReasons(
  reasons: readonly Concept[],
  by: DiagnosisRecognition,
): DiagnosisVerdict {
  const verdicts = reasons.map((reason) => judgeDiagnosis(reason, by))
  const [first = 'silent'] = (['coded', 'in-words', 'unmapped', 'other'] as const).filter(
    (verdict) => verdicts.includes(verdict),
  )
  return first
}
