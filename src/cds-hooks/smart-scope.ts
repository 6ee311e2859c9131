/** What a reader does with a FHIR server. */
export type Interaction = 'read' | 'search'

// v1: patient/Observation.read; v2: patient/Observation.rs?category=laboratory. The category narrows
// which resources the server gives, not whether it may be asked.
const SCOPE = /^(?:patient|user|system)\/(\w+|\*)\.([a-z]+|\*)(?:\?.*)?$/

const V2_LETTER: Readonly<Record<Interaction, string>> = { read: 'r', search: 's' }

function permits(permissions: string, interaction: Interaction): boolean {
  if (permissions === '*' || permissions === 'read') return true
  return /^c?r?u?d?s?$/.test(permissions) && permissions.includes(V2_LETTER[interaction])
}

/**
 * Whether SMART scopes, separated by spaces, let their holder read or search a resource type. Both
 * syntaxes count at once: `.read`, `.write`, `.*` of version 1, which CDS Hooks names up to 2.0,
 * and `.cruds` of version 2, which it names since 3.0.
 * https://hl7.org/fhir/smart-app-launch/STU2/scopes-and-launch-context.html
 */
export function scopeAllows(
  scopes: string,
  interaction: Interaction,
  resourceType: string,
): boolean {
  return scopes.split(/\s+/).some((scope) => {
    const [, type, permissions = ''] = SCOPE.exec(scope) ?? []
    return (type === '*' || type === resourceType) && permits(permissions, interaction)
  })
}
