import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf, expressionsOf } from '../support/cards.ts'
import { type HookBody, prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const post = (body: HookBody) => service.http.post(serviceFor()).send(body)

/** The fixture's call with another value under a prefetch key. */
function withPrefetched(key: string, value: unknown): HookBody {
  const body = prefetched('high-risk')
  return { ...body, prefetch: { ...body.prefetch, [key]: value } }
}

const subject = { reference: 'Patient/high-risk' }
const counts = { resourceType: 'Observation', id: 'a', status: 'final', subject }
const beside = (resource: unknown) => {
  const bundle = prefetched('high-risk').prefetch?.['bloodCounts'] as { readonly entry: unknown[] }
  return { ...bundle, entry: [...bundle.entry, { resource }] }
}

/** A resource that cannot be read, under its key: alone, or beside others in a Bundle. */
const MISSHAPEN: readonly (readonly [string, string, unknown])[] = [
  [
    'a Patient whose birth date is a number',
    'patient',
    { resourceType: 'Patient', id: 'high-risk', birthDate: 1966 },
  ],
  [
    'a Patient whose birth date is an object',
    'patient',
    { resourceType: 'Patient', id: 'high-risk', birthDate: {} },
  ],
  ['an Observation alone whose code is a text', 'bloodCounts', { ...counts, code: '751-8' }],
  [
    'an Observation alone whose status is a list',
    'bloodCounts',
    { ...counts, code: { text: 'x' }, status: ['final'] },
  ],
  [
    'a Condition alone whose code is a list',
    'diagnoses',
    { resourceType: 'Condition', id: 'a', subject, code: [{ text: 'HCC' }] },
  ],
  [
    'a Procedure alone whose status is a number',
    'procedures',
    { resourceType: 'Procedure', id: 'a', subject, code: { text: 'x' }, status: 4 },
  ],
  [
    'an Observation beside others whose code is a text',
    'bloodCounts',
    beside({ ...counts, code: '751-8' }),
  ],
  [
    'an Observation beside others whose value is a number',
    'bloodCounts',
    beside({ ...counts, code: { text: 'x' }, valueQuantity: 7 }),
  ],
  [
    'an Observation beside others whose subject is a text',
    'bloodCounts',
    beside({ ...counts, code: { text: 'x' }, subject: 'Patient/high-risk' }),
  ],
  [
    'an entry beside others that is a text',
    'bloodCounts',
    { resourceType: 'Bundle', entry: ['x'] },
  ],
  ['an entry beside others that is no resource', 'bloodCounts', beside({ id: 'x' })],
  ['null beside others', 'bloodCounts', { resourceType: 'Bundle', entry: [null] }],
]

describe('one prefetched resource that cannot be read is passed over, and told', () => {
  test.each(MISSHAPEN)('%s', async (_what, key, value) => {
    service.log.splice(0)
    const [card, ...others] = cardsOf(await post(withPrefetched(key, value)).expect(200))
    expect(others).toEqual([])
    expect(card?.detail).toContain('**Not everything was read.**')
    expect(card?.summary).not.toMatch(/likelihood|risk \d/)
    const line = service.log.find((text) => text.includes('"slots"')) ?? '{}'
    const { slots } = JSON.parse(line) as { readonly slots: Record<string, string> }
    expect(slots[key]).toMatch(/\+/)
  })

  test.each([
    ['a text', 'Patient/high-risk', 'prefetch.bloodCounts'],
    ['a list', [], 'prefetch.bloodCounts'],
    ['an object of no type', { id: 'x' }, 'prefetch.bloodCounts'],
    [
      'a Bundle whose entries are an object',
      { resourceType: 'Bundle', entry: {} },
      'prefetch.bloodCounts.entry',
    ],
    [
      'a Bundle whose entries are a text',
      { resourceType: 'Bundle', entry: 'x' },
      'prefetch.bloodCounts.entry',
    ],
  ])('%s in place of a key is refused, with its place', async (_what, value, expression) => {
    const response = await post(withPrefetched('bloodCounts', value)).expect(400)
    expect(expressionsOf(response)).toEqual([expression])
  })
})

describe('a call that can say nothing at all is told why', () => {
  test('of a token that cannot be used, which of its conditions', async () => {
    const { prefetch: _prefetch, ...rest } = prefetched('high-risk')
    const fhirAuthorization = { access_token: 'x', token_type: 'Bearer', scope: 'patient/*.rs' }
    const body = { ...rest, fhirServer: 'http://127.0.0.1:9/fhir', fhirAuthorization }
    const response = await post(body).expect(412)
    expect(expressionsOf(response)).toEqual(
      expect.arrayContaining([
        'fhirAuthorization.expires_in',
        'fhirAuthorization.subject',
        'prefetch.bloodCounts',
      ]),
    )
  })
})
