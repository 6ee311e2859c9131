import { afterEach, describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../../src/hook/client-settings.ts'
import type { ClosablePatientData } from '../../../src/hook/fetch/patient-data.ts'
import { type FhirStub, sendJson } from '../../support/fhir-stub.ts'
import { searchAnswer, type ServerQuirks } from '../../support/fhir-search.ts'
import { acquireFrom, closeAll, GRANT, newPatientData, stub } from './support.ts'

afterEach(closeAll)

const CODES = ['751-8', '731-0', '26474-7']

const TEMPLATES = {
  diagnoses: 'Condition?patient={{context.patientId}}&_count=100',
  procedures: 'Procedure?patient={{context.patientId}}&_sort=-date&_count=100',
  counts: `Observation?patient={{context.patientId}}&code=${CODES.map((code) => encodeURIComponent(`http://loinc.org|${code}`)).join(',')}&_sort=-date&_count=100`,
}

const coded = (resourceType: string, id: string, code: string, more: object = {}) => ({
  resourceType,
  id,
  code: { coding: [{ system: 'http://loinc.org', code }] },
  ...more,
})

const RECORD: readonly FhirResource[] = [
  coded('Condition', 'c1', 'a'),
  coded('Condition', 'c2', 'b'),
  coded('Procedure', 'p1', 'a'),
  ...CODES.flatMap((code, i) => [
    coded('Observation', `o${String(i)}`, code, { effectiveDateTime: `2026-11-1${String(i)}` }),
    coded('Observation', `old${String(i)}`, code, { effectiveDateTime: '2020-01-01' }),
  ]),
  coded('Observation', 'panel', '57021-8', {
    component: [{ code: { coding: [{ system: 'http://loinc.org', code: '751-8' }] } }],
  }),
  coded('Observation', 'weight', '29463-7'),
]

const EVERYTHING = {
  diagnoses: ['c1', 'c2'],
  procedures: ['p1'],
  counts: ['o0', 'o1', 'o2', 'old0', 'old1', 'old2'],
}

const outcome = (code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code }],
})

/** How a server refuses what it does not know. */
type Refusal = readonly [status: number, body: unknown]

const serve = (quirks: ServerQuirks, [status, body]: Refusal = [400, outcome('invalid')]) =>
  stub((request, response) => {
    const answer = searchAnswer(RECORD, request.url ?? '', quirks)
    if (answer === undefined) sendJson(response, body, status)
    else sendJson(response, answer)
  })

/** The ids under each key, sorted, or why there are none. */
async function readAll(patientData: ClosablePatientData, server: FhirStub) {
  const slots = await acquireFrom(patientData, server.url, {}, TEMPLATES)
  return Object.fromEntries(
    Object.entries(slots).map(([key, slot]) => [
      key,
      slot.kind === 'supplied'
        ? [...slot.resources.map(({ id }) => String(id)).toSorted(), ...slot.unread]
        : slot.kind === 'failed'
          ? slot.why
          : slot.kind,
    ]),
  )
}

const habitsOf = (patientData: ClosablePatientData) =>
  patientData
    .connections()
    .flatMap(({ habits }) => habits)
    .map(({ type, habit }) => `${type}: ${habit}`)
    .toSorted()

const has =
  (...names: readonly string[]) =>
  (asked: URLSearchParams) =>
    names.some((name) => asked.has(name))

/** What servers in use do without, and how each is asked from then on. */
const SERVERS: readonly (readonly [string, ServerQuirks, readonly string[]])[] = [
  ['everything', {}, []],
  ['all but _sort', { refuses: has('_sort') }, ['Observation: plain', 'Procedure: plain']],
  [
    'all but _count',
    { refuses: has('_count') },
    ['Condition: plain', 'Observation: plain', 'Procedure: plain'],
  ],
  [
    'neither _sort nor _count',
    { refuses: has('_sort', '_count'), pageSize: 2 },
    ['Condition: plain', 'Observation: plain', 'Procedure: plain'],
  ],
  [
    'no list of codes',
    { refuses: (asked) => asked.get('code')?.includes(',') === true },
    ['Observation: single-codes'],
  ],
  [
    'neither a list of codes nor _sort',
    { refuses: (asked) => asked.has('_sort') || asked.get('code')?.includes(',') === true },
    ['Observation: single-codes', 'Procedure: plain'],
  ],
]

const REFUSALS: readonly (readonly [string, Refusal])[] = [
  ['400', [400, outcome('invalid')]],
  ['400 without a body that can be read', [400, 'no']],
  ['422', [422, outcome('processing')]],
  ['422, not supported', [422, outcome('not-supported')]],
  ['501, not supported', [501, outcome('not-supported')]],
  ['500, not supported', [500, outcome('not-supported')]],
  ['200 and an outcome alone', [200, outcome('not-supported')]],
  [
    '200 and an outcome in a Bundle',
    [200, { resourceType: 'Bundle', entry: [{ resource: outcome('not-supported') }] }],
  ],
]

