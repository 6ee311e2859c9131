import { afterEach, describe, expect, test } from '@jest/globals'
import { coverageOf, interactionOf } from '../../../src/hook/fetch/reader/smart-scopes.ts'
import { delayed } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { timed } from '../../support/until.ts'
import {
  acquireFrom,
  AUTHORIZATION,
  closeAll,
  healthy,
  idsOf,
  newPatientData,
  observation,
  stub,
} from './support.ts'

afterEach(closeAll)

const failed = (why: string) => ({ kind: 'failed', why })

/** What a healthy server is asked, and the slots, when the grant of the request differs so. */
async function acquireWith(difference: Record<string, unknown> | undefined) {
  const server = await stub(healthy)
  const fhirAuthorization =
    difference === undefined ? undefined : { ...AUTHORIZATION, ...difference }
  const slots = await acquireFrom(newPatientData(), server.url, { fhirAuthorization })
  return { slots, seen: server.seen }
}

describe('the token', () => {
  test('comes along with every read, and with nothing else than it', async () => {
    const { seen } = await acquireWith({})
    expect(seen).toHaveLength(2)
    expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer secret']),
    )
  })

  test('is not made up: a request without one is asked without one', async () => {
    const { seen } = await acquireWith(undefined)
    expect(seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  })

  test('of one call is not sent in another', async () => {
    const server = await stub(delayed(20, healthy))
    const patientData = newPatientData()
    const tokens = ['one', 'two', 'three']
    await Promise.all(
      tokens.map((access_token) =>
        acquireFrom(patientData, server.url, {
          prefetch: { patient: null },
          fhirAuthorization: { ...AUTHORIZATION, access_token },
        }),
      ),
    )
    expect(server.seen.map(({ authorization }) => authorization).toSorted()).toEqual(
      tokens.map((token) => `Bearer ${token}`).toSorted(),
    )
  })

  test('that is used up is not used, and that is the reason', async () => {
    const { slots, seen } = await acquireWith({ expires_in: 0 })
    expect(slots).toEqual({ patient: failed('token-expired'), counts: failed('token-expired') })
    expect(seen).toEqual([])
  })

  test('is not used longer than it lives, however long the budget', async () => {
    const server = await stub(() => undefined)
    const fhirAuthorization = { ...AUTHORIZATION, expires_in: 1 }
    const { result: slots, ranMs } = await timed(() =>
      acquireFrom(newPatientData({ budgetMs: 30_000 }), server.url, { fhirAuthorization }),
    )
    expect(slots['counts']).toEqual(failed('timed-out'))
    expect(ranMs).toBeLessThan(2_000)
  })

  test('leaves what the client prefetched as it is, even when it cannot be used', async () => {
    const server = await stub(healthy)
    const slots = await acquireFrom(newPatientData(), server.url, {
      prefetch: { counts: searchset([observation('b')]) },
      fhirAuthorization: { ...AUTHORIZATION, expires_in: 0 },
    })
    expect(idsOf(slots['counts'])).toEqual(['b'])
    expect(slots['patient']).toEqual(failed('token-expired'))
  })
})

/** What a client may write instead of a condition of the grant, by member. */
const UNTOLD: readonly (readonly [string, Record<string, unknown>])[] = [
  ['expires_in', { expires_in: undefined }],
  ['expires_in', { expires_in: null }],
  ['expires_in', { expires_in: '300' }],
  ['expires_in', { expires_in: 'soon' }],
  ['expires_in', { expires_in: -1 }],
  ['expires_in', { expires_in: 1.5 }],
  ['expires_in', { expires_in: [300] }],
  ['scope', { scope: undefined }],
  ['scope', { scope: null }],
  ['scope', { scope: ['patient/*.rs'] }],
  ['subject', { subject: undefined }],
  ['subject', { subject: null }],
  ['subject', { subject: 7 }],
  ['patient', { patient: null }],
  ['patient', { patient: 7 }],
  ['patient', { patient: { reference: 'Patient/high-risk' } }],
  ['scope, subject', { scope: null, subject: undefined }],
]

