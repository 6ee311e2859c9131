import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { Fault } from '../../../src/base/fault.ts'
import type { Logger } from '../../../src/base/telemetry/logger.ts'
import { faultHandler } from '../../../src/server/http/fault-response.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { temporaryFolder } from '../../support/records.ts'
import { type HookBody, prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'

let service: TestService
const folder = temporaryFolder()
beforeAll(async () => {
  const site = join(folder.path, 'site.json')
  writeFileSync(site, JSON.stringify({ hooks: ['order-select', 'order-sign', 'order-dispatch'] }))
  const environment = { RATE_PER_MINUTE: '1000000', SITE_FILE: site }
  service = await startTestService(environment, ['--no-sandbox'])
})
afterAll(async () => {
  await service.stop()
  folder[Symbol.dispose]()
})

const many = (count: number, element = '0') => `[${Array(count).fill(element).join()}]`

interface Answer {
  readonly status: number
  readonly text: string
  readonly issues: readonly { readonly details: { readonly text: string } }[]
  readonly log: string
}

async function post(path: string, body: string): Promise<Answer> {
  service.log.splice(0)
  const { status, text } = await service.http
    .post(path)
    .set('Content-Type', 'application/json')
    .send(body)
  const { issue = [] } = JSON.parse(text) as { issue?: Answer['issues'] }
  return { status, text, issues: issue, log: service.log.join('') }
}

/** A good request with something else, as JSON, in place of a member of its context or prefetch. */
function orderSelect(member: 'selections' | 'draftOrders' | 'diagnoses', json: string): string {
  const body = prefetched('high-risk')
  const holder = member === 'diagnoses' ? (body.prefetch ?? {}) : body.context
  holder[member] = '@'
  return JSON.stringify(body).replace('"@"', json)
}

/** A request of `order-dispatch` with something else, as JSON, in place of a member of its context. */
const dispatch = (member: string, json: string) =>
  JSON.stringify({
    hook: 'order-dispatch',
    hookInstance: 'x',
    context: {
      patientId: 'a',
      performer: 'Practitioner/1',
      dispatchedOrders: ['ServiceRequest/1'],
      [member]: '@',
    },
  }).replace('"@"', json)

const bundle = (entries: string) => `{"resourceType":"Bundle","entry":${entries}}`
const item = (more: string) =>
  `{"card":"c","outcome":"accepted","outcomeTimestamp":"2026-11-20T09:00:00Z",${more}}`
const feedback = (items: string) => `{"feedback":${items}}`

const HOOK = serviceFor()
const DISPATCH = serviceFor('order-dispatch')
const FEEDBACK = `${serviceFor()}/feedback`
const WRONG = '{"resource":{"resourceType":"Observation","code":1,"status":2,"subject":3}}'

const TOO_MUCH: readonly (readonly [string, string, number, () => string])[] = [
  ['a million and a half selections', HOOK, 413, () => orderSelect('selections', many(1_500_000))],
  ['12 000 wrong selections', HOOK, 400, () => orderSelect('selections', many(12_000))],
  ['1 000 wrong selections', HOOK, 400, () => orderSelect('selections', many(1_000))],
  [
    '11 900 wrong entries of drafts',
    HOOK,
    400,
    () => orderSelect('draftOrders', bundle(many(11_900))),
  ],
  [
    '11 900 wrong prefetched entries, which cost their key alone',
    HOOK,
    200,
    () => orderSelect('diagnoses', bundle(many(11_900))),
  ],
  [
    'three faults in each of 11 900',
    HOOK,
    200,
    () => orderSelect('diagnoses', bundle(many(11_900, WRONG))),
  ],
  ['a list in lists', HOOK, 413, () => orderSelect('diagnoses', `[[${many(12_001)}]]`)],
  ['12 000 dispatched orders', DISPATCH, 400, () => dispatch('dispatchedOrders', many(12_000))],
  [
    '1 000 dispatched orders that are none',
    DISPATCH,
    400,
    () => dispatch('dispatchedOrders', many(1_000)),
  ],
  ['1 000 tasks that are none', DISPATCH, 400, () => dispatch('fulfillmentTasks', many(1_000))],
  [
    '150 001 numbers for suggestions',
    FEEDBACK,
    413,
    () => feedback(`[${item(`"acceptedSuggestions":${many(150_001)}`)}]`),
  ],
  [
    '12 000 numbers for suggestions',
    FEEDBACK,
    400,
    () => feedback(`[${item(`"acceptedSuggestions":${many(12_000)}`)}]`),
  ],
  ['250 000 numbers for feedback', FEEDBACK, 413, () => feedback(many(250_000))],
  ['12 000 numbers for feedback', FEEDBACK, 400, () => feedback(many(12_000))],
  ['1 000 empty items of feedback', FEEDBACK, 400, () => feedback(many(1_000, '{}'))],
  [
    '50 wrong suggestions in each of 1 000 items',
    FEEDBACK,
    400,
    () => feedback(many(1_000, `{"acceptedSuggestions":${many(50)}}`)),
  ],
]

describe('what is wrong with a request is told in a bounded answer and a bounded line of the log', () => {
  test.each(TOO_MUCH)('%s', async (_what, path, status, toBody) => {
    const answer = await post(path, toBody())
    expect(answer.status).toBe(status)
    expect(answer.issues.length).toBeLessThanOrEqual(21)
    expect(answer.text.length).toBeLessThan(8_000)
    expect(answer.log.length).toBeLessThan(8_000)
  })

  test('of many issues twenty are told, and how many more there are', async () => {
    const { issues } = await post(HOOK, orderSelect('draftOrders', bundle(many(120))))
    expect(issues.map(({ details }) => details.text).at(-1)).toBe('and 100 more')
  })

  test('a list that is too long is named', async () => {
    const { text } = await post(HOOK, orderSelect('selections', many(12_001)))
    expect(text).toContain('"expression":["selections"]')
    expect(await post(HOOK, orderSelect('selections', many(1_001)))).toMatchObject({
      issues: [{ details: { text: 'context.selections: must have 1000 elements at most' } }],
    })
  })

  test('a name of the caller that is no name is not told back', async () => {
    const { text } = await post(HOOK, `{"hook":"x","${'<b>'.repeat(40)}":${many(12_001)}}`)
    expect(text).not.toContain('<b>')
  })
})

const LONG = 'x'.repeat(8_000)

describe('a text that is longer than any id is refused with its field', () => {
  const withContext = (more: object) => {
    const body = prefetched('high-risk')
    return JSON.stringify({ ...body, context: { ...body.context, ...more } })
  }
  const withItem = (more: object) =>
    JSON.stringify({
      feedback: [
        { card: 'c', outcome: 'overridden', outcomeTimestamp: '2026-11-20T09:00:00Z', ...more },
      ],
    })
  test.each([
    ['feedback[0].card', FEEDBACK, withItem({ card: LONG })],
    [
      'feedback[0].acceptedSuggestions[0].id',
      FEEDBACK,
      withItem({ acceptedSuggestions: [{ id: LONG }] }),
    ],
    [
      'feedback[0].overrideReason.reason.code',
      FEEDBACK,
      withItem({ overrideReason: { reason: { code: LONG } } }),
    ],
    [
      'feedback[0].overrideReason.reason.system',
      FEEDBACK,
      withItem({ overrideReason: { reason: { code: 'c', system: LONG } } }),
    ],
    [
      'feedback[0].overrideReason.userComment',
      FEEDBACK,
      withItem({ overrideReason: { userComment: LONG + LONG } }),
    ],
    ['feedback[0].outcomeTimestamp', FEEDBACK, withItem({ outcomeTimestamp: LONG })],
    ['hookInstance', HOOK, JSON.stringify({ ...prefetched('high-risk'), hookInstance: LONG })],
    [
      'fhirServer',
      HOOK,
      JSON.stringify({ ...prefetched('high-risk'), fhirServer: `https://a/${LONG}` }),
    ],
    ['context.patientId', HOOK, withContext({ patientId: LONG })],
    ['context.userId', HOOK, withContext({ userId: LONG })],
    ['context.encounterId', HOOK, withContext({ encounterId: LONG })],
    ['context.selections[0]', HOOK, withContext({ selections: [LONG] })],
    ['context.dispatchedOrders[0]', DISPATCH, dispatch('dispatchedOrders', `["A/${LONG}"]`)],
    ['context.performer', DISPATCH, dispatch('performer', `"A/${LONG}"`)],
  ])('%s', async (field, path, body) => {
    const { status, text, issues } = await post(path, body)
    expect(status).toBe(400)
    expect(text).toContain(`"expression":["${field}"]`)
    expect(issues.every(({ details }) => details.text.length < 200)).toBe(true)
  })
})

describe('a grant that is not as the specification has it', () => {
  const CASES = [
    '08a-auth-without-expires_in',
    '08b-auth-expires_in-string',
    '08c-auth-patient-null',
  ] as const

  test.each(CASES)('%s: a call that needs no token gets its card', async (name) => {
    const body = readRepositoryJson(`fixtures/cases/protocol-08/${name}.json`) as HookBody
    const { fhirAuthorization: _grant, fhirServer: _server, ...without } = body
    const cardOf = async (sent: object) => {
      const { cards } = (await service.http.post(serviceFor('order-sign')).send(sent).expect(200))
        .body as { readonly cards: readonly { readonly summary: string }[] }
      return cards.map(({ summary }) => summary)
    }
    service.log.splice(0)
    const cards = await cardOf(body)
    expect(cards).toHaveLength(1)
    expect(cards).toEqual(await cardOf(without))
    expect(service.log.join('')).toContain('"unusableGrant":')
  })
})

describe('a fault while a fault is told', () => {
  const failing = (): never => {
    throw new Error('the log is full')
  }
  const logger = { info: failing, warn: failing, error: failing } as unknown as Logger

  test.each([
    ['the log fails', () => new Error('secret'), 500],
    ['the log fails at a refusal', () => new Fault('malformed-request', 'x'), 400],
    ['a text was thrown', () => 'secret', 500],
    [
      'a getter throws',
      () => Object.defineProperty(new Error('x'), 'stack', { get: failing }),
      500,
    ],
    ['the parser of bodies has a new complaint', () => ({ type: 'new', status: 422 }), 400],
    ['its status is none', () => ({ type: 'new', status: '400' }), 500],
  ])('%s', async (_what, toThrown, status) => {
    const app = express()
    // Without its context, as when the first handler failed.
    app.use((_request, _response, next) => next(toThrown()))
    app.use(faultHandler(logger))
    const response = await request(app).get('/')
    expect(response.status).toBe(status)
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(response.text).not.toMatch(/secret|at .*\.ts/)
  })

  test('an answer that has begun is cut off', async () => {
    const app = express()
    app.use((_request, response) => {
      response.write('half')
      throw new Error('secret')
    })
    app.use(faultHandler(logger))
    await expect(request(app).get('/')).rejects.toThrow(/aborted|hang up|terminated/)
  })
})
