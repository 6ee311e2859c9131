import { resolveTemplate } from '../../hook/protocol/discovery.ts'
import { toLookup } from '../../base/lookup.ts'

/**
 * The tokens that name the user by kind.
 * https://cds-hooks.hl7.org/2.0/#prefetch-tokens-identifying-the-user
 */
const USER_TOKENS = toLookup<string>({
  userPractitionerId: 'Practitioner',
  userPractitionerRoleId: 'PractitionerRole',
  userPatientId: 'Patient',
  userRelatedPersonId: 'RelatedPerson',
})

const USER_TOKEN = /\{\{\s*(user\w+Id)\s*\}\}/g

/**
 * The URL of a prefetch template, below the FHIR base; nothing when a token has no value here, so
 * that the key is omitted. https://cds-hooks.hl7.org/2.0/#prefetch-tokens
 */
export function resolvePrefetch(
  template: string,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  const userId = context['userId']
  const [type = '', id] = typeof userId === 'string' ? userId.split('/') : []
  const withUser = template.replace(USER_TOKEN, (token, name: string) =>
    USER_TOKENS[name] === type && id !== undefined ? encodeURIComponent(id) : token,
  )
  const url = resolveTemplate(withUser, context)
  return url?.includes('{{') === true ? undefined : url
}
