import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import jwt from 'jsonwebtoken'
import { grantable, permissionsOf } from '../../src/sandbox/scopes.ts'
import { filesIn } from '../support/paths.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { authorizeQuery, redeem as redeemAt } from './smart-token.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const bodyOf = (response: { readonly body: unknown }) => response.body

const fhir = () => `${service.publicUrl}/sandbox/fhir`

/** The parameters of a right authorization request that asks for a patient. */
const asked = (more: Record<string, string> = {}) => {
  const { patient: _chosen, ...query } = authorizeQuery(service, {
    scope: 'launch patient/Observation.rs',
    state: 's1',
  })
  return { ...query, ...more }
}

const authorize = (query: Record<string, string>) =>
  service.http.get('/sandbox/auth/authorize').query(query)

async function launchOf(patient: string, appContext = 'context'): Promise<string> {
  const body = bodyOf(
    await service.http
      .post('/sandbox/fhir/_services/smart/Launch')
      .send({ launchUrl: 'https://app.example', parameters: { patient, appContext } }),
  )
  return (body as { readonly launch_id: string }).launch_id
}

async function codeFor(more: Record<string, string>): Promise<string> {
  const { headers } = await authorize(asked(more))
  const back = new URL(headers['location']!)
  expect(back.searchParams.get('state')).toBe('s1')
  return back.searchParams.get('code') ?? ''
}

const redeem = (code: string, more: Record<string, string> = {}) => redeemAt(service, code, more)

