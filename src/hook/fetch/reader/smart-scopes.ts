/** What is asked of a FHIR server, as far as scopes tell it apart. */
interface Interaction {
  readonly type: string
  readonly kind: 'read' | 'search'
}

/** How much of what an interaction asks for a token opens; `some`: scopes with a search in them. */
type Coverage = 'all' | 'some' | 'none'

/**
 * A scope for clinical data, of SMART App Launch 1.0 (`patient/Observation.read`) or 2
 * (`user/Observation.rs?category=laboratory`).
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
const CLINICAL_SCOPE =
  /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(\?.+)?$/

const LETTERS = { read: 'r', search: 's' } as const

function permits(permission: string, kind: Interaction['kind']): boolean {
  if (permission === '*' || permission === 'read') return true
  return permission !== 'write' && permission.includes(LETTERS[kind])
}

/** The interaction of a relative URL: `Patient/1` reads, `Observation?patient=1` searches. */
export function interactionOf(url: string): Interaction {
  return {
    type: /^[A-Za-z]*/.exec(url)?.[0] ?? '',
    kind: url.includes('?') ? 'search' : 'read',
  }
}

/** How much of an interaction the scopes of a token, separated by blanks, cover. */
export function coverageOf(scope: string, { type, kind }: Interaction): Coverage {
  const fitting = scope
    .split(/\s+/)
    .map((word) => CLINICAL_SCOPE.exec(word))
    .filter((match) => match !== null)
    .filter(([, of, permission = '']) => (of === '*' || of === type) && permits(permission, kind))
  if (fitting.length === 0) return 'none'
  return fitting.some(([, , , search]) => search === undefined) ? 'all' : 'some'
}
