import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readCredential } from '../../../src/server/access/backend-token.ts'
import { newPem, SECRET } from '../../support/smart-client.ts'
import { type GuardedHospital, startGuardedHospital } from './local-hospital.ts'
import { init } from './run-init.ts'

const folder = mkdtempSync(join(tmpdir(), 'init-access-'))
const PEM = newPem()
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const JWK = { ...RSA.export({ format: 'jwk' }), kid: 'named-by-the-hospital' }

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const CREDENTIALS = {
  'key.pem': file('key.pem', PEM),
  'key.jwk': file('key.jwk', `\uFEFF${JSON.stringify(JWK)}`),
  'secret.txt': file('secret.txt', `${SECRET}\n`),
}

let hospital: GuardedHospital
beforeAll(async () => {
  const clients = Object.entries(CREDENTIALS).map(([clientId, path]) => {
    const credential = readCredential(readFileSync(path, 'utf8'))
    return { iss: 'any', clientId, confidential: { tokenEndpoint: 'any', credential } }
  })
  hospital = await startGuardedHospital(['p1', 'p2'], clients)
})
afterAll(async () => {
  await hospital.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  hospital.refuseAs = undefined
  hospital.configuration = {}
})

let sites = 0
const newSite = () => join(folder, `site-${String((sites += 1))}`)

const about = () => ['--fhir', hospital.url, '--patients', 'p1,p2', '--accept', 'all']
const by = (name: keyof typeof CREDENTIALS, id: string = name) => [
  '--client-id',
  id,
  '--credential',
  CREDENTIALS[name],
]

/** What of a credential must be nowhere else. */
const { d = '', p = '' } = JWK as JsonWebKey
const HIDDEN = [SECRET, d, p, PEM.split('\n')[1] ?? '', 'granted-', 'static-token']

