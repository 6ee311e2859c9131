import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import jwt from 'jsonwebtoken'
import { grantable, permissionsOf } from '../../src/sandbox/scopes.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const bodyOf = (response: { readonly body: unknown }) => response.body

const VERIFIER = 'a'.repeat(43)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

const redirectUri = () => `${service.publicUrl}/smart/app`
const fhir = () => `${service.publicUrl}/sandbox/fhir`

/** The parameters of a right authorization request. */
const asked = (more: Record<string, string> = {}) => ({
  response_type: 'code',
  client_id: 'app',
  redirect_uri: redirectUri(),
  scope: 'launch patient/Observation.rs',
  state: 's1',
  aud: fhir(),
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  ...more,
})

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

const redeem = (code: string, more: Record<string, string> = {}) =>
  service.http
    .post('/sandbox/auth/token')
    .type('form')
    .send({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(),
      client_id: 'app',
      code_verifier: VERIFIER,
      ...more,
    })

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

  test('a code works once', async () => {
    const code = await codeFor({ patient: 'low-risk' })
    expect((await redeem(code)).status).toBe(200)
    expect((await redeem(code)).status).toBe(400)
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
      'launch patient/Patient.r',
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
    expect(body).toMatchObject({ fhirServer: fhir(), firstPatient: 'high-risk' })
  })
})
