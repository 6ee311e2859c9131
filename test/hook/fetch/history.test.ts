import { describe, expect, test } from '@jest/globals'
import { type Instant, toInstant } from '../../../src/base/time.ts'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { judgeBody } from '../../../src/hook/fetch/reader/fhir-answer.ts'
import { pagedReader } from '../../../src/hook/fetch/reader/paged-reader.ts'
import { noReader } from '../../../src/hook/fetch/reader/reader.ts'
import { ServerHabits } from '../../../src/hook/fetch/reader/server-habits.ts'
import { OMITTED } from '../../../src/clinical/assessment/slots.ts'
import { searchAnswer, type ServerQuirks } from '../../support/fhir-search.ts'
import { fc } from '../../support/property.ts'

const NOW = Date.UTC(2026, 10, 20)
const DAY = 86_400_000
const at = (daysAgo: number) => new Date(NOW - daysAgo * DAY).toISOString()
const since = toInstant(NOW - 45 * DAY)

const observation = (id: number, effectiveDateTime: string | undefined): FhirResource => ({
  resourceType: 'Observation',
  id: String(id),
  code: { coding: [{ system: 'urn:a', code: 'c' }] },
  ...(effectiveDateTime === undefined ? {} : { effectiveDateTime }),
})

const recordOf = (daysAgo: readonly number[]) => daysAgo.map((days, i) => observation(i, at(days)))

const URL_SORTED = 'Observation?patient=p&code=urn%3Aa%7Cc&_sort=-date&_count=50'

/** What a server with a record is asked, and what of the record came. */
async function read(
  record: readonly FhirResource[],
  quirks: ServerQuirks = {},
  url = URL_SORTED,
  from: Instant | undefined = since,
) {
  let asked = 0
  const reader = pagedReader({
    baseUrl: 'http://ehr.example/fhir',
    habits: new ServerHabits(),
    wait: () => Promise.resolve(false),
    ask: (page) => {
      asked += 1
      return Promise.resolve(judgeBody(searchAnswer(record, page, quirks), null))
    },
  })
  const slot = await reader.read(url, from)
  if (slot.kind !== 'supplied') throw new Error(slot.kind)
  return { asked, unread: slot.unread, ids: new Set(slot.resources.map(({ id }) => id)) }
}

/** The resources of a record that may be of use. */
const useful = (record: readonly FhirResource[]) =>
  record.filter(({ effectiveDateTime: time }) => Date.parse(String(time)) >= since)

const long = recordOf(Array.from({ length: 3_000 }, (_, i) => i / 2))

describe('a long history', () => {
  test('is read up to the page that is wholly older than every look-back, and is whole', async () => {
    const { asked, unread, ids } = await read(long)
    expect(asked).toBe(3)
    expect(unread).toEqual([])
    for (const { id } of useful(long)) expect(ids.has(String(id))).toBe(true)
  })

  test.each<readonly [string, ServerQuirks, string]>([
    ['that is not asked to sort', {}, URL_SORTED.replace('&_sort=-date', '')],
    ['that sorts the other way', {}, URL_SORTED.replace('-date', 'date')],
  ])('of a server %s is read as far as anything is, and is partial', async (_what, quirks, url) => {
    const { asked, unread } = await read(long.toReversed(), quirks, url)
    expect(asked).toBe(20)
    expect(unread).toEqual(['more-than-read'])
  })

  test('of a server that does not sort is partial, whatever its first pages hold', async () => {
    const shuffled = long.map((_, i) => long[(i * 1_237) % long.length]!)
    const { asked, unread } = await read(shuffled, { ignoresSort: true })
    expect(asked).toBe(20)
    expect(unread).toEqual(['more-than-read'])
  })

  test('of which all is of use is partial when it is cut off', async () => {
    const { unread } = await read(long, {}, URL_SORTED, toInstant(0))
    expect(unread).toEqual(['more-than-read'])
  })

  test('that is cut off behind all that is of use is whole', async () => {
    const dense = recordOf(Array.from({ length: 3_000 }, (_, i) => i / 20))
    const { asked, unread } = await read(dense)
    expect(asked).toBe(20)
    expect(unread).toEqual([])
  })

  test('without dates is never believed to be sorted', async () => {
    const dateless = Array.from({ length: 2_000 }, (_, i) => observation(i, undefined))
    expect(await read(dateless)).toMatchObject({ asked: 20, unread: ['more-than-read'] })
  })

  test('of few matches on a page, or of one day, is no proof of an order', async () => {
    const old = recordOf(Array.from({ length: 200 }, (_, i) => 100 + i))
    expect((await read(old, {}, URL_SORTED.replace('=50', '=3'))).asked).toBe(4)
    const same = recordOf(Array.from({ length: 2_000 }, () => 100))
    expect(await read(same)).toMatchObject({ asked: 20, unread: ['more-than-read'] })
  })
})

describe('a page that says it was found without the order that was asked for', () => {
  test.each([
    ['http://ehr.example/fhir/Observation?patient=p&code=c', 20],
    ['http://ehr.example/fhir/Observation?patient=p&code=c&_sort=-date', 3],
    ['http://ehr.example/fhir?_getpages=1', 3],
  ])('%s: %i pages are read', async (self, pages) => {
    let asked = 0
    const reader = pagedReader({
      baseUrl: 'http://ehr.example/fhir',
      habits: new ServerHabits(),
      wait: () => Promise.resolve(false),
      ask: (page) => {
        asked += 1
        const body = searchAnswer(long, page) as FhirResource & { readonly link: unknown[] }
        return Promise.resolve(
          judgeBody({ ...body, link: [...body.link, { relation: 'self', url: self }] }, null),
        )
      },
    })
    await reader.read(URL_SORTED, since)
    expect(asked).toBe(pages)
  })
})

describe('the first page of a client', () => {
  const first = (record: readonly FhirResource[]) => searchAnswer(record, `/fhir/${URL_SORTED}`)!
  const readAlone = (record: readonly FhirResource[], url: string | undefined) =>
    noReader(OMITTED).readOn(first(record), url, since)

  test('that reaches behind all that is of use is whole, though there are more', async () => {
    const sparse = recordOf(Array.from({ length: 200 }, (_, i) => i * 2))
    expect(await readAlone(sparse, URL_SORTED)).toMatchObject({ unread: [] })
    expect(await readAlone(sparse, undefined)).toMatchObject({ unread: ['more-than-read'] })
  })

  test('that does not is partial', async () => {
    expect(await readAlone(long, URL_SORTED)).toMatchObject({ unread: ['more-than-read'] })
  })
})

describe('whatever a record holds and however a server sorts it', () => {
  test('what is passed for whole lacks nothing of use where the server sorts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 1_500 }),
        fc.integer({ min: 1, max: 100 }),
        async (days, count) => {
          const record = recordOf(days)
          const url = URL_SORTED.replace('=50', `=${String(count)}`)
          const { ids, unread } = await read(record, {}, url)
          const missed = useful(record).filter(({ id }) => !ids.has(String(id)))
          expect(missed.length === 0 || unread.length > 0).toBe(true)
        },
      ),
      { numRuns: 80 },
    )
  })
})
