import { type Concept, textsOf } from '../fhir/index.ts'
import { hasMember } from '../terminology/index.ts'
import type { DiagnosisRecognition } from './definition.ts'

/** Whether a concept is the diagnosis: by code, else by a text that does not doubt it. */
export function isDiagnosis(concept: Concept, by: DiagnosisRecognition): boolean {
  if (hasMember(concept.codings, by.codes)) return true
  return textsOf(concept).some(
    (text) => by.phrases.find(text) !== undefined && by.excludingPhrases.find(text) === undefined,
  )
}
