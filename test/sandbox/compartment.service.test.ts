import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../support/service.ts'
import { tokenFor } from './smart-token.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What the FHIR server answers to a token of a scope. */
async function ask(scope: string, method: Method, path: string, body?: object) {
  const call = service.http[method](`/sandbox/fhir${path}`)
    .set('Authorization', `Bearer ${await tokenFor(service, scope)}`)
    .type(method === 'patch' ? 'application/json-patch+json' : 'application/fhir+json')
  const answer = await (body === undefined ? call : call.send(body))
  return { status: answer.status, body: answer.body as unknown }
}

const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status

interface Found {
  readonly total?: number
  readonly entry?: readonly {
    readonly resource?: {
      readonly resourceType: string
      readonly id: string
      readonly subject?: { readonly reference: string }
    }
    readonly response?: { readonly status: string }
  }[]
}

const observation = (subject: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: subject },
  ...more,
})

describe('a token with patient/ scopes', () => {
  const ALL = 'patient/*.cruds'

  test("finds that patient's resources alone, whatever is searched for", async () => {
    for (const path of ['/Observation?_count=1000', '/Observation?status=final&_count=1000']) {
      const { entry = [], total } = (await ask(ALL, 'get', path)).body as Found
      expect(entry.length).toBeGreaterThan(3)
      expect(total).toBe(entry.length)
      const subjects = new Set(entry.map(({ resource }) => resource?.subject?.reference))
      expect([...subjects]).toEqual(['Patient/low-risk'])
    }
    const { entry = [] } = (await ask(ALL, 'get', '/Patient')).body as Found
    expect(entry.map(({ resource }) => resource?.id)).toEqual(['low-risk'])
  })

  test('finds nothing of another patient by asking for it, and learns no count', async () => {
    const { body } = await ask(ALL, 'get', '/Observation?patient=high-risk&_summary=count')
    expect((body as Found).total).toBe(0)
    const form = await service.http
      .post('/sandbox/fhir/Observation/_search')
      .set('Authorization', `Bearer ${await tokenFor(service, ALL)}`)
      .type('form')
      .send({ patient: 'high-risk' })
    expect((form.body as Found).total).toBe(0)
  })

  test("reads that patient's resources and is refused another's", async () => {
    expect(await statusOf(ALL, 'get', '/Patient/low-risk')).toBe(200)
    expect(await statusOf(ALL, 'get', '/Patient/high-risk')).toBe(403)
    expect(await statusOf(ALL, 'get', '/Condition/high-risk-hcc')).toBe(403)
    expect(await statusOf(ALL, 'get', '/Patient/high-risk/_history/1')).toBe(403)
  })

  test('writes for that patient and for nobody else', async () => {
    expect(await statusOf(ALL, 'post', '/Observation', observation('Patient/low-risk'))).toBe(201)
    expect(await statusOf(ALL, 'post', '/Observation', observation('Patient/high-risk'))).toBe(403)
    const { subject, ...nobodys } = observation('')
    expect(subject).toEqual({ reference: '' })
    expect(await statusOf(ALL, 'post', '/Observation', nobodys)).toBe(403)
    expect(await statusOf(ALL, 'post', '/Patient', { resourceType: 'Patient' })).toBe(403)
  })

  test('performing something for another patient does not make it its own', async () => {
    const foreign = observation('Patient/high-risk', {
      performer: [{ reference: 'Patient/low-risk' }],
    })
    expect(await statusOf(ALL, 'post', '/Observation', foreign)).toBe(403)
  })

  test('changes neither what is of another patient, nor whom a resource is of', async () => {
    const { body } = await ask(ALL, 'post', '/Observation', observation('Patient/low-risk'))
    const { id } = body as { readonly id: string }
    const path = `/Observation/${id}`
    const moved = observation('Patient/high-risk', { id })
    expect(await statusOf(ALL, 'put', path, moved)).toBe(403)
    const patch = [{ op: 'replace', path: '/subject/reference', value: 'Patient/high-risk' }]
    expect(await statusOf(ALL, 'patch', path, patch)).toBe(403)
    const kept = (await ask(ALL, 'get', path)).body as { readonly subject: object }
    expect(kept.subject).toEqual({ reference: 'Patient/low-risk' })
    expect(await statusOf(ALL, 'delete', '/Condition/high-risk-hcc')).toBe(403)
    const taken = {
      resourceType: 'Condition',
      id: 'high-risk-hcc',
      subject: { reference: 'Patient/low-risk' },
    }
    expect(await statusOf(ALL, 'put', '/Condition/high-risk-hcc', taken)).toBe(403)
    expect(await statusOf(ALL, 'put', path, observation('Patient/low-risk', { id }))).toBe(200)
    expect(await statusOf(ALL, 'delete', path)).toBe(204)
  })

  test('gets no further with a batch than with each of its requests', async () => {
    const batch = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: 'Patient/low-risk' } },
        { request: { method: 'GET', url: 'Patient/high-risk' } },
        {
          request: { method: 'POST', url: 'Observation' },
          resource: observation('Patient/high-risk'),
        },
      ],
    }
    const { entry = [] } = (await ask(ALL, 'post', '/', batch)).body as Found
    expect(entry.map(({ response }) => response?.status)).toEqual(['200', '403', '403'])
  })

  test('is not shown through _include what it may not read', async () => {
    const path = '/Observation?_include=Observation:subject&_count=5'
    const of = async (scope: string) =>
      ((await ask(scope, 'get', path)).body as Found).entry?.map(
        ({ resource }) => resource?.resourceType,
      )
    expect(await of('patient/*.rs')).toContain('Patient')
    expect(await of('patient/Observation.rs')).not.toContain('Patient')
  })
})

