import { z } from 'zod'

/** A CDS Client that the operator registered. */
export interface RegisteredClient {
  readonly id: string
  /** Base URLs of its FHIR servers: nothing else is ever read on its behalf. */
  readonly fhirServers: readonly string[]
  /** Time for all reads of one call, in milliseconds. */
  readonly fetchBudgetMs?: number | undefined
}

const registrySchema = z.strictObject({
  clients: z.array(
    z.strictObject({
      id: z.string().min(1),
      fhirServers: z.array(z.url({ protocol: /^https?$/ })).min(1),
      fetchBudgetMs: z.int().min(100).max(30_000).optional(),
    }),
  ),
})

/**
 * The clients of a registry file.
 *
 * @throws {Error} With every problem and its path.
 */
export function parseClientRegistry(json: unknown): readonly RegisteredClient[] {
  const parsed = registrySchema.safeParse(json)
  if (parsed.success) return parsed.data.clients
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  )
  throw new Error(`the client registry has problems:\n  ${problems.join('\n  ')}`)
}
