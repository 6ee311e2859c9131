import { canonicalBase, isSafeUrl, isSameBase } from '../../base/loopback.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import type { ClientRegistry } from './client-registry.ts'
import type { SmartClient } from './smart-clients.ts'

/** How an EHR knows the SMART app. */
export interface AppRegistration {
  /** Its FHIR base URL as it is registered here, which is the audience of its tokens. */
  readonly iss: string
  readonly clientId: string
  /** Whether the app's back end asks for the token, which has the key; else its page does. */
  readonly isConfidential: boolean
}

export interface KnownIssuersOptions {
  readonly smartClients: readonly SmartClient[]
  /** The clients as they are registered now. */
  readonly registry: () => Pick<ClientRegistry, 'clients' | 'anonymous'>
  /** The id of the app where nothing else is registered. */
  readonly clientId: string
  /** Testers sign in to any server that is reached safely. Never in production. */
  readonly isSandbox: boolean
}

export type FindIssuer = (iss: string) => AppRegistration | undefined

/**
 * The EHRs that the app signs in to: those that know it, and the FHIR servers of registered
 * clients. A launch URL names one, and anybody can write a launch URL: an app that went wherever it
 * is told to would show a stranger's page, or a stranger's data, as those of the hospital.
 */
export function toKnownIssuers(options: KnownIssuersOptions): FindIssuer {
  const { smartClients, registry, clientId, isSandbox } = options
  return (iss) => {
    const client = smartClients.find((one) => isSameBase(one.iss, iss))
    if (client !== undefined) {
      const isConfidential = client.confidential !== undefined
      return { iss: client.iss, clientId: client.clientId, isConfidential }
    }
    const { clients, anonymous } = registry()
    const server = [anonymous, ...clients]
      .flatMap(({ fhirServers }) => fhirServers)
      .find(({ url }) => isSafeUrl(url) && isSameBase(url, iss))
    const isForTesting = isSandbox && isSafeUrl(iss) && canonicalBase(iss) !== undefined
    const found = server?.url ?? (isForTesting ? iss : undefined)
    return found === undefined
      ? undefined
      : { iss: withoutTrailing(found, '/'), clientId, isConfidential: false }
  }
}
