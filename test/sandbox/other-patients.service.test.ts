import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../support/service.ts'
import { tokenFor } from './smart-token.ts'

let service: TestService
let token: string
beforeAll(async () => {
  service = await startTestService()
  token = await tokenFor(service, 'patient/*.cruds')
})
afterAll(() => service.stop())

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

interface Call {
  readonly method: Method
  readonly path: string
  readonly body?: object
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Resource {
  readonly id: string
  readonly subject?: { readonly reference: string }
}

const FHIR_JSON = 'application/fhir+json'

/** What the server answers to a token for low-risk. */
async function ask({ method, path, body, type = FHIR_JSON, headers = {} }: Call) {
  const call = service.http[method](`/sandbox/fhir${path}`)
    .set({ Authorization: `Bearer ${token}`, ...headers })
    .type(type)
  const answer = await (body === undefined ? call : call.send(body))
  return { status: answer.status, answer: answer.body as unknown, text: answer.text }
}

const FOREIGN = 'high-risk-neutrophils'
const [OWN, OTHER] = ['Patient/low-risk', 'Patient/high-risk']

const observation = (reference: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference },
  ...more,
})

/** All that the server holds, for who may see all; without the time and number of a version. */
async function everythingOf(patient: string): Promise<string> {
  const texts: string[] = []
  for (const type of ['Observation', 'Condition', 'Procedure', 'ServiceRequest']) {
    const path = `/sandbox/fhir/${type}?patient=${patient}&_count=1000&_sort=_id`
    texts.push((await service.http.get(path)).text)
  }
  return [...texts, (await service.http.get(`/sandbox/fhir/Patient/${patient}`)).text].join('\n')
}

async function ownObservation(): Promise<string> {
  const { answer } = await ask({ method: 'post', path: '/Observation', body: observation(OWN) })
  return (answer as Resource).id
}

const patch = (id: string, body: object): Call => ({
  method: 'patch',
  path: `/Observation/${id}`,
  body,
  type: 'application/json-patch+json',
})

const bundle = (type: string, ...entry: readonly object[]): Call => ({
  method: 'post',
  path: '/',
  body: { resourceType: 'Bundle', type, entry },
})

const put = (resource: object, url: string) => ({ request: { method: 'PUT', url }, resource })

