import { afterEach, describe, expect, test } from '@jest/globals'
import { readConfig } from '../../../src/base/config/config.ts'
import { ConfigError } from '../../../src/base/config/read-settings.ts'
import { parseClientRegistry } from '../../../src/server/access/parse-registry.ts'
import { toFhirServerPolicy } from '../../../src/server/access/fhir-server-policy.ts'
import { agreementOf } from '../../../src/server/access/client-registry.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { prefetched, serviceFor, unprefetched } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'
import {
  goodHeader,
  goodClaims,
  goodToken,
  ISSUER,
  newKey,
  signToken,
  toJwk,
} from '../../support/tokens.ts'
import { sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import {
  lastLine,
  PUBLIC_URL,
  type RegistryFile,
  registryFile,
  startGuardedService,
} from './support.ts'

const key = newKey('key', 'ES256')
const keys = { jwks: { keys: [toJwk(key)] } }
const main = { id: 'main', iss: ISSUER, keys }
const AUDIENCE = `${PUBLIC_URL}${serviceFor()}`

const opened: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function open(
  registry: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ service: TestService; file: RegistryFile }> {
  const file = registryFile(registry)
  opened.push(file.remove)
  const service = await startGuardedService(file.path, environment)
  opened.push(service.stop)
  return { service, file }
}

const call = (
  service: TestService,
  body: object = prefetched('high-risk'),
  hook = 'order-select',
) =>
  service.http
    .post(serviceFor(hook))
    .set('Authorization', `Bearer ${goodToken(key, `${PUBLIC_URL}${serviceFor(hook)}`)}`)
    .send(body)

const surroundings = {
  isSandbox: false,
  services: ['a-service'],
  categories: ['low', 'high'],
  readJson: () => {
    throw new Error('no such file')
  },
}

const problemsOf = (json: unknown): string => {
  try {
    parseClientRegistry(json, surroundings)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('the registry file', () => {
  test('is refused with every problem at once, each with its path', () => {
    const problems = problemsOf({
      clients: [
        {
          id: '',
          iss: 'x',
          keys: { jwksUrl: 'http://ehr.example.org/jwks' },
          cdsHooksVersion: '4.0',
        },
        { ...main, keys: { jwks: { keys: [] } }, services: ['other'], lowestCategory: 'medium' },
        {
          ...main,
          keys: { jwksFile: 'gone.json' },
          fhirServers: ['ftp://x'],
          limits: { bodyBytes: 1 },
        },
        { ...main, id: 'm', keys: { jwks: { keys: [toJwk(key), toJwk(key, { kid: '' })] } } },
        { ...main, keys: {}, language: 'tlh', maximumCards: 0, colour: 'red' },
      ],
      anonymous: { silent: 'yes' },
    })
    for (const problem of [
      'clients.0.id: must not be blank',
      'clients.0.keys.jwksUrl: must be an https URL',
      'clients.0.cdsHooksVersion:',
      'clients.1.keys.jwks: must hold a public EC or RSA key',
      'clients.1.services.0: must be a service: a-service',
      'clients.1.lowestCategory: must be a category: low, high',
      'clients.2.keys.jwksFile: cannot be read: no such file',
      'clients.2.fhirServers.0.url: must be an http(s) base URL',
      'clients.2.limits.bodyBytes:',
      'clients.3.keys.jwks: keys[1] has no kid',
      'clients.4.keys: must have exactly one of',
      'clients.4.language:',
      'clients.4.maximumCards:',
      'colour',
      'anonymous.silent:',
    ])
      expect(problems).toContain(problem)
  })

  test.each([
    ['one id', [main, { ...main, iss: 'https://b.example' }], 'id main is registered twice'],
    ['one issuer', [main, { ...main, id: 'b' }], `iss ${ISSUER} for any tenant`],
    [
      'one tenant',
      [
        { ...main, tenants: ['a', 'b'] },
        { ...main, id: 'b', tenants: ['b'] },
      ],
      `iss ${ISSUER} for b`,
    ],
  ])('must tell clients apart: two with %s are refused', (_what, clients, problem) => {
    expect(problemsOf({ clients })).toContain(problem)
  })

  test('tells tenants of one issuer apart', () => {
    const clients = [
      { ...main, tenants: ['a'] },
      { ...main, id: 'b', tenants: ['b'] },
      { ...main, id: 'c' },
    ]
    expect(problemsOf({ clients })).toBe('')
  })

  test('must not name a client whose private key is published, outside the sandbox', async () => {
    const file = registryFile(readRepositoryJson('fixtures/clients/cds-hooks-sandbox.json'))
    opened.push(file.remove)
    await expect(startGuardedService(file.path)).rejects.toThrow('private key')
  })

  test('pins keys in a file beside it', async () => {
    const jwks = registryFile({ keys: [toJwk(key)] })
    opened.push(jwks.remove)
    const { service } = await open({ clients: [{ ...main, keys: { jwksFile: jwks.path } }] })
    await call(service).expect(200)
  })
})

describe('a reload', () => {
  test('lets a new client in and drops no request under way', async () => {
    const { service, file } = await open({ clients: [] })
    await call(service).expect(401)
    file.write({ clients: [main] })
    const underWay = Array.from({ length: 20 }, () =>
      service.http.get('/cds-services/tace-resistance/model-card').then(({ status }) => status),
    )
    service.reload()
    await call(service).expect(200)
    expect(new Set(await Promise.all(underWay))).toEqual(new Set([200]))
  })

  test.each([
    ['no JSON', '{'],
    ['of another form', { clients: [{}] }],
  ])('of a file that is %s keeps the old registry and says so', async (_what, bad) => {
    const { service, file } = await open({ clients: [main] })
    file.write(bad)
    service.reload()
    expect(lastLine(service)).toMatchObject({
      level: 50,
      msg: expect.stringContaining('old one stays'),
    })
    await call(service).expect(200)
  })
})

describe('AUTH_MODE', () => {
  const startForTesters = (environment: Readonly<Record<string, string>>) =>
    startTestService({ AUTH_MODE: 'sandbox', ...environment }, ['--no-sandbox'])

  const problemsOfConfig = (environment: Record<string, string>, args: string[] = []) => {
    try {
      readConfig(environment, args)
      return ''
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return (error as Error).message
    }
  }

  test('without the sandbox is required, which needs a registry', () => {
    const problem = problemsOfConfig({}, ['--no-sandbox'])
    expect(problem).toContain('CLIENTS_FILE: AUTH_MODE=required')
    expect(problem).toContain('AUTH_MODE=optional')
    expect(readConfig({ CLIENTS_FILE: 'x' }, ['--no-sandbox']).authMode).toBe('required')
    expect(readConfig({ AUTH_MODE: 'optional' }, ['--no-sandbox']).authMode).toBe('optional')
  })

  test('of the sandbox is sandbox, and neither is for production', () => {
    expect(readConfig({}, []).authMode).toBe('sandbox')
    expect(problemsOfConfig({ NODE_ENV: 'production' })).toContain('--no-sandbox')
    expect(
      problemsOfConfig({ NODE_ENV: 'production', AUTH_MODE: 'sandbox' }, ['--no-sandbox']),
    ).toContain('AUTH_MODE: sandbox trusts a key that anybody can use')
  })

  test('optional serves who sends no token, and refuses a bad one', async () => {
    const service = await startTestService({ AUTH_MODE: 'optional' }, ['--no-sandbox'])
    opened.push(service.stop)
    const post = () => service.http.post(serviceFor())
    await post().send(prefetched('high-risk')).expect(200)
    await post().set('Authorization', 'Bearer a.b.c').send(prefetched('high-risk')).expect(401)
  })

  test('sandbox takes any name of this machine for its own, as a tester may call it', async () => {
    const file = registryFile({ clients: [main] })
    opened.push(file.remove)
    const service = await startForTesters({ CLIENTS_FILE: file.path })
    opened.push(service.stop)
    const audience = `${service.publicUrl.replace('127.0.0.1', 'localhost')}${serviceFor()}`
    await service.http
      .post(serviceFor())
      .set('Authorization', `Bearer ${goodToken(key, audience)}`)
      .send(prefetched('high-risk'))
      .expect(200)
    expect(lastLine(service)['client']).toBe('main')
  })

  test('sandbox knows the issuer of the public CDS Hooks Sandbox by its published key', async () => {
    const service = await startForTesters({ PUBLIC_URL })
    opened.push(service.stop)
    const published = 'https://sandbox.cds-hooks.org'
    const header = { ...goodHeader(key), kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f', alg: 'ES384' }
    const jku = `${published}/.well-known/jwks.json`
    const mine = newKey(header.kid, 'ES384')
    const claims = { ...goodClaims(AUDIENCE), iss: published }
    await service.http
      .post(serviceFor())
      .set('Authorization', `Bearer ${signToken({ ...header, jku }, claims, mine)}`)
      .send(prefetched('high-risk'))
      .expect(401)
    // Everything was in order but the signature: its key is not in this repository.
    expect(lastLine(service)['why']).toBe('bad-signature')
  })
})

describe('a client is served as registered', () => {
  test('silent: everything is computed and noted, nothing is shown', async () => {
    const { service } = await open({ clients: [{ ...main, silent: true }] })
    expect((await call(service).expect(200)).body).toEqual({ cards: [] })
    expect(lastLine(service)).toMatchObject({
      cards: 0,
      situations: ['category-high'],
      withheld: { silent: 1 },
    })
  })

  test.each([
    ['of the client', { clients: [{ ...main, killSwitch: true }] }],
    ['of all', { killSwitch: true, clients: [main] }],
  ])('kill switch %s: no card, nothing computed, nothing read', async (_whose, registry) => {
    const fhir = await startFhirStub((_request, response) => sendJson(response, searchset([])))
    opened.push(fhir.close)
    const { service } = await open(registry)
    const response = await call(service, unprefetched('high-risk', fhir.url)).expect(200)
    expect(response.body).toEqual({ cards: [] })
    expect(fhir.seen).toEqual([])
    expect(lastLine(service)).toMatchObject({ stoppedBy: 'kill-switch', orders: 0 })
  })

  test.each([
    ['high-risk', 'high', 1],
    ['low-risk', 'high', 0],
    ['low-risk', 'intermediate', 0],
    ['low-risk', 'low', 1],
    ['missing-nlr', 'high', 1],
    ['no-hcc', 'high', 1],
  ])('%s with lowest category %s: %i card', async (patient, lowestCategory, count) => {
    const { service } = await open({ clients: [{ ...main, lowestCategory }] })
    expect(cardsOf(await call(service, prefetched(patient)).expect(200))).toHaveLength(count)
  })

  test('only by the services that are open to it, which are all that it discovers', async () => {
    const services = ['tace-resistance-order-sign']
    const { service } = await open({ clients: [{ ...main, services }] })
    await call(service).expect(403)
    await call(service, prefetched('high-risk', 'order-sign'), 'order-sign').expect(200)
    const discovery = await service.http
      .get('/cds-services')
      .set('Authorization', `Bearer ${goodToken(key, `${PUBLIC_URL}/cds-services`)}`)
      .expect(200)
    const { services: found } = discovery.body as { services: { id: string }[] }
    expect(found.map(({ id }) => id)).toEqual(services)
  })

  test('from its own FHIR servers alone', async () => {
    const fhir = await startFhirStub((_request, response) => sendJson(response, searchset([])))
    opened.push(fhir.close)
    const other = { ...main, id: 'other', iss: 'https://other.example', fhirServers: [fhir.url] }
    const { service, file } = await open({ clients: [main, other] })
    await call(service, unprefetched('high-risk', fhir.url)).expect(403)
    expect(fhir.seen).toEqual([])
    file.write({
      clients: [{ ...main, fhirServers: [{ url: `${fhir.url}/`, mayBePrivate: true }] }],
    })
    service.reload()
    await call(service, unprefetched('high-risk', fhir.url)).expect(200)
    expect(fhir.seen.length).toBeGreaterThan(0)
  })

  test('with its own time budget and its own leave to be on a private network', () => {
    const registry = parseClientRegistry(
      {
        clients: [
          {
            ...main,
            fetchBudgetMs: 900,
            fhirServers: [
              'https://a.example/fhir',
              { url: 'https://10.0.0.5/fhir', mayBePrivate: true },
            ],
          },
        ],
        anonymous: { fhirServers: ['https://open.example/fhir'] },
      },
      surroundings,
    )
    const policy = toFhirServerPolicy({
      agreementOf: (id) => agreementOf(registry, id),
      isSandbox: false,
      defaultBudgetMs: 2_500,
    })
    expect(policy('https://A.example:443/fhir/', 'main')).toMatchObject({ budgetMs: 900 })
    expect(policy('https://10.0.0.5/fhir', 'main')).toMatchObject({ budgetMs: 900 })
    const leave = (url: string) => policy(url, 'main')?.mayConnectTo('10.0.0.5')
    expect(leave('https://a.example/fhir')).toBe(false)
    expect(leave('https://10.0.0.5/fhir')).toBe(true)
    expect(policy('https://open.example/fhir', 'anonymous')).toMatchObject({ budgetMs: 2_500 })
    expect(policy('https://open.example/fhir', 'main')).toBeUndefined()
    expect(policy('https://a.example/fhir', 'anonymous')).toBeUndefined()
  })

  test('as often and as much as it may ask for, whatever the service allows others', async () => {
    const other = { ...main, id: 'other', iss: 'https://other.example' }
    const limits = { requestsPerMinute: 2, bodyBytes: 20_000 }
    const { service } = await open({ clients: [{ ...main, limits }, other] })
    const large = { ...prefetched('high-risk'), extension: { x: 'x'.repeat(20_000) } }
    await call(service, large).expect(413)
    await call(service).expect(200)
    await call(service).expect(429)
    const token = goodToken(key, AUDIENCE, { iss: other.iss })
    const post = service.http.post(serviceFor()).set('Authorization', `Bearer ${token}`)
    await post.send(large).expect(200)
  })

  test('one token for several bodies, each once, where that is agreed', async () => {
    const { service } = await open({ clients: [{ ...main, replay: 'once-per-body' }] })
    const token = `Bearer ${goodToken(key, AUDIENCE)}`
    const post = (patient: string) =>
      service.http.post(serviceFor()).set('Authorization', token).send(prefetched(patient))
    await post('high-risk').expect(200)
    await post('low-risk').expect(200)
    await post('high-risk').expect(401)
    expect(lastLine(service)['why']).toBe('used-before')
  })
})
