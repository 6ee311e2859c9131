import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { readConfig } from '../../../src/base/config/config.ts'
import { addDays, toInstant } from '../../../src/base/time.ts'
import { start } from '../../../src/service.ts'
import { startTestService } from '../../support/service.ts'
import { goodClaims, goodHeader, newKey, signToken, toJwk } from '../../support/tokens.ts'

const opened: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function open(environment: Readonly<Record<string, string>> = {}) {
  const service = await startTestService(environment, ['--no-sandbox'])
  opened.push(service.stop)
  return service
}

describe('health', () => {
  test('live: the process answers', async () => {
    const { http } = await open()
    expect((await http.get('/health/live').expect(200)).body).toMatchObject({ status: 'ok' })
  })

  test('ready: every part is named, and nothing but codes is said of it', async () => {
    const { http } = await open()
    const response = await http.get('/health/ready').expect(200).expect('Content-Type', /json/)
    expect(response.body).toMatchObject({
      status: 'ok',
      checks: {
        catalog: { status: 'ok' },
        'model-review': { status: 'ok' },
        'client-registry': { status: 'ok' },
        'client-keys': { status: 'ok' },
      },
    })
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('needs no token where clients need one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'health-'))
    opened.push(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'clients.json')
    const jwks = { keys: [toJwk(newKey('k', 'ES384'))] }
    const registry = { clients: [{ id: 'a', iss: 'https://a.example', keys: { jwks } }] }
    writeFileSync(file, JSON.stringify(registry))
    const { http, reload } = await open({ AUTH_MODE: 'required', CLIENTS_FILE: file })
    await http.get('/cds-services').expect(401)
    await http.get('/health/live').expect(200)

    // A bad new registry leaves the old one in force: degraded, and still ready.
    writeFileSync(file, '{')
    reload()
    const response = await http.get('/health/ready').expect(200)
    expect(response.body).toMatchObject({
      status: 'degraded',
      checks: { 'client-registry': { status: 'degraded' } },
    })
  })

  test('is degraded, and still ready, while the keys of a client cannot be fetched', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'health-'))
    opened.push(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'clients.json')
    const keys = { jwksUrl: 'http://127.0.0.1:8/jwks.json' }
    writeFileSync(file, JSON.stringify({ clients: [{ id: 'a', iss: 'https://a.example', keys }] }))
    const { http } = await open({ AUTH_MODE: 'required', CLIENTS_FILE: file })
    const key = newKey('k', 'ES384')
    const claims = { ...goodClaims('x'), iss: 'https://a.example' }
    const url = new URL(http.get('/').url)
    const token = signToken(goodHeader(key), { ...claims, aud: `${url.origin}/cds-services` }, key)
    await http.get('/cds-services').set('Authorization', `Bearer ${token}`).expect(401)
    expect((await http.get('/health/ready').expect(200)).body).toMatchObject({
      status: 'degraded',
      checks: { 'client-keys': { status: 'degraded', why: 'not-fetched: 1' } },
    })
  })

  test.each([
    [-91, 'ok', 'ok'],
    [-89, 'ok', 'warning'],
    [2, 'degraded', 'degraded'],
  ])('%d days after the review date it is %s, and the review %s', async (days, status, review) => {
    const config = readConfig(
      { HOST: '127.0.0.1', PORT: '0', AUTH_MODE: 'optional', RECORDS_FILE: ':memory:' },
      ['--no-sandbox'],
    )
    const silent = { write: () => undefined }
    const probe = await start(config, { logSink: silent })
    const { reviewBy } = probe.catalog.definitions[0]!.review
    await probe.stop()
    const now = addDays(toInstant(Date.parse(`${reviewBy}T00:00:00Z`)), days)
    const service = await start(config, { clock: { now: () => now }, logSink: silent })
    opened.push(service.stop)
    const response = await fetch(`${service.socketUrl}/health/ready`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status,
      checks: { 'model-review': { status: review } },
    })
  })

  test('a service that drains is not ready, still answers, and ends each connection', async () => {
    const service = await open({ DRAIN_MS: '60000' })
    const impatience = new AbortController()
    const drained = service.drain(impatience.signal)
    const ready = await service.http.get('/health/ready').expect(503)
    expect(ready.body).toMatchObject({ status: 'draining' })
    const answer = await service.http.get('/cds-services').expect(200)
    expect(answer.headers['connection']).toBe('close')
    await service.http.get('/health/live').expect(200)
    impatience.abort()
    await drained
  })

  test('nothing but GET, HEAD and OPTIONS is taken', async () => {
    const { http } = await open()
    await http.post('/health/ready').expect(405)
    await http.head('/health/live').expect(200)
  })
})