describe('the authorization server of the sandbox', () => {
  test('is found below the FHIR base', async () => {
    const body = bodyOf(await service.http.get('/sandbox/fhir/.well-known/smart-configuration'))
    expect(body).toMatchObject({
      authorization_endpoint: `${service.publicUrl}/sandbox/auth/authorize`,
      code_challenge_methods_supported: ['S256'],
    })
  })

  test('an EHR launch gives a token with the patient and the context of the card', async () => {
    const code = await codeFor({ launch: await launchOf('high-risk', '{"service":"x"}') })
    const body = bodyOf(await redeem(code))
    expect(body).toMatchObject({
      token_type: 'Bearer',
      patient: 'high-risk',
      appContext: '{"service":"x"}',
      scope: 'launch patient/Observation.rs',
    })
  })

  describe('tells an app that asks for it who signed in', () => {
    const tokenFor = async (scope: string) =>
      bodyOf(await redeem(await codeFor({ patient: 'low-risk', scope }))) as {
        readonly id_token?: string
        readonly scope: string
      }

    async function claimsOf(token: string): Promise<jwt.JwtPayload> {
      const discovery = await service.http.get('/sandbox/auth/.well-known/openid-configuration')
      const { issuer, jwks_uri: jwksUri } = bodyOf(discovery) as Record<string, string>
      const { keys } = bodyOf(await service.http.get(new URL(jwksUri!).pathname)) as {
        readonly keys: readonly [JsonWebKey]
      }
      const key = createPublicKey({ key: keys[0], format: 'jwk' })
      const clockTimestamp = Date.UTC(2026, 10, 20, 9, 1) / 1000
      const { client_id: audience } = asked()
      const options = { algorithms: ['ES384' as const], audience, issuer, clockTimestamp }
      return jwt.verify(token, key, options) as jwt.JwtPayload
    }

    test('in a signed id_token, by the URL of a Practitioner whom the server has', async () => {
      const { id_token: token, scope } = await tokenFor('openid fhirUser patient/Patient.r')
      expect(scope).toBe('openid fhirUser patient/Patient.r')
      const { fhirUser } = await claimsOf(token ?? '')
      expect(fhirUser).toBe(`${fhir()}/Practitioner/example`)
      const { pathname } = new URL(String(fhirUser))
      const practitioner = bodyOf(await service.http.get(pathname).expect(200))
      expect(practitioner).toMatchObject({ resourceType: 'Practitioner', id: 'example' })
    })

    test('and not by whom, where that is not asked', async () => {
      const { id_token: token } = await tokenFor('openid patient/Patient.r')
      const claims = await claimsOf(token ?? '')
      expect(claims).not.toHaveProperty('fhirUser')
      expect(claims.sub).toMatch(/./)
    })

    test.each(['patient/Patient.r', 'fhirUser patient/Patient.r'])(
      'and not for "%s"',
      async (scope) => {
        expect(await tokenFor(scope)).not.toHaveProperty('id_token')
      },
    )

    test('who is the one of the mock EHR, and has a role', async () => {
      const { user } = bodyOf(await service.http.get('/sandbox/ehr/settings.json')) as {
        readonly user: string
      }
      expect(user).toBe('Practitioner/example')
      const roles = await service.http
        .get('/sandbox/fhir/PractitionerRole')
        .query({ practitioner: user })
      expect(roles.body).toMatchObject({
        entry: [
          { resource: { resourceType: 'PractitionerRole', practitioner: { reference: user } } },
        ],
      })
    })
  })

  test('every patient of it has an Encounter under way, to be picked', async () => {
    const patients = filesIn('fixtures/patients')
    expect(patients.length).toBeGreaterThan(10)
    for (const patient of patients) {
      const found = await service.http
        .get('/sandbox/fhir/Encounter')
        .query({ patient, status: 'in-progress' })
      expect(found.body).toMatchObject({
        entry: [
          { resource: { class: { code: 'IMP' }, subject: { reference: `Patient/${patient}` } } },
        ],
      })
    }
  })

  test('without a launch a person chooses the patient', async () => {
    const page = await authorize(asked())
    expect(page.text).toContain('Sandbox only.')
    const body = bodyOf(await redeem(await codeFor({ patient: 'low-risk' })))
    expect(body).toMatchObject({ patient: 'low-risk' })
    expect(body).not.toHaveProperty('appContext')
  })

  test.each([
    ['response_type', 'token'],
    ['client_id', ''],
    ['redirect_uri', 'https://thief.example/app'],
    ['redirect_uri', 'no url'],
    ['aud', 'https://other.example/fhir'],
    ['code_challenge_method', 'plain'],
    ['code_challenge', ''],
    ['state', ''],
    ['launch', 'unknown'],
  ])('refuses %s "%s" without redirecting', async (name, value) => {
    expect((await authorize(asked({ [name]: value }))).status).toBe(400)
  })

  test.each([
    ['code_verifier', 'b'.repeat(43)],
    ['client_id', 'other'],
    ['redirect_uri', 'http://127.0.0.1/other'],
    ['grant_type', 'password'],
  ])('gives no token for a wrong %s', async (name, value) => {
    const answer = await redeem(await codeFor({ patient: 'low-risk' }), { [name]: value })
    expect([answer.status, answer.body]).toEqual([400, { error: 'invalid_grant' }])
  })

  const isTaken = async (answer: { readonly body: unknown }) => {
    const { access_token: token = '' } = bodyOf(answer) as { readonly access_token?: string }
    const read = service.http
      .get('/sandbox/fhir/Observation?patient=low-risk')
      .set('Authorization', `Bearer ${token}`)
    return (await read).status === 200
  }

  test('a code works once, and ends its token when it comes again', async () => {
    const code = await codeFor({ patient: 'low-risk' })
    const first = await redeem(code)
    expect(await isTaken(first)).toBe(true)
    expect((await redeem(code)).status).toBe(400)
    expect(await isTaken(first)).toBe(false)
    expect((await redeem(code)).status).toBe(400)
  })

  test.each([
    ['code_verifier', 'b'.repeat(43)],
    ['client_id', 'other'],
    ['redirect_uri', 'http://127.0.0.1/other'],
  ])('a code that comes again with a wrong %s ends its token too', async (name, value) => {
    const code = await codeFor({ patient: 'low-risk' })
    const first = await redeem(code)
    expect((await redeem(code, { [name]: value })).status).toBe(400)
    expect(await isTaken(first)).toBe(false)
  })

  test('the token of another code is not ended with it', async () => {
    const [code, other] = [
      await codeFor({ patient: 'low-risk' }),
      await codeFor({ patient: 'low-risk' }),
    ]
    const kept = await redeem(other)
    await redeem(code)
    await redeem(code)
    expect(await isTaken(kept)).toBe(true)
  })

  test('a code whose proof failed is spent', async () => {
    const code = await codeFor({ patient: 'low-risk' })
    expect((await redeem(code, { code_verifier: 'b'.repeat(43) })).status).toBe(400)
    expect((await redeem(code)).status).toBe(400)
  })

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])(
    'this machine is meant by %s as well',
    async (name) => {
      const aud = fhir().replace('127.0.0.1', name)
      const redirect_uri = `${service.publicUrl.replace('127.0.0.1', name)}/smart/app`
      const launch = await launchOf('high-risk')
      const answer = await authorize(asked({ launch, aud, redirect_uri }))
      expect([answer.status, answer.headers['location']]).toEqual([
        302,
        expect.stringContaining('code='),
      ])
    },
  )

  test('an aud on another port or path of this machine is another server', async () => {
    for (const aud of [`${fhir()}/x`, fhir().replace(/:\d+/, ':1'), `${fhir()}?x`, fhir().slice(5)])
      expect((await authorize(asked({ aud, launch: await launchOf('high-risk') }))).status).toBe(
        400,
      )
  })

  test.each([
    'javascript://localhost/%0aalert(1)',
    'javascript://127.0.0.1/%0aalert(1)',
    'JavaScript://localhost/%0aalert(1)',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data://localhost/text/html,x',
    'file://localhost/etc/passwd',
    'file:///etc/passwd',
    'blob:http://localhost/6f9d5c1e',
    'vbscript://localhost/x',
    'about:blank',
    'ftp://localhost/app',
    'ws://localhost/app',
    'intent://localhost/#Intent;end',
    'filesystem:http://localhost/temporary/x',
    'http://user:secret@localhost/app',
    'http://localhost@thief.example/app',
    'http://localhost.thief.example/app',
    'http://thief.example/localhost',
    'http://thief.example\\@localhost.thief.example/',
    'http://localhost/app#fragment',
    'http://localhost/app#',
    '//localhost/app',
    '/smart/app',
    '',
  ])('nobody is sent to %s', async (redirect_uri) => {
    const launch = await launchOf('high-risk')
    const answer = await authorize(asked({ launch, redirect_uri }))
    expect([answer.status, answer.headers['location']]).toEqual([400, undefined])
  })

  test('the choice of a patient may be framed by pages of this machine and by no other', async () => {
    const { headers } = await authorize(asked())
    const ancestors = /frame-ancestors ([^;]*)/.exec(headers['content-security-policy'] ?? '')?.[1]
    expect(ancestors?.split(' ')).toEqual([
      "'self'",
      'http://localhost:*',
      'http://127.0.0.1:*',
      'https://localhost:*',
      'https://127.0.0.1:*',
    ])
    expect(headers).not.toHaveProperty('x-frame-options')
  })

  test('a launch for nobody is refused', async () => {
    const answer = await service.http.post('/sandbox/fhir/_services/smart/Launch').send({})
    expect(answer.status).toBe(400)
  })

  test('a token opens what its scopes name, and nothing else', async () => {
    const body = bodyOf(await redeem(await codeFor({ patient: 'low-risk' })))
    const { access_token: token } = body as { readonly access_token: string }
    const read = (path: string) =>
      service.http.get(`/sandbox/fhir/${path}`).set('Authorization', `Bearer ${token}`)
    expect((await read('Observation?patient=low-risk')).status).toBe(200)
    expect((await read('Patient/low-risk')).status).toBe(403)
    const write = await service.http
      .post('/sandbox/fhir/Observation')
      .set('Authorization', `Bearer ${token}`)
      .send({ resourceType: 'Observation' })
    expect(write.status).toBe(403)
  })
})