/** All that was written and said. */
const everythingOf = (site: string, ...said: readonly string[]) =>
  [
    ...said,
    ...(existsSync(site)
      ? readdirSync(site, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      : []),
  ].join('\n')

const expectNothingHiddenIn = (text: string) => {
  for (const hidden of HIDDEN) expect(text).not.toContain(hidden)
}

describe('init gets its token of the authorization server of the FHIR server', () => {
  test.each(['key.pem', 'key.jwk', 'secret.txt'] as const)(
    'with %s, for the survey and anew for the call, and leaves no secret behind',
    async (name) => {
      const site = newSite()
      const asked = hospital.asked.length
      const { stdout, stderr } = await init(site, [...about(), ...by(name)])
      expect(stdout).toMatch(/token: granted by http:\S+\/token for system\/\*\.rs\n/)
      expect(stdout).toMatch(/One signed call: \S+\n200 in/)
      expect(stdout).toContain('IR-TACE')
      const forms = hospital.asked.slice(asked)
      expect(forms.map((form) => form.get('grant_type'))).toEqual([
        'client_credentials',
        'client_credentials',
      ])
      expectNothingHiddenIn(everythingOf(site, stdout, stderr))
    },
  )

  test.each([
    ['system/*.rs', ['permission-v1', 'permission-v2']],
    ['system/*.rs', ['permission-v2']],
    ['system/*.rs', []],
    ['system/*.read', ['permission-v1', 'client-confidential-asymmetric']],
  ])('for %s, of a server that can %j', async (scope, capabilities) => {
    hospital.configuration = { capabilities }
    await init(newSite(), [...about(), ...by('key.pem'), '--no-call'])
    expect(hospital.asked.at(-1)?.get('scope')).toBe(scope)
  })

  test('or has it in a file', async () => {
    const site = newSite()
    const token = file('token.txt', 'static-token\n')
    const { stdout } = await init(site, [...about(), '--token-file', token])
    expect(stdout).toMatch(/One signed call: \S+\n200 in/)
    expectNothingHiddenIn(everythingOf(site, stdout))
  })

  test.each([
    ['backend', () => `backend\nkey.pem\n${CREDENTIALS['key.pem']}`],
    ['file', () => `file\n${file('asked.txt', 'static-token')}`],
  ])('as a person says who is asked: %s', async (_how, answers) => {
    const input = `${hospital.url}\n${answers()}\np1\n`
    const { stdout } = await init(newSite(), ['--no-call', '--accept', 'all'], input)
    expect(stdout).toContain('How is a token for it got?')
    expect(stdout).toContain('IR-TACE')
  })
})

describe('a refusal is told as the server says it, and nothing is written', () => {
  const refused = async (args: readonly string[], input = '') => {
    const site = newSite()
    const error: unknown = await init(site, args, input).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const text = error instanceof Error ? error.message : 'it was not refused'
    expect(existsSync(site)).toBe(false)
    expectNothingHiddenIn(text)
    return text
  }

  test.each<readonly [string, GuardedHospital['refuseAs'], string]>([
    [
      'an error with words',
      {
        status: 400,
        body: '{"error":"invalid_client","error_description":"The assertion expired"}',
      },
      'invalid_client: The assertion expired',
    ],
    ['an error without', { status: 400, body: '{"error":"invalid_scope"}' }, 'invalid_scope'],
    [
      'an error of its own',
      { status: 403, body: '{"error":"client_suspended"}' },
      'client_suspended',
    ],
    ['HTML', { status: 503, body: '<html>down</html>' }, 'not-json 503'],
    [
      'a token that is none',
      { status: 200, body: '{"access_token":7}' },
      'no access_token is in its answer',
    ],
    [
      'the secret itself',
      { status: 400, body: JSON.stringify({ error: 'bad', error_description: `not ${SECRET}` }) },
      'bad: not ...',
    ],
    [
      'lines and signs that turn text around',
      { status: 400, body: '{"error":"a\\u202Eb\\nc"}' },
      'a b c',
    ],
  ])('%s', async (_what, refuseAs, words) => {
    hospital.refuseAs = refuseAs
    const text = await refused([...about(), ...by('secret.txt')])
    expect(text).toContain('no token for secret.txt from http://127.0.0.1:')
    expect(text.endsWith(`/token: ${words}`)).toBe(true)
  })

  test.each([
    ['a client that is not known', () => by('key.pem', 'nobody')],
    ['the key of another', () => by('key.jwk', 'key.pem')],
    ['a secret in place of a key', () => by('secret.txt', 'key.pem')],
  ])('%s', async (_what, args) => {
    expect(await refused([...about(), ...args()])).toContain('invalid_client: who is this?')
  })

  test.each([
    ['no token_endpoint', { token_endpoint: undefined }, 'smart-configuration: no token_endpoint'],
    [
      'an endpoint that anybody can listen to',
      { token_endpoint: 'http://auth.hospital.example/token' },
      'token_endpoint must be an https URL',
    ],
    [
      'an endpoint of a port that fetch blocks',
      { token_endpoint: 'http://127.0.0.1:6000/token' },
      'token_endpoint ',
    ],
  ])('%s, and no secret is sent', async (_what, configuration, words) => {
    hospital.configuration = configuration
    const asked = hospital.asked.length
    expect(await refused([...about(), ...by('secret.txt')])).toContain(words)
    expect(hospital.asked).toHaveLength(asked)
  })

  test('a token that has expired', async () => {
    const token = file('expired.txt', 'long-ago')
    const text = await refused([...about(), '--token-file', token])
    expect(text).toContain('/fhir/Patient/p1: 401 Bearer error="invalid_token"')
    expect(text).toContain('The access token expired')
    expect(text).not.toContain('long-ago')
  })

  test.each([
    [
      'an id without a credential',
      ['--client-id', 'x'],
      '--client-id and --credential go together',
    ],
    ['a credential without an id', ['--credential', 'x'], '--client-id and --credential go'],
    [
      'two ways at once',
      ['--client-id', 'x', '--credential', 'x', '--token-file', 'x'],
      'exclude each other',
    ],
  ])('%s', async (_what, args, words) => {
    expect(await refused([...about(), ...args])).toContain(words)
  })

  test('a way that nobody knows', async () => {
    expect(await refused([], `${hospital.url}\nmagic\n`)).toContain('magic: "backend", "file"')
  })
})

describe('a credential that cannot be used is refused without a word of it', () => {
  test.each([
    ['an empty file', ' \n', 'neither a private key'],
    ['two lines', 'one\ntwo-hush', 'neither a private key'],
    ['half a PEM', '-----BEGIN PRIVATE KEY-----\nhush', 'no private key'],
    ['a weak curve', newPem('P-256'), 'no private key'],
    ['a public JWK', JSON.stringify({ kty: 'RSA', n: JWK.n, e: JWK.e }), 'no private key'],
    ['JSON that is broken', '{"kty":"RSA","d":"hush"', 'no private key'],
    ['JSON of another kind', '{"hush":true}', 'no private key'],
  ])('%s', async (_what, text, words) => {
    const path = file('unusable', text)
    const site = newSite()
    const run = init(site, [...about(), '--client-id', 'x', '--credential', path])
    await expect(run).rejects.toThrow(`${path} holds ${words}`)
    await expect(run).rejects.not.toThrow('hush')
  })
})
