import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { type HookBody, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const HOOKS = ['order-select', 'order-sign']

const fixturesOf = (hook: string) =>
  readdirSync(repositoryPath(`fixtures/hook-requests/${hook}`)).map(
    (file) => readRepositoryJson(`fixtures/hook-requests/${hook}/${file}`) as HookBody,
  )

/** Every string and number anywhere in a value. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leavesOf)
}

/** The same value with each leaf string replaced by a mark that is found anywhere. */
function marked(value: unknown): unknown {
  let count = 0
  const mark = (part: unknown): unknown => {
    if (typeof part === 'string') return `zq${String((count += 1))}secret`
    if (Array.isArray(part)) return part.map(mark)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, mark(one)]))
  }
  return mark(value)
}

/** What a line counts or measures: it may be equal to a value of a fixture by chance. */
const MEASURED = new Set('time level status ms cards orders passedOver ofOthers spared'.split(' '))

/** What a log line says in words of its own: the names of services, situations, keys and faults. */
const vocabularyOf = (lines: readonly string[]) =>
  new Set(
    lines.flatMap((line) =>
      Object.entries(JSON.parse(line) as Record<string, unknown>)
        .filter(([field]) => !MEASURED.has(field))
        .flatMap(([, value]) => leavesOf(value)),
    ),
  )

const TOKEN =
  'eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJodHRwczovL3N0cmFuZ2VyLmV4YW1wbGUiLCJzdWIiOiJzZWNyZXQiLCJqdGkiOiJzZWNyZXQiLCJwYXRpZW50Ijoic2VjcmV0In0.c2lnbmF0dXJl'
const HEADERS = {
  'User-Agent': 'zq-user-agent-secret',
  Cookie: 'session=zq-cookie-secret',
  Forwarded: 'for=203.0.113.77',
  'X-Forwarded-For': '203.0.113.77',
}

let service: TestService
beforeAll(async () => {
  service = await startTestService({ LOG_LEVEL: 'trace', AUTH_MODE: 'optional' })
})
afterAll(() => service.stop())

const send = (hook: string, body: unknown, authorization?: string) => {
  const call = service.http.post(`${serviceFor(hook)}?patient=zq-query-secret`).set(HEADERS)
  return (authorization === undefined ? call : call.set('Authorization', authorization)).send(
    body as object,
  )
}

async function fullRun(): Promise<void> {
  for (const hook of HOOKS)
    for (const body of fixturesOf(hook)) {
      const { prefetch, ...rest } = body
      const fhirServer = `${service.publicUrl}/sandbox/fhir`
      const fhirAuthorization = {
        access_token: 'zq-access-token-secret',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.rs',
        subject: 'zq-subject-secret',
      }
      await send(hook, body)
      await send(hook, { ...rest, fhirServer })
      await send(hook, { ...rest, fhirServer, fhirAuthorization })
      await send(hook, { ...rest, fhirServer: 'http://zq-host-secret.example/fhir' })
      await send(hook, body, `Bearer ${TOKEN}`)
      await send(hook, { ...body, context: { ...body.context, patientId: 7, userId: '' } })
      await send(hook, { ...(marked(rest) as object), hook, prefetch })
      await send(hook, { ...rest, prefetch: marked(prefetch) })
      await send(hook, marked(body))
    }
  await service.http
    .post(serviceFor())
    .set('Content-Type', 'application/json')
    .send('{"patientId":"zq-broken-secret')
  await service.http.get('/zq-path-secret?name=zq-query-secret')
}

describe('a full run at the most talkative level', () => {
  beforeAll(fullRun)

  test('was heard: every kind of line is there', () => {
    const messages = vocabularyOf(service.log)
    for (const message of ['answered', 'request refused', 'category-high', 'unauthenticated'])
      expect(messages).toContain(message)
    expect(service.log.length).toBeGreaterThan(100)
  })

  test('logs no value of any fixture', () => {
    const spoken = new Set([
      ...HOOKS.map((hook) => serviceFor(hook).split('/').at(-1) ?? ''),
      ...vocabularyOf(service.log),
    ])
    const values = new Set(HOOKS.flatMap((hook) => fixturesOf(hook).flatMap(leavesOf)))
    // The hook that was called is a word of the specification.
    for (const hook of HOOKS) values.delete(hook)
    expect(values.size).toBeGreaterThan(100)
    const shared = [...values].filter((value) => spoken.has(value))
    expect(shared).toEqual([])
  })

  test('logs no text of any fixture inside a longer text', () => {
    const log = service.log.join('\n')
    const texts = new Set(
      HOOKS.flatMap((hook) => fixturesOf(hook).flatMap(leavesOf)).filter((text) =>
        /^(?=.*[A-Za-z]).{6,}$/.test(text),
      ),
    )
    // A hook, a prefetch key and the type that a refusal asks for are words of ours.
    const ours = ['Bundle', ...HOOKS, ...Object.keys(fixturesOf('order-sign')[0]?.prefetch ?? {})]
    const words = [...texts].filter((text) => log.includes(text) && !ours.includes(text))
    expect(words).toEqual([])
  })

  test('logs nothing of a token, a header, a URL or a body that could not be read', () => {
    const log = service.log.join('\n')
    expect(log).not.toMatch(/zq|eyJ|Bearer|203\.0\.113|secret/)
  })
})
