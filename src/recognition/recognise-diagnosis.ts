import { type Concept, textsOf } from '../fhir/index.ts'
import { foldText, hasMember } from '../terminology/index.ts'
import type { DiagnosisRecognition } from './definition.ts'

/** Whether a concept is the diagnosis: by code, else by a text that does not doubt it. */
export function isDiagnosis(concept: Concept, by: DiagnosisRecognition): boolean {
  if (hasMember(concept.codings, by.codes)) return true
  return textsOf(concept)
    .map(foldText)
    .some((text) => by.phrases.isIn(text) && !by.excludingPhrases.isIn(text))
}
