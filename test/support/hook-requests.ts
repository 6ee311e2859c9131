import { type HookBody, serviceFor } from './requests.ts'
import type { TestService } from './service.ts'

interface Discovery {
  readonly services: readonly { readonly id: string; readonly prefetch: Record<string, string> }[]
}

/** What a client that resolves the templates gets for a patient from the sandbox's FHIR server. */
export async function prefetchFor(
  service: TestService,
  patient: string,
  hook: string,
): Promise<Record<string, unknown>> {
  const discovery = (await service.http.get('/cds-services')).body as Discovery
  const id = serviceFor(hook).split('/').at(-1)
  const templates = discovery.services.find((one) => one.id === id)?.prefetch ?? {}
  const entries = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const url = template.replace('{{context.patientId}}', patient)
      const response = await service.http.get(`/sandbox/fhir/${url}`)
      return [key, withoutServer(response.body)] as const
    }),
  )
  return Object.fromEntries(entries)
}

const OF_THE_RUN = ['link', 'lastUpdated', 'versionId', 'search']

/** The server of the fixtures, in place of the one of the run. */
const FHIR_BASE = 'http://tace-resistance-cds.example/fhir'

/** A search result without what differs from one run of the server to another. */
function withoutServer(resource: unknown): unknown {
  const text = JSON.stringify(resource, (name, value: unknown) => {
    if (name === 'fullUrl') return String(value).replace(/^.*\/sandbox\/fhir/, FHIR_BASE)
    return OF_THE_RUN.includes(name) ? undefined : value
  })
  return JSON.parse(text.replaceAll(',"meta":{}', ''))
}

/** A stored request with its prefetch made anew. */
export async function refreshed(service: TestService, body: HookBody): Promise<HookBody> {
  const patient = String(body.context['patientId'])
  return { ...body, prefetch: await prefetchFor(service, patient, body.hook) }
}
