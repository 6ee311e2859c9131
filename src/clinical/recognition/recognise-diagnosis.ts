import { type Concept, textsOf } from '../fhir/concept.ts'
import { type FoldedText, foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { clausesOf } from './clauses.ts'
import type { DiagnosisRecognition } from './definition.ts'

/** Whether a clause is a doubt and nothing else, as in `HCC (suspected)`. */
const isDoubtAlone = (clause: FoldedText, by: DiagnosisRecognition) =>
  by.excludingPhrases.isIn(clause) && by.excludingPhrases.without(clause).trim() === ''

/** A doubt is about its own clause, or about the whole text when it stands alone. */
function isStated(text: FoldedText, by: DiagnosisRecognition): boolean {
  const clauses = clausesOf(text)
  const named = clauses.filter(by.phrases.isIn)
  if (named.length === 0 || named.some(by.excludingPhrases.isIn)) return false
  return !clauses.some((clause) => isDoubtAlone(clause, by))
}

/** Whether a concept is the diagnosis: by code, else by a text that does not doubt it. */
export function isDiagnosis(concept: Concept, by: DiagnosisRecognition): boolean {
  if (hasMember(concept.codings, by.codes)) return true
  return textsOf(concept).some((text) => isStated(foldText(text), by))
}