describe('a scope', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['patient/Observation.rs', 'patient Observation rs'],
    ['patient/*.read', 'patient * rs'],
    ['patient/*.write', 'patient * cud'],
    ['user/*.*', 'user * cruds'],
    ['patient/Observation.rs?category=x', 'patient Observation rs category=x'],
    ['patient/Observation.sr', undefined],
    ['patient/Observation.', undefined],
    ['system/Observation.rs', undefined],
    ['openid', undefined],
  ]
  test.each(cases)('"%s" permits "%s"', (scope, permitted) => {
    const [permission] = permissionsOf(scope)
    const said =
      permission &&
      [permission.of, permission.type, permission.letters, permission.query]
        .filter(Boolean)
        .join(' ')
    expect(said).toBe(permitted)
  })

  test('that a person with an app cannot give is not granted', () => {
    expect(grantable('launch openid system/*.rs patient/Patient.r nonsense')).toBe(
      'launch openid patient/Patient.r',
    )
  })
})

describe('the back end of the mock EHR', () => {
  test('signs a call for one audience, with a key that it publishes', async () => {
    const audience = `${service.publicUrl}/cds-services`
    const body = bodyOf(await service.http.post('/sandbox/ehr/client-jwt').send({ audience }))
    const jwks = bodyOf(await service.http.get('/sandbox/ehr/jwks.json'))
    const { keys } = jwks as { readonly keys: readonly [JsonWebKey] }
    const key = createPublicKey({ key: keys[0], format: 'jwk' })
    const { jwt: token } = body as { readonly jwt: string }
    const clockTimestamp = Date.UTC(2026, 10, 20, 9, 1) / 1000
    const claims = jwt.verify(token, key, { algorithms: ['ES384'], audience, clockTimestamp })
    expect(claims).toMatchObject({ iss: service.publicUrl })
    expect(keys[0]).not.toHaveProperty('d')
  })

  test('signs what the service takes: the mock EHR is a client of its own', async () => {
    const audience = `${service.publicUrl}/cds-services`
    const { text } = await service.http.post('/sandbox/ehr/client-jwt').send({ audience })
    const { jwt: token } = JSON.parse(text) as { readonly jwt: string }
    const answer = await service.http.get('/cds-services').set('Authorization', `Bearer ${token}`)
    expect(answer.status).toBe(200)
  })

  test('signs nothing without an audience', async () => {
    expect((await service.http.post('/sandbox/ehr/client-jwt').send({})).status).toBe(400)
  })

  test('tells what it starts from', async () => {
    const body = bodyOf(await service.http.get('/sandbox/ehr/settings.json'))
    expect(body).toMatchObject({ fhirServer: fhir(), user: 'Practitioner/example' })
  })
})
