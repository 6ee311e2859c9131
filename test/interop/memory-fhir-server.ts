import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router'
import type { BodyStructure, Observation } from '@medplum/fhirtypes'

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks = await request.toArray()
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}

/** A FHIR server in memory, for what imports write. */
export async function startMemoryServer() {
  const repository = new MemoryRepository()
  const router = new FhirRouter()
  const seen: string[] = []
  const refuse: { of?: string; status?: number } = {}
  const server = createServer((request, response) => {
    void (async () => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim())
      const body = await bodyOf(request)
      const [path = '/', query = ''] = (request.url ?? '/').split('?')
      const base = {
        pathname: '',
        params: {},
        query: Object.fromEntries(new URLSearchParams(query)),
      }
      const [outcome, resource] = await router.handleRequest(
        { ...base, method: request.method as 'GET', url: path, body, config: {} },
        repository,
      )
      const isRefused = refuse.of === request.method
      const status = isRefused ? (refuse.status ?? 500) : outcome.id === 'not-found' ? 404 : 200
      response.writeHead(status, { 'content-type': 'application/fhir+json' })
      response.end(JSON.stringify(resource ?? outcome))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    repository,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    /** Every request: method, path and token. */
    seen,
    /** Requests of a method that are refused, though they may have been done. */
    refuse,
    all: async <Type extends BodyStructure | Observation>(type: Type['resourceType']) =>
      (await repository.search({ resourceType: type })).entry?.map(
        ({ resource }) => resource as Type,
      ) ?? [],
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

export type MemoryServer = Awaited<ReturnType<typeof startMemoryServer>>
