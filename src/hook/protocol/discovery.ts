import type { HookName } from './hooks.ts'

/** A CDS Service in the discovery response. https://cds-hooks.hl7.org/2.0/#discovery */
export interface DiscoveryEntry {
  readonly id: string
  readonly hook: HookName
  readonly title: string
  readonly description: string
  readonly usageRequirements: string
  readonly prefetch: Readonly<Record<string, string>>
}

/** The response to `GET {baseUrl}/cds-services`. */
export interface DiscoveryResponse {
  readonly services: readonly DiscoveryEntry[]
}

const TOKEN = /\{\{\s*context\.(\w+)\s*\}\}/g

/**
 * A prefetch template with its tokens replaced by the percent-encoded values of root-level context
 * fields; nothing when a field is absent. https://cds-hooks.hl7.org/2.0/#prefetch-tokens
 */
export function resolveTemplate(
  template: string,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  const fields = [...template.matchAll(TOKEN)].map(([, field = '']) => field)
  if (fields.some((field) => typeof context[field] !== 'string')) return undefined
  return template.replace(TOKEN, (_, field: string) => encodeURIComponent(String(context[field])))
}