/** Each an attempt to change what is told of another patient; `mine` is an Observation of one's own. */
const ATTEMPTS: Readonly<Record<string, (mine: string) => Call>> = {
  'a patch that gives one’s own the id of another’s': (mine) =>
    patch(mine, [{ op: 'replace', path: '/id', value: FOREIGN }]),
  'a patch that adds the id': (mine) => patch(mine, [{ op: 'add', path: '/id', value: FOREIGN }]),
  'a patch that copies the id from another member': (mine) =>
    patch(mine, [
      { op: 'replace', path: '/code/text', value: FOREIGN },
      { op: 'copy', from: '/code/text', path: '/id' },
    ]),
  'a patch that moves the id': (mine) =>
    patch(mine, [
      { op: 'replace', path: '/code/text', value: FOREIGN },
      { op: 'move', from: '/code/text', path: '/id' },
    ]),
  'a patch of the whole document': (mine) =>
    patch(mine, [{ op: 'replace', path: '', value: observation(OWN, { id: FOREIGN }) }]),
  'a patch of the type': (mine) =>
    patch(mine, [
      { op: 'replace', path: '/resourceType', value: 'Condition' },
      { op: 'replace', path: '/id', value: 'high-risk-hcc' },
    ]),
  'a patch that moves one’s own into the record of another': (mine) =>
    patch(mine, [{ op: 'replace', path: '/subject/reference', value: OTHER }]),
  'a patch of what is another’s': () =>
    patch(FOREIGN, [{ op: 'replace', path: '/subject/reference', value: OWN }]),
  'a patch in the words of FHIRPath': (mine) => ({
    ...patch(mine, {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Observation.id' },
            { name: 'value', valueId: FOREIGN },
          ],
        },
      ],
    }),
    type: FHIR_JSON,
  }),
  'a conditional patch': () => ({
    ...patch('', [{ op: 'replace', path: '/id', value: FOREIGN }]),
    path: '/Observation?code:text=x&_count=1',
  }),
  'an update with another subject': (mine) => ({
    method: 'put',
    path: `/Observation/${mine}`,
    body: observation(OTHER, { id: mine }),
  }),
  'an update of what is another’s': () => ({
    method: 'put',
    path: `/Observation/${FOREIGN}`,
    body: observation(OWN, { id: FOREIGN }),
  }),
  'an update whose URL and body disagree': (mine) => ({
    method: 'put',
    path: `/Observation/${mine}`,
    body: observation(OWN, { id: FOREIGN }),
  }),
  'a conditional update': () => ({
    method: 'put',
    path: `/Observation?_id=${FOREIGN}`,
    body: observation(OWN, { id: FOREIGN }),
  }),
  'a conditional update into the record of another': () => ({
    method: 'put',
    path: '/Observation?status=amended',
    body: observation(OTHER),
  }),
  'a conditional creation': () => ({
    method: 'post',
    path: '/Observation',
    body: observation(OTHER),
    headers: { 'if-none-exist': 'status=amended' },
  }),
  'a creation under the id of another’s': () => ({
    method: 'post',
    path: '/Observation',
    body: observation(OWN, { id: FOREIGN }),
  }),
  'a creation of the Patient': () => ({
    method: 'post',
    path: '/Patient',
    body: { resourceType: 'Patient', id: 'high-risk' },
  }),
  'a batch with a creation under the id of another’s': () =>
    bundle('batch', {
      request: { method: 'POST', url: 'Observation' },
      resource: observation(OWN, { id: FOREIGN }),
    }),
  'a batch with an update': () =>
    bundle('batch', put(observation(OWN, { id: FOREIGN }), `Observation/${FOREIGN}`)),
  'a transaction with an update': () =>
    bundle('transaction', put(observation(OWN, { id: FOREIGN }), `Observation/${FOREIGN}`)),
  'a transaction with a deletion after what is permitted': () =>
    bundle(
      'transaction',
      { request: { method: 'POST', url: 'Observation' }, resource: observation(OWN) },
      { request: { method: 'DELETE', url: `Observation/${FOREIGN}` } },
    ),
  'a transaction with a patch': (mine) =>
    bundle('transaction', {
      request: { method: 'PATCH', url: `Observation/${mine}` },
      resource: {
        resourceType: 'Binary',
        contentType: 'application/json-patch+json',
        data: Buffer.from(
          JSON.stringify([{ op: 'replace', path: '/id', value: FOREIGN }]),
        ).toString('base64'),
      },
    }),
  'a deletion': () => ({ method: 'delete', path: `/Observation/${FOREIGN}` }),
  'a conditional deletion': () => ({ method: 'delete', path: `/Observation?_id=${FOREIGN}` }),
  'a conditional deletion by the subject': () => ({
    method: 'delete',
    path: '/Condition?patient=high-risk',
  }),
}

