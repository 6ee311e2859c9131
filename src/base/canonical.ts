/**
 * Where the files of this program say that its code systems, value sets, extensions and identifiers
 * are. The domain is one of those that belong to nobody (RFC 2606): a site that exchanges data with
 * others sets its own.
 */
export const SHIPPED_BASE = 'http://tace-resistance-cds.example'

/** The kinds of definition that have a canonical URL or an identifier system of this project. */
type CanonicalKind =
  | 'CodeSystem'
  | 'ConceptMap'
  | 'ImplementationGuide'
  | 'NamingSystem'
  | 'PlanDefinition'
  | 'Questionnaire'
  | 'StructureDefinition'
  | 'ValueSet'

/** The URL of a definition. */
export const canonicalUrl = (base: string, kind: CanonicalKind, id: string): string =>
  `${base}/${kind}/${id}`

/** Whether a URL is below a base. */
export const isBelow = (base: string, url: string): boolean => url.startsWith(`${base}/`)

/** A text of the program's files with every URL of the shipped base under another. */
export const rebase = (text: string, base: string): string =>
  base === SHIPPED_BASE ? text : text.replaceAll(`${SHIPPED_BASE}/`, `${base}/`)
