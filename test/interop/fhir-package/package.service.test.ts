import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type JsonObject, objects } from '../../../src/base/json.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { startTestService, type TestService } from '../../support/service.ts'

type HookRequest = JsonObject & {
  readonly context: JsonObject
  readonly prefetch: Readonly<Record<string, JsonObject>>
}

const searchset = (resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})

describe('the FHIR package of the sandbox', () => {
  let service: TestService
  let archive: string
  beforeAll(async () => {
    service = await startTestService()
    const answer = await service.http
      .get('/sandbox/package.tgz')
      .buffer()
      .parse((response, done) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => done(null, Buffer.concat(parts)))
      })
    expect([answer.status, answer.type]).toEqual([200, 'application/gzip'])
    archive = gunzipSync(answer.body as Buffer).toString('utf8')
  })
  afterAll(() => service.stop())

  test('names where the service is', () => {
    expect(archive).toContain(`"valueUri": "${service.publicUrl}/cds-services"`)
  })

  test('has examples that give the card of their patient', async () => {
    const examples = [...archive.matchAll(/\{\n {2}"resourceType": "Observation".*?\n\}\n/gs)].map(
      ([text]) => JSON.parse(text) as JsonObject,
    )
    expect(examples).toHaveLength(6)
    const fixture = readRepositoryJson('fixtures/hook-requests/order-sign/high-risk.json')
    const text = JSON.stringify(fixture).replaceAll('Patient/high-risk', 'Patient/example')
    const { context, prefetch, ...request } = JSON.parse(text) as HookRequest
    const observations = searchset(examples)
    const answer = await service.http.post('/cds-services/tace-resistance-order-sign').send({
      ...request,
      context: { ...context, patientId: 'example' },
      prefetch: {
        ...prefetch,
        patient: { resourceType: 'Patient', id: 'example', birthDate: '1966-03-01' },
        ...Object.fromEntries(
          ['bloodCounts', 'imaging', 'staging', 'liverFunction'].map((key) => [key, observations]),
        ),
      },
    })
    const [card] = objects((answer.body as JsonObject)['cards'])
    expect(card?.['summary']).toMatch(/^TACE resistance likelihood: low/)
  })
})
