import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import jwt from 'jsonwebtoken'
import request from 'supertest'
import { readConfig } from '../../src/base/config/config.ts'
import { type RunningService, start } from '../../src/service.ts'
import { loadSmartClients } from '../../src/server/access/smart-clients.ts'
import { frozenClock, NOW } from '../support/clock.ts'
import {
  newPem,
  sandboxClient,
  SECRET,
  smartClientsFile,
  type SmartClientsFile,
} from '../support/smart-client.ts'
import { makeBundle } from '../support/web-bundle.ts'

const webFolder = makeBundle()
const closing: (() => unknown)[] = [() => rmSync(webFolder, { recursive: true })]
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

const log: string[] = []

async function serve(file: SmartClientsFile): Promise<RunningService> {
  closing.push(file.remove)
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', SMART_CLIENTS_FILE: file.path }, [])
  const logSink = { write: (line: string) => void log.push(line) }
  const service = await start(config, { clock: frozenClock, webFolder, logSink })
  closing.push(service.stop)
  return service
}

const VERIFIER = 'v'.repeat(43)

/** A code that the sandbox gave the app. */
async function codeFor({ publicUrl }: RunningService, clientId = 'confidential-app') {
  const { headers } = await request(publicUrl)
    .get('/sandbox/auth/authorize')
    .query({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${publicUrl}/smart/app`,
      scope: 'patient/Patient.r',
      state: 's',
      aud: `${publicUrl}/sandbox/fhir`,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      patient: 'low-risk',
    })
  return new URL(headers['location'] ?? '').searchParams.get('code') ?? ''
}

const form = ({ publicUrl }: RunningService, code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: `${publicUrl}/smart/app`,
  client_id: 'confidential-app',
  code_verifier: VERIFIER,
})

interface Asking {
  readonly iss?: string
  readonly origin?: string
  readonly more?: Readonly<Record<string, string>>
}

/** What the app's back end answers to its page. */
async function askBackEnd(service: RunningService, code: string, asking: Asking = {}) {
  const { publicUrl } = service
  const { iss = `${publicUrl}/sandbox/fhir`, origin = new URL(publicUrl).origin, more } = asking
  const answer = await request(publicUrl)
    .post('/smart/token')
    .query({ iss })
    .set('Origin', origin)
    .type('form')
    .send({ ...form(service, code), ...more })
  return { status: answer.status, body: answer.body as unknown, headers: answer.headers }
}

const CREDENTIALS = [
  { by: 'a signed assertion', more: { privateKeyFile: 'key.pem' } },
  { by: 'a secret', more: { secretFile: 'secret.txt' } },
]

describe.each(CREDENTIALS)('an app that an EHR knows by $by', ({ more }) => {
  let service: RunningService
  beforeAll(async () => {
    service = await serve(smartClientsFile(sandboxClient(more)))
  })

  test('gets its token through its back end, which is not kept anywhere', async () => {
    const { status, body, headers } = await askBackEnd(service, await codeFor(service))
    expect([status, body]).toMatchObject([200, { patient: 'low-risk', token_type: 'Bearer' }])
    expect(headers['cache-control']).toBe('no-store')
  })

  test('gets none without the proof of its back end', async () => {
    const answer = await request(service.publicUrl)
      .post('/sandbox/auth/token')
      .type('form')
      .send(form(service, await codeFor(service)))
    expect([answer.status, answer.body]).toEqual([401, { error: 'invalid_client' }])
  })

  test('is a public client to the same server under another id', async () => {
    const code = await codeFor(service, 'public-app')
    const answer = await request(service.publicUrl)
      .post('/sandbox/auth/token')
      .type('form')
      .send({ ...form(service, code), client_id: 'public-app' })
    expect(answer.status).toBe(200)
  })

  test('tells its page that the EHR knows it so, and nothing of key, secret or endpoint', async () => {
    const iss = `${service.publicUrl}/sandbox/fhir`
    const { text } = await request(service.publicUrl).get('/smart/issuer').query({ iss })
    expect(JSON.parse(text)).toEqual({ iss, clientId: 'confidential-app', isConfidential: true })
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('/sandbox/auth/token')
    expect(text).not.toContain('PRIVATE')
  })
})

describe('the back end of a confidential app', () => {
  let service: RunningService
  beforeAll(async () => {
    service = await serve(smartClientsFile(sandboxClient({ privateKeyFile: 'key.pem' })))
  })

  test('publishes the public half of its key and no more', async () => {
    const { text } = await request(service.publicUrl).get('/smart/jwks.json')
    const { keys } = JSON.parse(text) as { readonly keys: readonly Record<string, string>[] }
    expect(keys).toMatchObject([{ kty: 'EC', alg: 'ES384', use: 'sig' }])
    expect(keys[0]).not.toHaveProperty('d')
  })

  const refused: readonly (readonly [string, Asking, number])[] = [
    ['a page of another origin', { origin: 'https://elsewhere.example' }, 403],
    ['a FHIR server that is not configured', { iss: 'https://elsewhere.example/fhir' }, 400],
    ['no FHIR server', { iss: '' }, 400],
    ['a page that is not the app', { more: { redirect_uri: 'https://elsewhere.example' } }, 400],
    ['another grant', { more: { grant_type: 'client_credentials' } }, 400],
    ['no verifier', { more: { code_verifier: '' } }, 400],
    ['a wrong verifier', { more: { code_verifier: 'w'.repeat(43) } }, 400],
  ]
  test.each(refused)('refuses %s', async (_what, asking, status) => {
    const answer = await askBackEnd(service, await codeFor(service), asking)
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({ error: expect.any(String) as unknown })
  })

  test('refuses who names no origin, as no browser does', async () => {
    const code = await codeFor(service)
    const answer = await request(service.publicUrl)
      .post(`/smart/token?iss=${service.publicUrl}/sandbox/fhir`)
      .type('form')
      .send(form(service, code))
    expect(answer.status).toBe(403)
  })

  test('writes nothing of a code, a token or a verifier into the log', async () => {
    const code = await codeFor(service)
    await askBackEnd(service, code, { more: { code_verifier: 'w'.repeat(43) } })
    expect(log.join('')).toContain('SMART token request failed')
    expect(log.join('')).not.toContain(code)
    expect(log.join('')).not.toContain('w'.repeat(43))
  })

  test('lets one address ask so often a minute and no more', async () => {
    const statuses = new Set<number>()
    for (let i = 0; i < 125; i += 1) statuses.add((await askBackEnd(service, 'none')).status)
    expect([...statuses]).toEqual([400, 429])
  })
})

/** A token endpoint of somebody else. */
async function openEndpoint(status: number, answer: unknown) {
  const bodies: URLSearchParams[] = []
  const server: Server = createServer((incoming, response) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      bodies.push(new URLSearchParams(text))
      response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

const ISS = 'https://ehr.example/fhir'

async function askElsewhere(status: number, answer: unknown) {
  const { url, bodies } = await openEndpoint(status, answer)
  const file = smartClientsFile({
    iss: ISS,
    clientId: 'app',
    tokenEndpoint: `${url}/token`,
    privateKeyFile: 'key.pem',
  })
  const pem = readFileSync(file.path.replace('clients.json', 'key.pem'), 'utf8')
  const { status: got, body } = await askBackEnd(await serve(file), 'a-code', { iss: ISS })
  return { got, body, bodies, url, pem }
}

describe('an EHR elsewhere', () => {
  test('is shown an assertion for its endpoint alone, signed by the key that it knows', async () => {
    const token = { access_token: 'a', patient: 'p', refresh_token: 'kept-back' }
    const { got, body, bodies, url, pem } = await askElsewhere(200, token)
    expect([got, body]).toEqual([200, { access_token: 'a', patient: 'p' }])
    const [sent] = bodies
    expect(sent?.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
    expect(sent?.get('code_verifier')).toBe(VERIFIER)
    const claims = jwt.verify(sent?.get('client_assertion') ?? '', createPublicKey(pem), {
      algorithms: ['ES384'],
      audience: `${url}/token`,
      clockTimestamp: NOW / 1000,
    })
    expect(claims).toMatchObject({ iss: 'app', sub: 'app', jti: expect.any(String) as unknown })
  })

  const answers: readonly (readonly [string, number, unknown, number, string])[] = [
    ['a refusal', 401, { error: 'invalid_client' }, 400, 'invalid_client'],
    ['an error of its own making', 400, { error: 'p-123' }, 502, 'temporarily_unavailable'],
    ['a page', 200, '<html>', 502, 'temporarily_unavailable'],
    ['no token', 200, { patient: 'p' }, 502, 'temporarily_unavailable'],
    ['a redirect', 302, {}, 502, 'temporarily_unavailable'],
  ]
  test.each(answers)('that answers %s is told by a code', async (_w, status, said, got, error) => {
    const answer = await askElsewhere(status, said)
    expect([answer.got, answer.body]).toEqual([got, { error }])
  })
})

describe('what an EHR says of its refusal', () => {
  test('is passed on: one line, and no more than a screen can show', async () => {
    const error_description = `The code\r\nis \u001b[2J too old. ${'x'.repeat(5_000)}`
    const { got, body } = await askElsewhere(400, { error: 'invalid_grant', error_description })
    expect(got).toBe(400)
    const said = body as { readonly error: string; readonly error_description: string }
    expect(said.error).toBe('invalid_grant')
    expect(said.error_description).toMatch(/^The code is \[2J too old\. x{200,300}…$/)
  })
})

describe('a file of SMART clients', () => {
  const mistakes: readonly (readonly [string, object, RegExp])[] = [
    ['an endpoint in the clear', { tokenEndpoint: 'http://ehr.example/token' }, /https/],
    ['a key and a secret', { secretFile: 'secret.txt' }, /one of/],
    ['an endpoint without either', { privateKeyFile: undefined }, /confidential client/],
    ['a file that is not there', { privateKeyFile: 'none.pem' }, /key or secret/],
    ['a key that is too weak', { privateKeyFile: 'p256.pem' }, /key or secret/],
    ['an empty secret', { privateKeyFile: undefined, secretFile: 'empty.txt' }, /key or secret/],
    ['an unknown member', { secret: 'x' }, /secret/],
  ]
  test.each(mistakes)('with %s is refused', (_what, more, why) => {
    const file = smartClientsFile(sandboxClient({ privateKeyFile: 'key.pem', ...more }))
    closing.push(file.remove)
    file.write('p256.pem', newPem('P-256'))
    file.write('empty.txt', '\n')
    expect(() => loadSmartClients(file.path, 'http://127.0.0.1:3000')).toThrow(why)
  })

  test('names each EHR once, and may name one that knows the app as a public client', () => {
    const entry = { iss: ISS, clientId: 'b' }
    const [single, double] = [smartClientsFile(entry), smartClientsFile(entry, entry)]
    closing.push(single.remove, double.remove)
    expect(loadSmartClients(single.path, '')).toEqual([{ iss: ISS, clientId: 'b' }])
    expect(() => loadSmartClients(double.path, '')).toThrow(/twice/)
  })
})