describe.each(REFUSALS)('a server that refuses by %s', (_how, refusal) => {
  test.each(SERVERS)('and knows %s is read whole', async (_what, quirks, habits) => {
    const server = await serve(quirks, refusal)
    const patientData = newPatientData()
    expect(await readAll(patientData, server)).toEqual(EVERYTHING)
    expect(habitsOf(patientData)).toEqual(habits)
  })
})

describe('what a server was seen to refuse', () => {
  test.each(SERVERS)('(all but %s) is not asked of it again', async (_what, quirks) => {
    const server = await serve(quirks)
    const patientData = newPatientData()
    await readAll(patientData, server)
    const before = server.seen.length
    expect(await readAll(patientData, server)).toEqual(EVERYTHING)
    const again = server.seen.slice(before)
    for (const { url } of again)
      expect(searchAnswer(RECORD, url, quirks)).toMatchObject({ resourceType: 'Bundle' })
  })

  test('is forgotten after an hour: a server may be upgraded', async () => {
    const quirks: { refuses?: (asked: URLSearchParams) => boolean } = { refuses: has('_sort') }
    const server = await serve(quirks)
    let now = 0
    const patientData = newPatientData({}, { now: () => now })
    await readAll(patientData, server)
    delete quirks.refuses
    now = 59 * 60_000
    await readAll(patientData, server)
    expect(habitsOf(patientData)).not.toEqual([])
    now = 60 * 60_000
    await readAll(patientData, server)
    expect(habitsOf(patientData)).toEqual([])
    expect(server.seen.at(-1)?.url).toContain('_sort')
  })

  test('is not learnt from a server that refuses everything', async () => {
    const server = await serve({ refuses: () => true })
    const patientData = newPatientData()
    const refused = 'request-refused'
    const all = { diagnoses: refused, procedures: refused, counts: refused }
    expect(await readAll(patientData, server)).toEqual(all)
    expect(habitsOf(patientData)).toEqual([])
    // Written, plain, and the codes one by one.
    expect(server.seen).toHaveLength(2 + 2 + 2 + CODES.length)
  })

  test.each([401, 403, 404, 500, 503])('is not looked for after %i', async (status) => {
    const server = await serve({ refuses: has('_sort') }, [status, outcome('exception')])
    await readAll(newPatientData(), server)
    const asked = server.seen.filter(({ url }) => url.includes('Procedure'))
    expect(new Set(asked.map(({ url }) => url)).size).toBe(1)
  })

  test('of some codes only leaves the others, and what lacks is not passed for absent', async () => {
    const server = await serve({
      refuses: (asked) => asked.get('code')?.includes('731-0') === true,
    })
    const read = await readAll(newPatientData(), server)
    expect(read['counts']).toEqual(['o0', 'o2', 'old0', 'old2', 'page-failed'])
  })
})

describe('a server that is asked without _sort', () => {
  test('is not believed to give the newest first: all of it is read', async () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      coded('Observation', `n${String(i)}`, '751-8', {
        effectiveDateTime: new Date(Date.UTC(2026, 10, 20) - i * 86_400_000).toISOString(),
      }),
    )
    const quirks = { refuses: has('_sort'), pageSize: 50 }
    const server = await stub((request, response) => {
      const answer = searchAnswer(long, request.url ?? '', quirks)
      sendJson(response, answer ?? outcome('invalid'), answer === undefined ? 400 : 200)
    })
    const { acquire } = newPatientData()
    const since = { counts: Date.UTC(2026, 10, 1) as never }
    const request = {
      hook: 'patient-view',
      hookInstance: 'x',
      fhirServer: server.url,
      prefetch: {},
      context: { userId: 'Practitioner/1', patientId: 'p' },
    } as const
    const client = { ...DEFAULT_CLIENT_SETTINGS, fhirVersion: '4.0' } as const
    const { counts } = await acquire(request, { counts: TEMPLATES.counts }, client, { since })
    expect(counts).toMatchObject({ kind: 'supplied', unread: [] })
    expect(counts?.kind === 'supplied' ? counts.resources.length : 0).toBe(300)
  })
})

describe('a server that ignores the codes that it is asked for', () => {
  test('is noticed; what it brings beside is no harm', async () => {
    const server = await serve({ ignoresCodes: true })
    const patientData = newPatientData()
    const { counts } = await readAll(patientData, server)
    expect(counts).toEqual(expect.arrayContaining(EVERYTHING.counts))
    expect(habitsOf(patientData)).toEqual(['Observation: ignores-codes'])
  })

  test('and one that refuses _sort too are both told', async () => {
    const server = await serve({ ignoresCodes: true, refuses: has('_sort') })
    const patientData = newPatientData()
    await readAll(patientData, server)
    expect(habitsOf(patientData)).toEqual([
      'Observation: ignores-codes',
      'Observation: plain',
      'Procedure: plain',
    ])
  })

  test('is not suspected when a code came as one of several, or of a component', async () => {
    const server = await serve({ searchesComponents: true })
    const patientData = newPatientData({ ...GRANT, searchesComponents: true })
    const { counts } = await readAll(patientData, server)
    expect(counts).toEqual([...EVERYTHING.counts, 'panel'])
    expect(habitsOf(patientData)).toEqual(['Observation: components'])
  })
})
