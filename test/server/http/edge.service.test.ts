import { Agent, request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { emptyElements } from '../../../src/hook/protocol/invariants.ts'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'

let open: TestService
let bare: TestService
const EHR = 'https://ehr.example'

beforeAll(async () => {
  open = await startTestService()
  bare = await startTestService({ CORS_ORIGINS: `${EHR}, https://other.example` }, ['--no-sandbox'])
})
afterAll(() => Promise.all([open.stop(), bare.stop()]))

const body = prefetched('high-risk')

const lastLine = (service: TestService) =>
  JSON.parse(service.log.at(-1) ?? '{}') as Readonly<Record<string, unknown>>

describe('discovery', () => {
  test('D1, D2, D3: it answers 200 with an array of services, the same each time', async () => {
    const [first, second] = [
      await bare.http.get('/cds-services').expect(200),
      await bare.http.get('/cds-services').expect(200),
    ]
    expect(first.type).toBe('application/json')
    expect((first.body as { services: unknown[] }).services).toHaveLength(2)
    expect(second.text).toBe(first.text)
  })

  test('D5, D6, D7, D8, D9: each service has hook, title, description, id and prefetch', async () => {
    const response = await bare.http.get('/cds-services')
    for (const entry of (response.body as { services: object[] }).services) {
      expect(entry).toMatchObject({
        hook: expect.stringMatching(/^order-(select|sign)$/) as unknown,
        title: expect.any(String) as unknown,
        description: expect.any(String) as unknown,
        id: expect.stringMatching(/^[a-z-]+$/) as unknown,
        prefetch: { patient: 'Patient/{{context.patientId}}' },
      })
    }
  })

  test('HEAD answers as GET without a body', async () => {
    const get = await bare.http.get('/cds-services').set('accept-encoding', 'identity')
    const head = await bare.http.head('/cds-services').expect(200)
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
    expect(head.text).toBeUndefined()
  })
})

describe('what is sent', () => {
  test('N2, N3, N6: no discovery, card or refusal holds null or an empty element', async () => {
    const answers = [
      await bare.http.get('/cds-services'),
      await bare.http.post(serviceFor()).send(body),
      await bare.http.post(serviceFor()).send(prefetched('missing-nlr')),
      await bare.http.post(serviceFor()).send(prefetched('earlier-tace')),
      await bare.http.post(serviceFor()).send({}),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 400])
    for (const answer of answers) expect(emptyElements(answer.body)).toEqual([])
  })

  test('H1, H2: a call is answered with 200 and cards', async () => {
    const response = await bare.http.post(serviceFor()).send(body).expect(200)
    expect(Object.keys(response.body as object)).toEqual(['cards'])
    expect(cardsOf(response)).toHaveLength(1)
  })

  test('P1, P4, P5: our templates read and search by the patient alone, and use no parameter twice', async () => {
    const response = await bare.http.get('/cds-services')
    const { services } = response.body as { services: { prefetch: Record<string, string> }[] }
    for (const template of services.flatMap(({ prefetch }) => Object.values(prefetch))) {
      expect(template.match(/\{\{[^}]*\}\}/g)).toEqual(['{{context.patientId}}'])
      const names = (template.split('?')[1] ?? '').split('&').map((part) => part.split('=')[0])
      expect(new Set(names).size).toBe(names.length)
      expect(
        names.every((name = '') => ['', 'patient', 'code', '_sort', '_count'].includes(name)),
      ).toBe(true)
    }
  })
})

describe('methods', () => {
  test.each([
    ['/cds-services', 'GET, HEAD, OPTIONS'],
    [serviceFor(), 'POST, OPTIONS'],
    [`${serviceFor()}/feedback`, 'POST, OPTIONS'],
  ])('OPTIONS %s says %s', async (path, allow) => {
    const response = await bare.http.options(path).expect(204)
    expect(response.headers['allow']).toBe(allow)
  })

  test.each([
    ['delete', '/cds-services'],
    ['post', '/cds-services'],
    ['get', serviceFor()],
    ['put', serviceFor()],
    ['get', `${serviceFor()}/feedback`],
  ] as const)('H5: %s %s is 405 and says what is allowed', async (method, path) => {
    const response = await bare.http[method](path).expect(405)
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(response.headers['allow']).toContain('OPTIONS')
  })
})

