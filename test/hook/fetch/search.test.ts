import { describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { judgeBody } from '../../../src/hook/fetch/reader/fhir-answer.ts'
import { pagedReader } from '../../../src/hook/fetch/reader/paged-reader.ts'
import { MOST_CHARACTERS, phrase, PHRASINGS } from '../../../src/hook/fetch/reader/phrasing.ts'
import { codesOf, parseSearch, urlOf } from '../../../src/hook/fetch/reader/search.ts'
import { ServerHabits } from '../../../src/hook/fetch/reader/server-habits.ts'
import { searchAnswer } from '../../support/fhir-search.ts'
import { fc } from '../../support/property.ts'

const BASE = 'http://ehr.example/fhir'

const token = fc
  .tuple(fc.constantFrom('urn:oid:1.2.840.114350.1.13', 'http://loinc.org', ''), fc.nat(400))
  .map(([system, code]) => encodeURIComponent(`${system}|NEUT-${String(code)}`))

const searches = fc
  .tuple(fc.uniqueArray(token, { minLength: 1, maxLength: 300 }), fc.boolean(), fc.boolean())
  .map(([codes, sorts, counts]) =>
    [
      `Observation?patient=p&code=${codes.join(',')}`,
      ...(sorts ? ['_sort=-date'] : []),
      ...(counts ? ['_count=100'] : []),
    ].join('&'),
  )

const parsed = (url: string) => parseSearch(url)!

describe('a search taken apart', () => {
  test('is the same put together again', () => {
    fc.assert(fc.property(searches, (url) => expect(urlOf(parsed(url))).toBe(url)))
  })

  test.each(['Patient/1', 'Patient', '', '?a=b', 'http://x/Observation?a=b'])('%s is none', (url) =>
    expect(parseSearch(url)).toBeUndefined(),
  )
})

describe('a search that is put to a server', () => {
  test('asks in its pieces for each code once, in whatever way, and for nothing else', () => {
    fc.assert(
      fc.property(searches, fc.constantFrom(...PHRASINGS), (url, phrasing) => {
        const search = parsed(url)
        const pieces = phrase(search, phrasing, BASE).map(parsed)
        expect(pieces.flatMap(codesOf)).toEqual(codesOf(search))
        for (const piece of pieces) expect(urlOf(piece)).toContain('patient=p')
      }),
    )
  })

  test('is in no URL longer than servers take, as long as one code is not', () => {
    fc.assert(
      fc.property(searches, fc.constantFrom(...PHRASINGS), (url, phrasing) => {
        for (const piece of phrase(parsed(url), phrasing, BASE))
          expect(`${BASE}/${piece}`.length).toBeLessThanOrEqual(MOST_CHARACTERS)
      }),
    )
  })

  test('stays as it is written where it fits', () => {
    fc.assert(
      fc.property(searches, (url) => {
        const isShort = `${BASE}/${url}`.length <= MOST_CHARACTERS
        expect(phrase(parsed(url), 'written', BASE)).toEqual(isShort ? [url] : expect.any(Array))
      }),
    )
  })

  test.each([
    ['written', ['Condition?patient=p&_count=100']],
    ['plain', ['Condition?patient=p']],
    ['single-codes', ['Condition?patient=p']],
  ] as const)('without codes is, %s, %j', (phrasing, urls) => {
    expect(phrase(parsed('Condition?patient=p&_count=100'), phrasing, BASE)).toEqual(urls)
  })
})

const observations: fc.Arbitrary<readonly FhirResource[]> = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(27)), { maxLength: 60 })
  .map((all) =>
    all.map(([one, other, day], i) => ({
      resourceType: 'Observation',
      id: String(i),
      effectiveDateTime: `2026-11-${String(day + 1).padStart(2, '0')}`,
      code: {
        coding: [one, other].map((code) => ({ system: 'urn:a', code: `C-${String(code)}` })),
      },
    })),
  )

const idsOf = (slot: { readonly kind: string; readonly resources?: readonly FhirResource[] }) =>
  (slot.resources ?? []).map(({ id }) => String(id)).toSorted()

describe('the pieces of a search', () => {
  test('bring the same resources as the whole, each once, whatever the pages are', async () => {
    const codes = Array.from({ length: 21 }, (_, i) => `C-${String(i)}`)
    const url = `Observation?patient=p&code=${codes.map((code) => encodeURIComponent(`urn:a|${code}`)).join(',')}&_sort=-date`
    await fc.assert(
      fc.asyncProperty(observations, fc.integer({ min: 7, max: 60 }), async (record, pageSize) => {
        const read = (refuses: (asked: URLSearchParams) => boolean) =>
          pagedReader({
            baseUrl: BASE,
            habits: new ServerHabits(),
            wait: () => Promise.resolve(false),
            ask: (asked) => {
              const body = searchAnswer(record, asked, { refuses, pageSize })
              return Promise.resolve(
                body === undefined
                  ? ({ kind: 'failed', why: 'request-refused' } as const)
                  : judgeBody(body, null),
              )
            },
          }).read(url)
        const whole = await read(() => false)
        const pieces = await read((asked) => asked.get('code')?.includes(',') === true)
        expect(idsOf(pieces)).toEqual(idsOf(whole))
        expect(idsOf(whole)).toEqual(record.map(({ id }) => String(id)).toSorted())
        expect([whole, pieces]).toMatchObject([{ unread: [] }, { unread: [] }])
      }),
      { numRuns: 60 },
    )
  })
})