describe('a scope opens its types and verbs alone', () => {
  const created = observation('Patient/low-risk')
  const cases: readonly (readonly [string, Method, string, object | undefined, number])[] = [
    ['patient/Observation.rs', 'get', '/Observation', undefined, 200],
    ['patient/Observation.r', 'get', '/Observation', undefined, 403],
    ['patient/Observation.s', 'get', '/Observation', undefined, 200],
    ['patient/Patient.s', 'get', '/Patient/low-risk', undefined, 403],
    ['patient/Patient.r', 'get', '/Patient/low-risk', undefined, 200],
    ['patient/Observation.rs', 'post', '/Observation', created, 403],
    ['patient/Observation.c', 'post', '/Observation', created, 201],
    ['patient/Condition.cruds', 'get', '/Observation', undefined, 403],
    ['patient/*.read', 'get', '/Observation', undefined, 200],
    ['patient/*.read', 'post', '/Observation', created, 403],
    ['patient/*.write', 'post', '/Observation', created, 201],
    ['patient/*.write', 'get', '/Observation', undefined, 403],
    ['patient/*.*', 'get', '/Patient/low-risk', undefined, 200],
    ['launch', 'get', '/Patient/low-risk', undefined, 403],
    ['launch', 'get', '/metadata', undefined, 200],
    ['user/Patient.r', 'get', '/Patient/high-risk', undefined, 200],
    ['user/Patient.r', 'get', '/Condition/high-risk-hcc', undefined, 403],
    ['user/*.read', 'post', '/Observation', observation('Patient/high-risk'), 403],
    ['user/Observation.c', 'post', '/Observation', observation('Patient/high-risk'), 201],
  ]
  test.each(cases)('%s: %s %s', async (scope, method, path, body, status) => {
    expect(await statusOf(scope, method, path, body)).toBe(status)
  })

  test('and with a search in it, what that search finds', async () => {
    const totalOf = async (scope: string) =>
      ((await ask(scope, 'get', '/Observation?_count=1')).body as Found).total ?? 0
    const all = await totalOf('patient/Observation.rs')
    const laboratory = await totalOf('patient/Observation.rs?category=laboratory')
    expect(laboratory).toBeGreaterThan(0)
    expect(laboratory).toBeLessThan(all)
    expect(await totalOf('patient/Observation.rs?nonsense=1')).toBe(0)
  })
})

describe('without a token', () => {
  test('the sandbox is open, and says so in its CapabilityStatement', async () => {
    expect((await service.http.get('/sandbox/fhir/Patient/high-risk')).status).toBe(200)
    const { text } = await service.http.get('/sandbox/fhir/metadata')
    expect(text).toContain('without a token')
  })
})
