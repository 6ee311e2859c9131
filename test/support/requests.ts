import { readdirSync } from 'node:fs'
import { readRepositoryJson, repositoryPath } from './paths.ts'

export interface HookBody {
  hook: string
  hookInstance: string
  fhirServer?: string
  fhirAuthorization?: Record<string, unknown>
  context: Record<string, unknown>
  prefetch?: Record<string, unknown>
}

/** A request of the fixtures, with everything prefetched. */
export const prefetched = (patient: string, hook = 'order-select') =>
  readRepositoryJson(`fixtures/hook-requests/${hook}/${patient}.json`) as HookBody

/** The same request with nothing prefetched, and where to read instead. */
export function unprefetched(patient: string, fhirServer: string, hook = 'order-select'): HookBody {
  const { prefetch: _prefetch, ...rest } = prefetched(patient, hook)
  return { ...rest, fhirServer }
}

/** Hook and patient of every stored request of a hook. */
export const storedRequests = (hook: string) =>
  readdirSync(repositoryPath(`fixtures/hook-requests/${hook}`)).map(
    (file) => [hook, file.replace('.json', '')] as const,
  )

/** The URL of the service for a hook. */
export const serviceFor = (hook = 'order-select') => `/cds-services/tace-resistance-${hook}`
