import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const TOKEN = 'a-token-of-the-operator'
const METRICS_TOKEN = 'a-token-of-the-metrics'

interface Told {
  readonly settings: readonly { readonly setting: string; readonly value: string }[]
  readonly clients: readonly { readonly client: string }[]
  readonly services: readonly { readonly service: string }[]
  readonly models: readonly { readonly model: string; readonly calibration: string }[]
  readonly health: readonly { readonly part: string }[]
  readonly inputs: readonly { readonly input: string; readonly count: string }[]
  readonly refusals: readonly Readonly<Record<string, string>>[]
}

describe('the operator’s page', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({ ADMIN_TOKEN: TOKEN, METRICS_TOKEN })
    await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
    await service.http.post(serviceFor()).send(prefetched('missing-nlr')).expect(200)
    await service.http
      .post(serviceFor())
      .send({ ...prefetched('high-risk'), prefetch: {} })
      .expect(412)
    await service.http.post(serviceFor()).set('Authorization', 'Bearer <b>x').send({}).expect(401)
  })
  afterAll(() => service.stop())

  const ask = (path = '/admin') =>
    service.http.get(path).set('Authorization', `Bearer ${TOKEN}`).expect(200)
  const told = async () => (await ask('/admin?format=json')).body as Told

  test('tells configuration, clients, services, models and health, and no secret', async () => {
    const { settings, clients, services, models, health } = await told()
    const valueOf = (name: string) => settings.find(({ setting }) => setting === name)?.value
    expect(valueOf('SANDBOX')).toBe('true')
    expect(valueOf('ADMIN_TOKEN')).toBe('set, and not shown')
    expect(valueOf('DATABASE_URL')).toBe('not set')
    expect(clients.map(({ client }) => client)).toContain('anonymous')
    expect(services.map(({ service: id }) => id)).toContain('tace-resistance-order-sign')
    expect(models[0]).toMatchObject({ calibration: 'provisional' })
    expect(health.map(({ part }) => part)).toContain('catalog')
    const { text } = await ask('/admin?format=json')
    for (const secret of [TOKEN, METRICS_TOKEN]) expect(text).not.toContain(secret)
  })

  test('tells the last refusals with their reasons, the newest first', async () => {
    const [last, before] = (await told()).refusals
    expect(last).toMatchObject({ status: '401', client: 'none', why: 'malformed-token' })
    expect(before).toMatchObject({ status: '412', client: 'anonymous', fault: 'data-unavailable' })
    expect(before?.['told']).toContain('prefetched')
  })

  test('counts what answers went without, by input and reason', async () => {
    const { inputs } = await told()
    expect(inputs[0]).toEqual({ input: 'answers since the start', count: '2' })
    expect(inputs.map(({ input }) => input)).toContain('nlr: no-partner')
  })

  test('is a page for a browser, which nothing may keep and in which text is text', async () => {
    const { text, headers } = await ask().set('Accept', 'text/html')
    expect(headers['cache-control']).toBe('no-store')
    for (const title of ['Clients', 'Last refusals', 'Health', 'Models'])
      expect(text).toContain(title)
    expect(text).not.toContain('<b>x')
  })

  test('is in the language that is asked for, by the query or by the browser', async () => {
    const byHeader = await ask().set('Accept', 'text/html').set('Accept-Language', 'zh-Hans-CN')
    const byQuery = await ask('/admin?language=zh-CN').set('Accept', 'text/html')
    for (const { text } of [byHeader, byQuery]) {
      expect(text).toContain('<html lang="zh-CN">')
      for (const title of ['客户端', '最近被拒绝的请求', '运行状况', '可由人员签署的锚定'])
        expect(text).toContain(title)
    }
    expect((await ask().set('Accept-Language', 'fr')).text).toContain('<html lang="en">')
  })

  test('is for who has the token, and changes nothing', async () => {
    await service.http.get('/admin').expect(401)
    await service.http.post('/admin').set('Authorization', `Bearer ${TOKEN}`).expect(404)
  })

  test('is not there without a token', async () => {
    const other = await startTestService()
    await other.http.get('/admin').expect(404)
    await other.stop()
  })
})
