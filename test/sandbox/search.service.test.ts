import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Observation } from '@medplum/fhirtypes'
import {
  BASE_URL,
  bundleOf,
  type Client,
  idsOf,
  issueOf,
  LOINC,
  nextOf,
  openClient,
  query,
} from './support.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const COUNTS = `${LOINC}|751-8,${LOINC}|731-0`

describe('a search', () => {
  test('by a token with its system finds that code alone, also when several are given', async () => {
    const byCode = query([
      ['patient', 'low-risk'],
      ['code', `${LOINC}|751-8`],
    ])
    expect(idsOf(await client.get(`/Observation?${byCode}`))).toEqual(['low-risk-neutrophils'])
    const byTwoCodes = query([
      ['patient', 'low-risk'],
      ['code', COUNTS],
    ])
    const found = idsOf(await client.get(`/Observation?${byTwoCodes}`))
    expect(found).toEqual(['low-risk-neutrophils', 'low-risk-lymphocytes'])
  })

  test('by a token of another system finds nothing', async () => {
    const pairs = query([
      ['patient', 'low-risk'],
      ['code', 'http://example.org|751-8'],
    ])
    const response = await client.get(`/Observation?${pairs}`)
    expect(bundleOf(response)).toMatchObject({ type: 'searchset', total: 0 })
    expect(bundleOf(response).entry).toBeUndefined()
  })

  test.each([
    ['patient', 'low-risk'],
    ['patient', 'Patient/low-risk'],
    ['patient', `${BASE_URL}/Patient/low-risk`],
    ['subject', 'Patient/low-risk'],
    ['subject:Patient', 'low-risk'],
  ])('takes %s=%s for the same patient', async (name, value) => {
    const response = await client.get(`/Observation?${query([[name, value]])}`)
    expect(bundleOf(response).total).toBe(9)
    expect(idsOf(response).every((id) => id.startsWith('low-risk-'))).toBe(true)
  })

  test('by two dates finds what lies between them, across time zones', async () => {
    const counts = query([
      ['patient', 'low-risk'],
      ['code', `${LOINC}|751-8`],
    ])
    const total = async (...dates: readonly string[]): Promise<number | undefined> => {
      const pairs = query(dates.map((date) => ['date', date] as const))
      return bundleOf(await client.get(`/Observation?${counts}&${pairs}`)).total
    }
    // Taken 2026-11-15T07:30:00+08:00, which is 2026-11-14T23:30:00Z.
    expect(await total('ge2026-11-14', 'le2026-11-16')).toBe(1)
    expect(await total('ge2026-11-14T23:30:00Z', 'le2026-11-14T23:30:00Z')).toBe(1)
    expect(await total('gt2026-11-14T23:31:00Z')).toBe(0)
    expect(await total('lt2026-11-15T07:00:00+08:00')).toBe(0)
  })

  test('by status and by _id finds what has them', async () => {
    const drafts = await client.get('/ServiceRequest?status=draft&_count=1000')
    expect(bundleOf(drafts).total).toBe(client.sandbox.patients.length)
    const two = await client.get('/Observation?_id=low-risk-adc,high-risk-adc&_sort=_id')
    expect(idsOf(two)).toEqual(['high-risk-adc', 'low-risk-adc'])
    const completed = await client.get('/Procedure?patient=earlier-tace&status=completed')
    expect(idsOf(completed)).toEqual(['earlier-tace-procedure'])
  })

  test('by POST, form-encoded, finds what the same GET finds', async () => {
    const pairs = query([
      ['patient', 'long-history'],
      ['code', COUNTS],
      ['_count', '7'],
    ])
    const got = await client.get(`/Observation?${pairs}`)
    const posted = await client.agent
      .post('/sandbox/fhir/Observation/_search?_sort=')
      .type('form')
      .send(pairs)
    expect(posted.status).toBe(200)
    expect(posted.body).toEqual(got.body)
  })

  test('includes what is referred to when it is asked to, and does not count it', async () => {
    const response = await client.get('/Observation?_id=low-risk-adc&_include=Observation:subject')
    expect(bundleOf(response).total).toBe(1)
    expect(bundleOf(response).entry?.[1]).toMatchObject({
      fullUrl: `${BASE_URL}/Patient/low-risk`,
      search: { mode: 'include' },
    })
  })
})

