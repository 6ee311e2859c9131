import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { startFhirStub } from '../support/fhir-stub.ts'
import { prefetched, serviceFor, unprefetched } from '../support/requests.ts'
import { startTestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'
import { until } from '../support/until.ts'
import { goodToken, ISSUER, newKey, toJwk } from '../support/tokens.ts'

const opened: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

test('a client whose FHIR server hangs fills its own half of the service; another is served', async () => {
  const fhir = await startFhirStub(() => undefined)
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-'))
  opened.push(() => rmSync(folder, { recursive: true }))
  const CLIENTS_FILE = join(folder, 'clients.json')
  const key = newKey('k', 'ES384')
  const keys = { jwks: { keys: [toJwk(key)] } }
  const hanging = { id: 'hanging', iss: ISSUER, keys, fhirServers: [fhir.url] }
  writeFileSync(CLIENTS_FILE, JSON.stringify({ clients: [{ ...hanging, fetchBudgetMs: 30_000 }] }))
  const limits = { CONCURRENT_REQUESTS: '8', QUEUED_REQUESTS: '8', AUTH_MODE: 'optional' }
  const service = await startTestService({ CLIENTS_FILE, ...limits }, ['--no-sandbox'])
  opened.push(service.stop, fhir.close)

  const url = `${service.publicUrl}${serviceFor()}`
  const impatience = new AbortController()
  const statuses: number[] = []
  const calls = Array.from({ length: 30 }, async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${goodToken(key, url)}`,
      },
      body: JSON.stringify(unprefetched('high-risk', fhir.url)),
      signal: impatience.signal,
    })
    statuses.push(response.status)
  })
  const ended = Promise.allSettled(calls)
  await until(() => statuses.length >= 22)
  // Of 30 calls four work and four wait; the rest was turned away at once.
  expect(new Set(statuses)).toEqual(new Set([503]))

  for (let i = 0; i < 10; i += 1) {
    const answer = await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
    expect(cardsOf(answer)).toHaveLength(1)
  }
  impatience.abort()
  await ended
})
