/** What a SMART scope permits: letters of `cruds`. */
interface Permission {
  readonly type: string
  readonly letters: string
}

const SCOPE = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.([a-z]+|\*)(?:\?.*)?$/

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }

/**
 * The FHIR permissions in a scope string, of SMART App Launch 1 and 2.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
function permissionsOf(scope: string): readonly Permission[] {
  return scope.split(/\s+/).flatMap((one) => {
    const [, type, rights] = SCOPE.exec(one) ?? []
    if (type === undefined || rights === undefined) return []
    const letters = V1[rights] ?? rights
    return /^c?r?u?d?s?$/.test(letters) ? [{ type, letters }] : []
  })
}

const LETTERS: Readonly<Record<string, readonly string[]>> = {
  GET: ['r', 's'],
  HEAD: ['r', 's'],
  POST: ['c'],
  PUT: ['u'],
  PATCH: ['u'],
  DELETE: ['d'],
}

/** Whether a scope string permits a request for a resource type. */
export function permits(scope: string, method: string, path: string): boolean {
  const [type = '', last] = path.split(/[/?]/).filter(Boolean)
  if (type === '' || type === 'metadata') return true
  const wanted = method === 'POST' && last === '_search' ? ['s'] : (LETTERS[method] ?? [])
  return permissionsOf(scope).some(
    (one) =>
      (one.type === '*' || one.type === type) &&
      wanted.some((letter) => one.letters.includes(letter)),
  )
}