describe('a search page', () => {
  test('links to the next until all matches were given, each once', async () => {
    const start = `/Observation?${query([
      ['patient', 'long-history'],
      ['code', COUNTS],
    ])}&_count=25`
    const seen: string[] = []
    let path: string | undefined = start
    while (path !== undefined) {
      const response = await client.get(path)
      expect(bundleOf(response).total).toBe(122)
      seen.push(...idsOf(response))
      path = nextOf(response)
    }
    expect(seen).toHaveLength(122)
    expect(new Set(seen).size).toBe(122)
  })

  test('holds 50 matches unless another count is asked for, and never more than 1000', async () => {
    const pairs = query([['patient', 'long-history']])
    expect(idsOf(await client.get(`/Observation?${pairs}`))).toHaveLength(50)
    const self = bundleOf(await client.get(`/Observation?${pairs}&_count=5000`)).link?.[0]
    expect(self).toMatchObject({ relation: 'self', url: expect.stringContaining('_count=1000') })
  })

  test('of count 0 gives the total alone', async () => {
    const body = bundleOf(await client.get('/Patient?_count=0'))
    expect(body.total).toBe(client.sandbox.patients.length)
    expect(body.entry).toBeUndefined()
    expect(body.link).toHaveLength(1)
  })

  test('names each match by a full URL at which it can be read', async () => {
    const [entry] = bundleOf(await client.get('/Observation?patient=low-risk')).entry ?? []
    expect(entry?.fullUrl).toBe(`${BASE_URL}/Observation/${entry?.resource?.id ?? ''}`)
    const read = await client.get(entry?.fullUrl?.replace(BASE_URL, '') ?? '')
    expect(read.body).toEqual(entry?.resource)
  })

  test('tells in its self link what was searched by, which finds the same again', async () => {
    const first = await client.get('/Observation?patient=low-risk&nonsense=1&_sort=-date&_count=3')
    const self = bundleOf(first).link?.[0]?.url ?? ''
    expect(self).not.toContain('nonsense')
    expect((await client.get(self.replace(BASE_URL, ''))).body).toEqual(first.body)
  })
})

describe('the order of a search', () => {
  const observations = async (sort: string): Promise<readonly Observation[]> => {
    const pairs = query([
      ['patient', 'long-history'],
      ['code', COUNTS],
      ['_sort', sort],
    ])
    const { entry = [] } = bundleOf(await client.get(`/Observation?${pairs}&_count=1000`))
    return entry.map(({ resource }) => resource as Observation)
  }
  const keyOf = ({ effectiveDateTime, code }: Observation): string =>
    `${effectiveDateTime ?? ''} ${code.coding?.[0]?.code ?? ''}`

  test('follows the first key, and the next one among equals', async () => {
    const keys = (await observations('date,code')).map(keyOf)
    expect(keys).toEqual(keys.toSorted())
  })

  test('turns for a key with a minus, and for that key alone', async () => {
    const found = await observations('-date,code')
    const days = found.map(({ effectiveDateTime = '' }) => effectiveDateTime)
    expect(days).toEqual(days.toSorted().toReversed())
    const first = found.slice(0, 2).map(({ id }) => id)
    expect(first).toEqual(['long-history-lymphocytes', 'long-history-neutrophils'])
  })

  test('puts last what lacks the key, in either direction', async () => {
    for (const sort of ['birthdate', '-birthdate']) {
      const other = await openClient()
      await other.put('/Patient/ageless', { resourceType: 'Patient', id: 'ageless' })
      const ids = idsOf(await other.get(`/Patient?_sort=${sort}`))
      expect(ids.at(-1)).toBe('ageless')
    }
  })
})

describe('a search parameter that is not known', () => {
  test('is left out, as a lenient server does', async () => {
    const response = await client.get('/Observation?patient=low-risk&nonsense=1&value-quantity=1')
    expect(bundleOf(response).total).toBe(9)
  })

  test.each(['nonsense=1', 'value-quantity=gt1', '_sort=nonsense', 'patient.name=x', '_has:x:y=z'])(
    'as in %s is refused when the client prefers strict handling',
    async (pair) => {
      const strict = { Prefer: 'handling=strict' }
      const response = await client.get(`/Observation?patient=low-risk&${pair}`, strict)
      expect(response.status).toBe(400)
      expect(issueOf(response)).toMatch(/not known/)
    },
  )

  test('never widens what a conditional delete selects', async () => {
    const response = await client.remove('/BodyStructure?nonsense=1')
    expect(response.status).toBe(400)
    expect(issueOf(response)).toMatch(/not known/)
    const empty = await client.remove('/BodyStructure?patient=')
    expect(empty.status).toBe(400)
  })
})

describe('a search that cannot be meant', () => {
  test.each([
    'code:text=x',
    'code:in=x',
    'date:exact=2026',
    '_count=many',
    '_offset=-1',
    'date=soon',
  ])('such as %s is refused', async (pair) => {
    const response = await client.get(`/Observation?${pair}`)
    expect(response.status).toBe(400)
    expect(issueOf(response)).not.toBe('')
  })
})
