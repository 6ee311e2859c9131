import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { toLogger } from '../../../src/base/telemetry/logger.ts'
import { toOperationsApp } from '../../../src/server/http/operations-app.ts'
import { tokenRoute } from '../../../src/server/http/token-route.ts'
import { startTestService, type TestService } from '../../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ RATE_PER_MINUTE: '1000000' })
})
afterAll(() => service.stop())

const FORM = 'application/x-www-form-urlencoded'
const MANY_PARAMETERS = Array.from({ length: 1_001 }, (_, i) => `a${String(i)}=1`).join('&')
const REPEATED =
  'grant_type=authorization_code&grant_type=authorization_code&code=a&code=b&redirect_uri=x&redirect_uri=y&code_verifier=v&code_verifier=w&client_id=a&client_id=b&refresh_token=x&refresh_token=y&client_assertion=x&client_assertion=y'

/** What a broken client, a scanner or a proxy makes of a request. */
const BODIES: readonly (readonly [string, string, string])[] = [
  ['a charset that nobody knows', `${FORM}; charset=x-unknown`, 'a=b'],
  ['UTF-16 for a form', `${FORM}; charset=utf-16`, 'a=b'],
  ['a charset for JSON that is none of its', 'application/json; charset=latin1', '{}'],
  ['a charset for FHIR', 'application/fhir+json; charset=x-unknown', '{}'],
  ['too many parameters', FORM, MANY_PARAMETERS],
  ['repeated parameters', FORM, REPEATED],
  ['parameters as a list', FORM, 'code[]=a&code[]=b&grant_type[x]=y'],
  ['names of a prototype', FORM, '__proto__=x&constructor=y&toString=z'],
  ['percent signs that mean nothing', FORM, 'code=%&redirect_uri=%zz&%=%'],
  ['no body', FORM, ''],
  ['half of a JSON', 'application/json', '{"a":'],
  ['a JSON that is no object', 'application/json', '[[1]]'],
  ['null', 'application/json', 'null'],
  ['a number', 'application/json', '7'],
  ['members of a prototype', 'application/json', '{"__proto__":{"a":1},"constructor":1}'],
  [
    'repeated as a list of JSON',
    'application/json',
    '{"code":["a"],"grant_type":["authorization_code"]}',
  ],
  ['a large body', 'application/json', `"${'x'.repeat(300_000)}"`],
  ['a large form', FORM, `a=${'x'.repeat(300_000)}`],
  ['another type', 'text/plain', 'hello'],
  ['XML', 'application/fhir+xml', '<Patient/>'],
]

const PATHS = [
  '/sandbox/auth/token',
  '/sandbox/auth/authorize?client_id=a&client_id=b&scope=x&scope=y&redirect_uri=a&redirect_uri=b&state=1&state=2',
  '/sandbox/fhir/Patient',
  '/sandbox/fhir/Patient/_search',
  '/sandbox/fhir/_services/smart/Launch',
  '/sandbox/fhir',
  '/sandbox/fhir/constructor',
  '/sandbox/client-jwt',
  '/sandbox/ehr/client-jwt',
  '/cds-services/tace-resistance-order-sign',
  '/cds-services/tace-resistance-order-sign/feedback',
]

describe('what a caller does wrong is not said to be a failure of the service', () => {
  test.each(PATHS)('POST %s', async (path) => {
    const failed: string[] = []
    for (const [what, type, body] of BODIES) {
      const { status } = await service.http.post(path).set('Content-Type', type).send(body)
      if (status >= 500) failed.push(`${what}: ${String(status)}`)
    }
    expect(failed).toEqual([])
  })

  test.each(['gzip', 'x-unknown', 'br'])('a body that is not %s as it says', async (encoding) => {
    for (const path of PATHS) {
      const { status } = await service.http
        .post(path)
        .set('Content-Type', path.includes('token') ? FORM : 'application/json')
        .set('Content-Encoding', encoding)
        .send('{}')
      expect([path, status < 500]).toEqual([path, true])
    }
  })

  test.each([
    ['a charset', `${FORM}; charset=x-unknown`, 'a=b', 415],
    ['too many parameters', FORM, MANY_PARAMETERS, 413],
    ['repeated parameters', FORM, REPEATED, 400],
  ])('%s at the token endpoint has its own status', async (_what, type, body, status) => {
    await service.http
      .post('/sandbox/auth/token')
      .set('Content-Type', type)
      .send(body)
      .expect(status)
  })

  test('parameters that come twice or as a list in a URL', async () => {
    const query =
      '_id=a&_id=b&subject=x&subject=y&_count=1&_count=2&_format=a&_format=b&_sort=a&_sort=b&code[]=x&__proto__=y&constructor=z'
    for (const path of ['Patient', 'Observation', 'Condition', 'metadata', 'Patient/x', 'toString'])
      expect((await service.http.get(`/sandbox/fhir/${path}?${query}`)).status).toBeLessThan(500)
    for (const path of PATHS) expect((await service.http.get(path)).status).toBeLessThan(500)
  })

  test('the token endpoint of the app, from its own page', async () => {
    const exchange = () => Promise.reject(new Error('no code is complete here'))
    const logger = toLogger('silent')
    const publicUrls = ['https://cds.example']
    const route = tokenRoute({ exchange, publicUrls, redirectPath: '/smart/app', logger })
    const app = toOperationsApp([route], logger)
    for (const [what, type, body] of BODIES)
      for (const query of ['', '?iss=a', '?iss=a&iss=b', '?iss[]=a', '?iss[x]=a', '?__proto__=a']) {
        const { status } = await request(app)
          .post(`/${query}`)
          .set('Origin', 'https://cds.example')
          .set('Content-Type', type)
          .send(body)
        expect([what, query, Math.floor(status / 100)]).toEqual([what, query, 4])
      }
  })
})
