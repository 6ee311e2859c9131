import { type Concept, nameOf } from '../../clinical/fhir/concept.ts'

/** The codes of a concept as a person looks them up, else its words. */
export const codeOf = (concept: Concept): string =>
  concept.codings.map(({ system = '?', code: value = '?' }) => `${system}|${value}`).join(', ') ||
  nameOf(concept)
