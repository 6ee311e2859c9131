import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { readConfig } from '../../src/base/config/config.ts'
import { type RunningService, start } from '../../src/service.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { cardsOf } from '../support/cards.ts'
import { frozenClock } from '../support/clock.ts'
import { makeBundle } from '../support/web-bundle.ts'

const folder = makeBundle()
const bodyOf = (response: { readonly body: unknown }) => response.body

const services: RunningService[] = []

async function serve(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  webFolder?: string,
) {
  const base = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }
  const config = readConfig({ ...base, ...environment }, args)
  const service = await start(config, { clock: frozenClock, webFolder })
  services.push(service)
  return { ...service, http: request(service.publicUrl) }
}

let bare: Awaited<ReturnType<typeof serve>>
let embedded: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  bare = await serve({}, [])
  embedded = await serve(
    {
      FRAME_ANCESTORS: "'self' https://ehr.example",
      SMART_CLIENT_ID: 'site-app',
      AUTH_MODE: 'optional',
      RECORDS_FILE: ':memory:',
    },
    ['--no-sandbox'],
    folder,
  )
})
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()))
  rmSync(folder, { recursive: true })
})

describe('the pages', () => {
  test('of the app are there without the sandbox, the mock EHR is not', async () => {
    expect((await embedded.http.get('/smart/app')).status).toBe(200)
    expect((await embedded.http.get('/smart/launch')).status).toBe(200)
    expect((await embedded.http.get('/')).status).toBe(404)
  })

  test('may be framed by the configured pages alone, and call https alone', async () => {
    const { headers } = await embedded.http.get('/smart/app')
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain("frame-ancestors 'self' https://ehr.example")
    expect(policy).toContain("connect-src 'self' https:;")
    expect(headers).not.toHaveProperty('x-frame-options')
  })

  test('load files that a browser may keep, and are themselves not kept', async () => {
    const asset = await embedded.http.get('/assets/a-123.js')
    expect(asset.headers['cache-control']).toContain('immutable')
    const page = await embedded.http.get('/smart/app')
    expect(page.headers['cache-control']).toBe('no-store')
  })

  test('are told the client id and the services, as the site has them', async () => {
    const body = bodyOf(await embedded.http.get('/smart/settings.json'))
    expect(body).toMatchObject({ definitions: [{ id: expect.any(String) }] })
  })

  test('are told one at a time where the app may sign in, and nothing of a stranger', async () => {
    const ask = (service: typeof bare, iss: string) =>
      service.http.get('/smart/issuer').query({ iss })
    const stranger = await ask(embedded, 'https://stranger.example/fhir')
    expect([stranger.status, stranger.body]).toEqual([404, { error: 'unknown_issuer' }])
    expect((await embedded.http.get('/smart/issuer')).status).toBe(404)
    expect((await embedded.http.get('/smart/issuer?iss=a&iss=b')).status).toBe(404)
    expect((await embedded.http.get('/smart/settings.json')).text).not.toContain('"clients"')
  })

  test('of the sandbox may be framed by pages of this machine', async () => {
    const sandbox = await serve({}, [], folder)
    for (const path of ['/', '/smart/app', '/smart/launch']) {
      const { headers } = await sandbox.http.get(path)
      expect(headers['content-security-policy']).toContain(
        "frame-ancestors 'self' http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*",
      )
      expect(headers).not.toHaveProperty('x-frame-options')
    }
  })
})

describe('that the app was opened', () => {
  let sandbox: Awaited<ReturnType<typeof serve>>
  beforeAll(async () => {
    sandbox = await serve({}, [], folder)
  })
  const report = (query: string, origin = sandbox.publicUrl) =>
    sandbox.http.post(`/smart/opened?${query}`).set('origin', origin)
  const id = (services: unknown) =>
    (services as { definitions: { id: string }[] }).definitions[0]?.id

  test('is counted by service and way, and nothing else is taken, kept or logged', async () => {
    const service = id(bodyOf(await sandbox.http.get('/smart/settings.json'))) ?? ''
    const query = (from: string) => `service=${service}&from=${from}`
    for (const from of ['card', 'card', 'standalone'])
      expect((await report(query(from))).status).toBe(204)
    const refused = [
      await report(query('elsewhere')),
      await report('service=other&from=card'),
      await report(`${query('card')}&from=standalone`),
      await report(''),
      await report('service=constructor&from=card'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
    expect((await report(query('card'), 'https://other.example')).status).toBe(403)
    expect((await sandbox.http.post(`/smart/opened?${query('card')}`)).status).toBe(403)
    expect((await sandbox.http.get(`/smart/opened?${query('card')}`)).status).toBe(405)
    const { text } = await sandbox.http.get('/metrics')
    expect(text.match(/^cds_app_opens_total.*/gm)).toEqual([
      `cds_app_opens_total{service="${service}",from="card"} 2`,
      `cds_app_opens_total{service="${service}",from="standalone"} 1`,
    ])
  })
})

describe('a card', () => {
  const ask = async ({ http }: Pick<Awaited<ReturnType<typeof serve>>, 'http'>) => {
    const [card] = cardsOf(await http.post(serviceFor()).send(prefetched('high-risk')))
    return card as unknown as { readonly links?: readonly Record<string, string>[] }
  }

  test('links to the app with what it was made from, when the app is there', async () => {
    const { links } = await ask(embedded)
    expect(links).toMatchObject([{ type: 'smart', url: `${embedded.publicUrl}/smart/launch` }])
    const context: unknown = JSON.parse(links?.[0]?.['appContext'] ?? '')
    expect(context).toMatchObject({ situation: 'category-high', inputs: { nlr: 7, dStar: 60 } })
  })

  test('has no link to a page that is not there', async () => {
    expect((await ask(bare)).links).toBeUndefined()
    expect((await bare.http.get('/smart/app')).status).toBe(404)
  })
})
