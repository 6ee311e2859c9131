import { toLookup } from '../base/lookup.ts'

/** The interactions that a SMART scope permits, with what resources. */
export interface Permission {
  /** Of the patient in context only, or of every patient that the user may see. */
  readonly of: 'patient' | 'user'
  /** A resource type, or `*`. */
  readonly type: string
  readonly letters: string
  /** The search that narrows a scope of the second version, without its question mark. */
  readonly query: string | undefined
}

/** Create, read, update, delete, search, as in scopes of SMART App Launch 2. */
export type Letter = 'c' | 'r' | 'u' | 'd' | 's'

const SCOPE = /^(patient|user)\/(\*|[A-Za-z]+)\.([a-z]+|\*)(?:\?(.*))?$/

const V1 = toLookup<string>({ read: 'rs', write: 'cud', '*': 'cruds' })

/**
 * Beside FHIR permissions. What a person cannot grant to an app is left out: `system/` and what is
 * not known.
 */
const LAUNCH_SCOPES = ['launch', 'launch/patient', 'openid', 'fhirUser']

function toPermission(scope: string): Permission | undefined {
  const [, of, type, rights, query] = SCOPE.exec(scope) ?? []
  if (type === undefined || rights === undefined) return undefined
  const letters = V1[rights] ?? rights
  if (!/^(?=.)c?r?u?d?s?$/.test(letters)) return undefined
  return { of: of === 'user' ? 'user' : 'patient', type, letters, query }
}

/**
 * The FHIR permissions in a scope string, of SMART App Launch 1 and 2.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
export const permissionsOf = (scope: string): readonly Permission[] =>
  scope.split(/\s+/).flatMap((scopeToken) => toPermission(scopeToken) ?? [])

/** Those of the requested scopes that the sandbox grants. */
export const grantable = (scope: string): string =>
  scope
    .split(/\s+/)
    .filter(
      (scopeToken) => LAUNCH_SCOPES.includes(scopeToken) || toPermission(scopeToken) !== undefined,
    )
    .join(' ')
