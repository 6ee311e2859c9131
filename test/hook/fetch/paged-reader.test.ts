import { describe, expect, test } from '@jest/globals'
import { reasonsOf } from '../../../src/clinical/assessment/slots.ts'
import { fc } from '../../support/property.ts'
import {
  type Answer,
  failed,
  judgeBody,
  judgeStatus,
} from '../../../src/hook/fetch/reader/fhir-answer.ts'
import { pagedReader } from '../../../src/hook/fetch/reader/paged-reader.ts'
import { ServerHabits } from '../../../src/hook/fetch/reader/server-habits.ts'
import { searchset } from '../../support/searchset.ts'
import { ANSWER_CASES, pageOf } from './answers.ts'

const BASE = 'http://ehr.example/fhir'

/** The slot of a search that is answered so, what was asked for, and how long was waited. */
async function search(answerTo: (url: string, nth: number) => Answer, mayWait = true) {
  const asked: string[] = []
  const waited: number[] = []
  const reader = pagedReader({
    baseUrl: BASE,
    habits: new ServerHabits(),
    ask: (url) => Promise.resolve(answerTo(url, asked.push(url))),
    wait: (ms) => {
      waited.push(ms)
      return Promise.resolve(mayWait)
    },
  })
  return { slot: await reader.read('Observation?patient=1'), asked, waited }
}

const json = (body: unknown) => judgeBody(body, 'application/fhir+json')

describe('a search that is answered with', () => {
  test.each(ANSWER_CASES)('$name', async ({ pages, slot, asked }) => {
    const bodies = pages(BASE)
    const found = await search((url) => json(bodies[pageOf(url)]))
    expect(found.slot).toEqual(slot)
    expect(found.asked).toHaveLength(asked)
  })
})

const match = (id: number) => ({ resourceType: 'Observation', id: String(id) })
const error = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }

/** How a page may fall short, and the Bundle or failure that it is then. */
const pageAs = fc.constantFrom<(at: number) => Answer>(
  (at) => json(searchset([match(at)], `?page=${String(at + 2)}`)),
  (at) => json(searchset([], `?page=${String(at + 2)}`)),
  (at) => json(searchset([match(at), error], `?page=${String(at + 2)}`)),
  (at) => json({ ...searchset([match(at)], `?page=${String(at + 2)}`), issues: error }),
  (at) => json(searchset([match(at)], `http://thief.example/fhir?page=${String(at + 2)}`)),
  (at) => json(searchset([match(at)], '?page=1')),
  (at) => json(searchset([match(at)])),
  (at) => json({ ...searchset([match(at)]), total: 9 }),
  () => failed('timed-out'),
  () => judgeStatus(500, new Headers()),
)

describe('whatever the pages are', () => {
  test('a slot is complete only when every page was read whole, up to one without a next', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pageAs, { minLength: 1, maxLength: 8 }), async (chain) => {
        const answers = chain.map((page, at) => page(at))
        const { slot, asked } = await search((url) => answers[pageOf(url)] ?? failed('not-found'))
        expect(asked.every((url) => url.startsWith(`${BASE}/`))).toBe(true)
        if (slot.kind !== 'supplied' || slot.unread.length > 0) return
        const read = answers.slice(0, asked.length).map((answer) => {
          expect(answer.kind).toBe('resource')
          return answer.kind === 'resource' ? answer.resource : undefined
        })
        expect(JSON.stringify(read)).not.toContain('OperationOutcome')
        expect(read.at(-1)).not.toHaveProperty('link')
        expect(slot.resources.length).toBeGreaterThanOrEqual(Number(read.at(-1)?.['total'] ?? 0))
      }),
      { numRuns: 500 },
    )
  })
})

describe('an answer that may pass', () => {
  const passing = judgeStatus(503, new Headers({ 'retry-after': '2' }))
  const whole = json(searchset([match(1)]))

  test('is asked for once more, after the wait that it asks for', async () => {
    const found = await search((_url, nth) => (nth === 1 ? passing : whole))
    expect(found).toMatchObject({ slot: { kind: 'supplied', unread: [] }, waited: [2_000] })
  })

  test('is not asked for a third time', async () => {
    const { slot, asked } = await search(() => passing)
    expect(slot).toEqual({ kind: 'failed', why: 'server-error' })
    expect(asked).toHaveLength(2)
  })

  test('stands when there is no time to wait', async () => {
    const { slot, asked } = await search(() => passing, false)
    expect(slot).toEqual({ kind: 'failed', why: 'server-error' })
    expect(asked).toHaveLength(1)
  })
})

describe('a total', () => {
  const ofVersion = (versionId: string) => ({ ...match(1), meta: { versionId } })
  const report = { resourceType: 'DiagnosticReport', id: '1' }

  test.each([
    ['two versions of one id, where two are counted', [ofVersion('1'), ofVersion('2')], 2],
    ['one match and one of another type, where one is counted', [match(1), report], 1],
  ])('is reached by %s', async (_what, resources, total) => {
    const { slot } = await search(() => json({ ...searchset(resources), total }))
    expect(reasonsOf(slot)).toEqual([])
  })

  test.each([
    ['one resource sent twice', [match(1), match(1)], 2],
    ['a resource of another type alone', [report], 1],
    ['the patient alone, who may be included', [{ resourceType: 'Patient', id: '1' }], 1],
    ['one version sent twice', [ofVersion('1'), ofVersion('1')], 2],
    ['two versions, where three are counted', [ofVersion('1'), ofVersion('2')], 3],
    ['one match and one of another type, where two are counted', [match(1), report], 2],
  ])('is not reached by %s', async (_what, resources, total) => {
    const { slot } = await search(() => json({ ...searchset(resources), total }))
    expect(reasonsOf(slot)).toEqual(['more-than-read'])
  })
})