/** Each an attempt to learn what is told of another patient. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'a read': `/Observation/${FOREIGN}`,
  'a version': `/Observation/${FOREIGN}/_history/1`,
  'the history': `/Observation/${FOREIGN}/_history`,
  'a search by id': `/Observation?_id=${FOREIGN}`,
  'a search by the patient': '/Observation?patient=high-risk',
  'a search by the absolute URL of the patient': '/Observation?subject=URL/Patient/high-risk',
  'a chained search': '/Observation?subject:Patient._id=high-risk',
  'a chained search by another name': '/Observation?patient.identifier=SYN-003',
  'a reverse chained search': '/Patient?_has:Observation:patient:status=final',
  'an include of what refers to it': '/Patient?_revinclude=Observation:subject&_count=1000',
  'an include of whom it is of': '/Observation?_include=Observation:subject&_count=1000',
  'an iterated include':
    '/Observation?_include=Observation:subject&_revinclude:iterate=Observation:subject&_count=1000',
  'a page behind the last': '/Observation?_offset=0&_count=100000',
  'a search over types': '/?_type=Observation,Patient',
  'everything of the patient': '/Patient/high-risk/$everything',
  'an export of the system': '/$export',
  'an export of all patients': '/Patient/$export',
  'an export of a group': '/Group/x/$export',
  'a compartment search': '/Patient/high-risk/Observation',
  GraphQL: '/$graphql?query={ObservationList{id}}',
  'the last values': '/Observation/$lastn?patient=high-risk',
}

describe('with a token for one patient, of another', () => {
  test.each(Object.keys(ATTEMPTS))('nothing is changed by %s', async (name) => {
    const before = await everythingOf('high-risk')
    const mine = await ownObservation()
    const { status } = await ask(ATTEMPTS[name]!(mine))
    expect(status).toBeLessThan(500)
    expect(await everythingOf('high-risk')).toBe(before)
    // What is one's own may have been changed or not; it is still there under its own id.
    expect((await ask({ method: 'get', path: `/Observation/${mine}` })).status).toBe(200)
  })

  test.each(Object.keys(QUESTIONS))('nothing is learned by %s', async (name) => {
    const path = QUESTIONS[name]!.replace('URL', encodeURI(`${service.publicUrl}/sandbox/fhir`))
    const { status, text } = await ask({ method: 'get', path })
    expect(status).toBeLessThan(500)
    expect(text).not.toMatch(/"high-risk|Patient\/high-risk|SYN-003/)
  })

  test('what is of both is in the record of neither', async () => {
    const body = {
      resourceType: 'Account',
      status: 'active',
      subject: [{ reference: OWN }, { reference: OTHER }],
    }
    expect((await ask({ method: 'post', path: '/Account', body })).status).toBe(403)
  })
})

describe('whoever creates', () => {
  test('names no id, in a batch as little as alone', async () => {
    const resource = observation(OWN, { id: 'named' })
    const alone = await ask({ method: 'post', path: '/Observation', body: resource })
    expect((alone.answer as Resource).id).not.toBe('named')
    await ask(bundle('batch', { request: { method: 'POST', url: 'Observation' }, resource }))
    expect((await ask({ method: 'get', path: '/Observation/named' })).status).toBe(404)
  })

  test('may refer to what is created beside it in a transaction', async () => {
    const { answer } = await ask(
      bundle(
        'transaction',
        {
          fullUrl: 'urn:uuid:6f9d5c1e-34a5-4a67-9d5e-0f6c5f0a8c11',
          request: { method: 'POST', url: 'Observation' },
          resource: observation(OWN),
        },
        {
          request: { method: 'POST', url: 'Observation' },
          resource: observation(OWN, {
            hasMember: [{ reference: 'urn:uuid:6f9d5c1e-34a5-4a67-9d5e-0f6c5f0a8c11' }],
          }),
        },
      ),
    )
    const { entry } = answer as { entry: { resource: Resource & { hasMember?: unknown } }[] }
    expect(entry[1]?.resource.hasMember).toEqual([
      { reference: `Observation/${entry[0]?.resource.id ?? ''}` },
    ])
  })
})

describe('a patch', () => {
  test.each(['/id', '/resourceType'])('of %s is refused for everybody', async (path) => {
    const answer = await service.http
      .patch(`/sandbox/fhir/Observation/${FOREIGN}`)
      .type('application/json-patch+json')
      .send([{ op: 'replace', path, value: 'Condition' }])
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('neither the type nor the id')
  })

  test('of something else is stored as the next version', async () => {
    const mine = await ownObservation()
    const patched = await ask(patch(mine, [{ op: 'replace', path: '/code/text', value: 'y' }]))
    expect(patched.status).toBe(200)
    const { answer } = await ask({ method: 'get', path: `/Observation/${mine}` })
    expect(answer).toMatchObject({ id: mine, code: { text: 'y' } })
  })
})