describe('content types', () => {
  const post = (type: string, text: string | Buffer) =>
    bare.http.post(serviceFor()).set('content-type', type).send(text)

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/fhir+json',
    'application/json+fhir; charset=utf8',
  ])('H9: %s is taken', async (type) => {
    const response = await post(type, JSON.stringify(body)).expect(200)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  test.each(['text/plain', 'application/json; charset=iso-8859-1', 'application/xml'])(
    'N1: %s is no JSON in UTF-8',
    async (type) => {
      await post(type, JSON.stringify(body)).expect(415)
    },
  )

  test('N1: a byte order mark is passed over', () =>
    post('application/json', `\uFEFF${JSON.stringify(body)}`).expect(200))
})

describe('refusals', () => {
  test.each([
    ['400', '{', 'application/json'],
    ['415', '{}', 'text/plain'],
  ])('H6: %s carries an OperationOutcome', async (status, text, type) => {
    const response = await bare.http.post(serviceFor()).set('content-type', type).send(text)
    expect(String(response.status)).toBe(status)
    expect(response.type).toBe('application/fhir+json')
    expect(response.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', details: { text: expect.any(String) as unknown } }],
    })
  })
})

describe('H8: pages of other origins', () => {
  const preflight = (service: TestService, origin: string) =>
    service.http
      .options(serviceFor())
      .set('origin', origin)
      .set('access-control-request-method', 'POST')
      .set('access-control-request-headers', 'authorization,content-type')

  test('H8: a preflight of a configured origin is answered without a token', async () => {
    const { headers } = await preflight(bare, EHR).expect(204)
    expect(headers['access-control-allow-origin']).toBe(EHR)
    expect(headers['vary']).toContain('Origin')
    expect(headers['access-control-allow-methods']).toContain('POST')
    for (const name of ['authorization', 'content-type', 'x-request-id', 'traceparent'])
      expect(headers['access-control-allow-headers']).toContain(name)
  })

  test.each(['RiskAssessment', 'Observation', 'ServiceRequest'])(
    'H8: a page of another origin may create a %s under a condition in the sandbox',
    async (type) => {
      const { headers } = await open.http
        .options(`/sandbox/fhir/${type}`)
        .set('origin', EHR)
        .set('access-control-request-method', 'POST')
        .set('access-control-request-headers', 'authorization,content-type,if-none-exist,prefer')
        .expect(204)
      for (const name of ['authorization', 'content-type', 'if-none-exist', 'prefer'])
        expect(headers['access-control-allow-headers']).toContain(name)
    },
  )

  test('H8: another origin gets no leave', async () => {
    for (const origin of ['https://stranger.example', 'null', `${EHR}.stranger.example`]) {
      const { headers } = await preflight(bare, origin)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('H8: any origin, as in the sandbox, never means with credentials', async () => {
    const { headers } = await preflight(open, EHR).expect(204)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  test('H8: a page can read answers, refusals, and the headers that help it', async () => {
    for (const sent of [JSON.stringify(body), '{']) {
      const { headers } = await bare.http
        .post(serviceFor())
        .set('origin', EHR)
        .set('content-type', 'application/json')
        .send(sent)
      expect(headers['access-control-allow-origin']).toBe(EHR)
      expect(headers['access-control-expose-headers']).toContain('Server-Timing')
      expect(headers['access-control-expose-headers']).toContain('X-Request-ID')
    }
  })

  test('H8: without configured origins nothing is said of them', async () => {
    const closed = await startTestService({}, ['--no-sandbox'])
    try {
      const { headers } = await preflight(closed, EHR).expect(204)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    } finally {
      await closed.stop()
    }
  })
})

describe('request ids and traces', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

  test("the client's id comes back and is in the log", async () => {
    const response = await bare.http.post(serviceFor()).set('x-request-id', 'abc-1').send(body)
    expect(response.headers['x-request-id']).toBe('abc-1')
    expect(lastLine(bare)['requestId']).toBe('abc-1')
  })

  test('a refusal carries it too', async () => {
    const response = await bare.http.post(serviceFor()).set('x-request-id', 'abc-2').send({})
    expect(response.status).toBe(400)
    expect(response.headers['x-request-id']).toBe('abc-2')
    expect(lastLine(bare)['requestId']).toBe('abc-2')
  })

  test.each(['', 'two words', 'x'.repeat(200), 'a"b', '<script>'])(
    'an id that is none, such as %p, is replaced',
    async (id) => {
      const response = await bare.http.get('/cds-services').set('x-request-id', id)
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test('a W3C trace is logged by its id, and its header comes back', async () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`
    const response = await bare.http.post(serviceFor()).set('traceparent', traceparent).send(body)
    expect(response.headers['traceparent']).toBe(traceparent)
    expect(lastLine(bare)['traceId']).toBe(TRACE)
  })

  test.each([
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    'x',
  ])('traceparent %p is none', async (traceparent) => {
    const response = await bare.http.post(serviceFor()).set('traceparent', traceparent).send(body)
    expect(response.headers['traceparent']).toBeUndefined()
    expect(lastLine(bare)).not.toHaveProperty('traceId')
  })
})

describe('H7: what took how long', () => {
  test('H7: Server-Timing tells the stages of a call', async () => {
    const { headers } = await bare.http.post(serviceFor()).send(body)
    const names = (headers['server-timing'] ?? '').split(', ').map((one) => one.split(';')[0])
    expect(names).toEqual(['receive', 'parse', 'fetch', 'record', 'guidance', 'total'])
    expect(headers['server-timing']).toMatch(/total;dur=\d+\.\d$/)
  })
})

describe('the most cards that a client asks for', () => {
  test('I@214: the extension that discovery names is honoured: the most urgent card stays', async () => {
    const discovery = await bare.http.get('/cds-services')
    expect(discovery.text).toContain('"davinci-crd.configuration-options":[{"code":"max-cards"')
    const two = prefetched('high-risk', 'order-sign')
    two.context['userId'] = 'Practitioner/of-two'
    const { draftOrders } = two.context as { draftOrders: { entry: { resource: object }[] } }
    const [first] = draftOrders.entry
    draftOrders.entry.push({ resource: { ...first?.resource, id: 'second' } })
    const asking = (most: unknown) => ({
      ...two,
      extension: { 'davinci-crd.configuration': { 'max-cards': most } },
    })
    const post = (sent: object) => bare.http.post(serviceFor('order-sign')).send(sent).expect(200)
    expect(cardsOf(await post(two))).toHaveLength(2)
    expect(cardsOf(await post(asking(1)))).toHaveLength(1)
    expect(lastLine(bare)['spared']).toBe(1)
    expect(cardsOf(await post(asking(0)))).toEqual([])
    expect(cardsOf(await post(asking('one')))).toHaveLength(2)
  })
})

describe('compression', () => {
  test('a card leaves as it is: packing it costs more than it saves', async () => {
    const response = await bare.http.post(serviceFor()).set('accept-encoding', 'gzip').send(body)
    expect(response.headers['content-encoding']).toBeUndefined()
  })

  test('an answer of many cards, discovery and pages are packed for who takes it so', async () => {
    const many = prefetched('high-risk', 'order-sign')
    many.context['userId'] = 'Practitioner/of-many'
    const { draftOrders } = many.context as { draftOrders: { entry: { resource: object }[] } }
    const [first] = draftOrders.entry
    for (let i = 0; i < 12; i += 1)
      draftOrders.entry.push({ resource: { ...first?.resource, id: `order-${String(i)}` } })
    const answer = await bare.http
      .post(serviceFor('order-sign'))
      .set('accept-encoding', 'gzip')
      .send(many)
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(cardsOf(answer)).toHaveLength(13)
    for (const path of ['/cds-services', '/cds-services/tace-resistance/model-card']) {
      const packed = await bare.http.get(path).set('accept-encoding', 'gzip').expect(200)
      expect(packed.headers['content-encoding']).toBe('gzip')
      const plain = await bare.http.get(path).set('accept-encoding', 'identity').expect(200)
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(packed.text).toBe(plain.text)
    }
  })
})

test('a connection is kept for the next call', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const localPort = () =>
    new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${bare.publicUrl}/cds-services`, { agent }, (response) => {
        const { localPort: port } = response.socket
        response.resume().once('end', () => resolve(port))
      })
        .once('error', reject)
        .end()
    })
  try {
    const ports = [await localPort(), await localPort(), await localPort()]
    expect(new Set(ports).size).toBe(1)
  } finally {
    agent.destroy()
  }
})