describe('a token of which a condition is missing or malformed', () => {
  test.each(UNTOLD)('(%s: %j) is not used, and the keys are not permitted', async (_of, grant) => {
    const { slots, seen } = await acquireWith(grant)
    expect(slots).toEqual({ patient: failed('not-permitted'), counts: failed('not-permitted') })
    expect(seen).toEqual([])
  })

  test.each(UNTOLD)('(%s: %j) costs a call nothing that needs it not', async (_of, grant) => {
    const slots = await acquireFrom(newPatientData(), 'http://127.0.0.1:9/fhir', {
      prefetch: { patient: null, counts: searchset([observation('b')]) },
      fhirAuthorization: { ...AUTHORIZATION, ...grant },
    })
    expect([slots['patient']?.kind, idsOf(slots['counts'])]).toEqual(['supplied', ['b']])
  })
})

describe('a token for a patient', () => {
  test.each(['high-risk', 'Patient/high-risk', undefined])('%s is used', async (patient) => {
    const { slots } = await acquireWith({ patient })
    expect(slots['counts']).toMatchObject({ kind: 'supplied' })
  })

  test.each(['low-risk', 'Patient/low-risk', 'HIGH-RISK', ''])(
    'other than the one of the context (%s) is not used',
    async (patient) => {
      const { slots, seen } = await acquireWith({ patient })
      expect(slots['counts']).toEqual(failed('token-of-another-patient'))
      expect(seen).toEqual([])
    },
  )
})

describe('scopes', () => {
  test('that cover one type let that type be asked, the rest is not permitted', async () => {
    const { slots, seen } = await acquireWith({ scope: 'launch openid patient/Observation.rs' })
    expect(slots).toMatchObject({ patient: failed('not-permitted'), counts: { kind: 'supplied' } })
    expect(seen.map(({ url }) => url)).toEqual(['/fhir/Observation?patient=high-risk&code=x'])
  })

  test('that cover nothing let nothing be asked', async () => {
    const { slots, seen } = await acquireWith({ scope: 'launch openid fhirUser' })
    expect(slots).toEqual({ patient: failed('not-permitted'), counts: failed('not-permitted') })
    expect(seen).toEqual([])
  })

  test('with a search in them bring what may not be everything', async () => {
    const scope = 'patient/Observation.rs?category=laboratory'
    const { slots } = await acquireWith({ scope })
    expect(slots['counts']).toMatchObject({ kind: 'supplied', unread: [expect.any(String)] })
  })

  test('do not let further pages be asked that they do not cover', async () => {
    const server = await stub(healthy)
    const slots = await acquireFrom(newPatientData(), server.url, {
      prefetch: { patient: null, counts: searchset([observation('b')], '?page=2') },
      fhirAuthorization: { ...AUTHORIZATION, scope: 'patient/Patient.r' },
    })
    expect(slots['counts']).toMatchObject({
      kind: 'supplied',
      by: 'client',
      unread: [expect.any(String)],
    })
    expect(server.seen).toEqual([])
  })
})

describe('the coverage of a scope', () => {
  test.each([
    // SMART App Launch 1.0
    ['patient/*.read', 'all', 'all'],
    ['patient/*.*', 'all', 'all'],
    ['user/Observation.read', 'none', 'all'],
    ['system/Observation.*', 'none', 'all'],
    ['patient/Observation.write', 'none', 'none'],
    ['patient/Patient.read', 'all', 'none'],
    // SMART App Launch 2
    ['patient/*.rs', 'all', 'all'],
    ['system/*.cruds', 'all', 'all'],
    ['patient/*.r', 'all', 'none'],
    ['patient/*.s', 'none', 'all'],
    ['user/*.cud', 'none', 'none'],
    ['patient/Observation.rs?category=laboratory', 'none', 'some'],
    ['patient/Observation.rs?category=laboratory patient/Observation.rs', 'none', 'all'],
    ['patient/Observation.s?code=http://loinc.org|751-8 user/Patient.r', 'all', 'some'],
    // Not for clinical data, or not understood
    ['launch/patient openid fhirUser offline_access', 'none', 'none'],
    ['patient/Observation.sr', 'none', 'none'],
    ['patient/observation.rs', 'none', 'none'],
    ['Patient/Observation.rs', 'none', 'none'],
    ['patient/Observation', 'none', 'none'],
    ['patient/Observation.', 'none', 'none'],
    ['', 'none', 'none'],
  ])('"%s": Patient read %s, Observation search %s', (scope, read, search) => {
    expect(coverageOf(scope, interactionOf('Patient/1'))).toBe(read)
    expect(coverageOf(scope, interactionOf('Observation?patient=1'))).toBe(search)
  })
})
