import type { HookName } from './hooks.ts'

/** One entry of the discovery answer. https://cds-hooks.hl7.org/2.0/#discovery */
export interface DiscoveryEntry {
  readonly id: string
  readonly hook: HookName
  readonly title: string
  readonly description: string
  readonly usageRequirements: string
  readonly prefetch: Readonly<Record<string, string>>
}

/** The answer to `GET {baseUrl}/cds-services`. */
export interface DiscoveryResponse {
  readonly services: readonly DiscoveryEntry[]
}
