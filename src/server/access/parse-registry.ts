import { linesOfIssues } from '../../base/config/schema-words.ts'
import {
  type Agreement,
  ambiguities,
  type ClientRegistry,
  type RegisteredClient,
  type RegisteredKeys,
} from './client-registry.ts'
import {
  type ParsedAgreement,
  type ParsedClient,
  registrySchema,
  type RegistrySurroundings,
} from './registry-schema.ts'

function toAgreement(parsed: ParsedAgreement, id: string, stopsAll: boolean): Agreement {
  const { fhirServers, fetchBudgetMs, limits, ...settings } = parsed
  const { services, lowestCategory, maximumCards, killSwitch } = settings
  return {
    settings: {
      ...settings,
      id,
      services,
      lowestCategory,
      maximumCards,
      killSwitch: killSwitch || stopsAll,
    },
    fhirServers,
    fetchBudgetMs,
    limits,
  }
}

function toKeys({ jwksUrl, jwksFile, jwks, jku }: ParsedClient['keys']): RegisteredKeys {
  return jwksUrl === undefined
    ? { kind: 'pinned', keys: jwksFile ?? jwks ?? new Map(), jku: jku ?? [] }
    : { kind: 'url', urls: jwksUrl }
}

function toClient(parsed: ParsedClient, stopsAll: boolean): RegisteredClient {
  const { id, iss, keys, tenants, algorithms, replay, ...agreement } = parsed
  return {
    ...toAgreement(agreement, id, stopsAll),
    iss,
    keys: toKeys(keys),
    tenants,
    algorithms,
    replay,
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(`the client registry has problems:\n  ${problems.join('\n  ')}`)
}

/**
 * The clients of a registry file.
 *
 * @throws {Error} With every problem and its path.
 */
export function parseClientRegistry(
  json: unknown,
  surroundings: RegistrySurroundings,
): ClientRegistry {
  const form = registrySchema(surroundings)
  const parsed = form.safeParse(json)
  if (!parsed.success) {
    refuse(linesOfIssues(parsed.error.issues, json, form))
    throw new TypeError('a failed parse has issues')
  }
  const { clients, anonymous, killSwitch } = parsed.data
  const registered = clients.map((client) => toClient(client, killSwitch))
  refuse(ambiguities(registered))
  return { clients: registered, anonymous: toAgreement(anonymous, 'anonymous', killSwitch) }
}
