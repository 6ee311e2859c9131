import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isJsonObject } from '../../src/base/json.ts'
import { readRepositoryJson } from '../support/paths.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf, expressionsOf } from '../support/cards.ts'
import { NOW } from '../support/clock.ts'
import { newKey, signToken, toJwk } from '../support/tokens.ts'
import { fenced, GUIDES, textOf } from './support.ts'

const ISSUER = 'https://sandbox.cds-hooks.org'
const CPT = 'http://www.ama-assn.org/go/cpt'
const JKU = `${ISSUER}/.well-known/jwks.json`

const bodyOf = ({ body, status }: { readonly body: unknown; readonly status: number }) => ({
  body,
  status,
})

/**
 * Replays what the public CDS Hooks Sandbox sends (commit of 2026-03-31). Its private key is not
 * kept here: a registry gives its issuer a key of this run.
 */
describe('the requests of the CDS Hooks Sandbox', () => {
  const key = newKey('44823f3d-0b01-4a6c-a80e-b9d3e8a7226f', 'ES384')
  let folder: string
  let service: TestService
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cds-sandbox-'))
    const clients = {
      id: 'of-this-run',
      iss: ISSUER,
      keys: { jku: JKU, jwks: { keys: [toJwk(key)] } },
    }
    writeFileSync(join(folder, 'clients.json'), JSON.stringify({ clients: [clients] }))
    const [site = ''] = fenced(textOf(`${GUIDES}/sandboxes.md`), 'json')
    writeFileSync(join(folder, 'site.json'), site)
    service = await startTestService({
      CLIENTS_FILE: join(folder, 'clients.json'),
      SITE_FILE: join(folder, 'site.json'),
    })
  })
  afterAll(async () => {
    await service.stop()
    rmSync(folder, { recursive: true })
  })

  /** Its token: for the URL that is called, five minutes, without tenant and sub. */
  function token(path: string): string {
    const iat = Math.floor(NOW / 1000)
    const header = { alg: 'ES384', typ: 'JWT', kid: key.kid, jku: JKU }
    const aud = `${service.publicUrl}${path}`
    return signToken(header, { iss: ISSUER, aud, exp: iat + 300, iat, jti: randomUUID() }, key)
  }

  const post = (path: string, body: object) =>
    service.http
      .post(path)
      .set('Origin', ISSUER)
      .set('Accept', 'application/json')
      .set('Authorization', `Bearer ${token(path)}`)
      .send(body)

  const servicePath = (hook: string) => `/cds-services/tace-resistance-${hook}`
  const fhirServer = () => `${service.publicUrl}/sandbox/fhir`
  const context = { userId: 'Practitioner/example', patientId: 'high-risk' }
  const call = (hook: string, more: object) => ({
    hookInstance: randomUUID(),
    hook,
    fhirServer: fhirServer(),
    context: { ...context, ...more },
  })
  const orders = (resource: object) => ({
    draftOrders: { resourceType: 'Bundle', entry: [{ resource }] },
  })

  test('its published key is the one that is known here', () => {
    const file = readRepositoryJson('fixtures/clients/cds-hooks-sandbox.json')
    expect(JSON.stringify(file)).toContain(`"kid":"${key.kid}"`)
    expect(JSON.stringify(file)).not.toContain('"d":')
    expect(isJsonObject(file)).toBe(true)
  })

  test('a preflight without a token lets its page call', async () => {
    const { status, headers } = await service.http
      .options('/cds-services')
      .set('Origin', ISSUER)
      .set('Access-Control-Request-Method', 'GET')
      .set('Access-Control-Request-Headers', 'authorization,content-type')
    expect(status).toBeLessThan(300)
    expect(headers['access-control-allow-origin']).toMatch(
      /^(\*|https:\/\/sandbox\.cds-hooks\.org)$/,
    )
    expect(headers['access-control-allow-headers']).toMatch(/authorization/i)
  })

  test('discovery with its token offers the hooks of the site file', async () => {
    const { body, status } = bodyOf(
      await service.http
        .get('/cds-services')
        .set('Authorization', `Bearer ${token('/cds-services')}`),
    )
    const hooks = (body as { services: { hook: string }[] }).services.map(({ hook }) => hook)
    expect(status).toBe(200)
    expect(new Set(hooks)).toEqual(new Set(['order-select', 'order-sign', 'patient-view']))
  })

  test('opening the record of a patient who has everything gets a card', async () => {
    const response = await post(servicePath('patient-view'), call('patient-view', {}))
    expect(cardsOf(response)[0]?.summary).toMatch(/TACE resistance likelihood: high/)
    expect(JSON.parse(service.log.at(-1)!)).toMatchObject({ client: 'of-this-run' })
  })

  test.each([
    [
      'medication without a drug',
      {
        resourceType: 'MedicationRequest',
        id: 'request-123',
        status: 'draft',
        category: { text: 'x' },
        subject: { reference: 'Patient/high-risk' },
      },
    ],
    [
      'imaging without a code',
      {
        resourceType: 'ServiceRequest',
        id: 'request-123',
        status: 'draft',
        intent: 'plan',
        code: { coding: [{}] },
        subject: { reference: 'Patient/high-risk' },
      },
    ],
  ])('its order of %s is no TACE: no card, and no complaint', async (_, resource) => {
    const selections = [`${resource.resourceType}/request-123`]
    const select = call('order-select', { selections, ...orders(resource) })
    const sign = call('order-sign', orders(resource))
    for (const body of [select, sign]) {
      const response = await post(servicePath(body.hook), body)
      expect([response.status, response.body]).toEqual([200, { cards: [] }])
    }
  })

  test('the study that the site file lets stand for TACE gets a card once, at the screen of imaging', async () => {
    const resource = {
      resourceType: 'ServiceRequest',
      id: 'example-request-id',
      status: 'draft',
      intent: 'plan',
      code: {
        coding: [{ code: '74183', display: 'MR of the abdomen', system: CPT }],
        text: 'MR of the abdomen',
      },
      subject: { reference: 'Patient/high-risk' },
      reasonCode: [],
    }
    const selections = ['ServiceRequest/example-request-id']
    const select = call('order-select', { selections, ...orders(resource) })
    expect(cardsOf(await post(servicePath('order-select'), select))[0]?.summary).toMatch(/high/)
    const sign = call('order-sign', orders(resource))
    expect(cardsOf(await post(servicePath('order-sign'), sign))).toEqual([])
  })

  test('the address of the guide opens the page with what is here', async () => {
    const [address = ''] = fenced(textOf(`${GUIDES}/sandboxes.md`), 'text')
    const asked = new URL(address.trim()).searchParams
    const here = (name: string) => new URL(asked.get(name) ?? '').pathname
    await service.http
      .get(`${here('fhirServiceUrl')}/Patient/${asked.get('patientId')!}`)
      .expect(200)
    await service.http.get(here('serviceDiscoveryURL')).expect(200)
    expect(['patient-view', 'order-select', 'order-sign']).toContain(asked.get('hook'))
  })

  test('its requests that break the specification get a 400 that names the field', async () => {
    const bare = await post(servicePath('order-select'), call('order-select', {}))
    expect(bare.status).toBe(400)
    expect(expressionsOf(bare).join()).toMatch(/draftOrders/)
    const wrong = await post(
      servicePath('order-select'),
      call('order-sign', orders({ resourceType: 'ServiceRequest', id: '1' })),
    )
    expect(wrong.status).toBe(400)
  })

  test('its feedback, accepted and overridden, is taken', async () => {
    const path = servicePath('patient-view')
    const [card] = cardsOf(await post(path, call('patient-view', {})))
    const outcomes = [
      { outcome: 'overridden' },
      {
        outcome: 'overridden',
        overrideReason: { reason: { code: 'not-applicable', system: 'x' } },
      },
    ]
    for (const one of outcomes) {
      const item = { card: card!.uuid, outcomeTimestamp: new Date(NOW).toISOString(), ...one }
      expect((await post(`${path}/feedback`, { feedback: [item] })).status).toBe(200)
      expect(JSON.parse(service.log.at(-1)!)).toMatchObject({ client: 'of-this-run' })
    }
  })

  test('its SMART link is launched by the endpoint of the FHIR server', async () => {
    const parameters = { patient: 'high-risk', smart_messaging_origin: ISSUER, appContext: 'x' }
    const { body, status } = bodyOf(
      await service.http
        .post('/sandbox/fhir/_services/smart/Launch')
        .send({ launchUrl: `${service.publicUrl}/smart/launch`, parameters }),
    )
    expect([status, body]).toEqual([200, { launch_id: expect.any(String) }])
  })
})
