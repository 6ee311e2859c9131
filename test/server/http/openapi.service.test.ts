import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { type JsonObject } from '../../../src/base/json.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { startTestService, type TestService } from '../../support/service.ts'

type Document = JsonObject & {
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', JsonObject>>>>
}

describe('the OpenAPI document', () => {
  let service: TestService
  let document: Document
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)

  beforeAll(async () => {
    service = await startTestService()
    document = (await service.http.get('/openapi.json')).body as Document
    ajv.addSchema(document, 'openapi')
  })
  afterAll(() => service.stop())

  /** The schema at a JSON pointer below a path of the document. */
  const schemaAt = (path: string, pointer: string) => {
    const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1')
    return ajv.getSchema(`openapi#/paths/${escaped}/${pointer}/content/application~1json/schema`)
  }

  test('names discovery, and of each service its call and its feedback', async () => {
    const body = (await service.http.get('/cds-services')).body as unknown
    const { services } = body as { readonly services: readonly { readonly id: string }[] }
    const calls = services.flatMap(({ id }) => [
      `/cds-services/${id}`,
      `/cds-services/${id}/feedback`,
    ])
    expect(Object.keys(document.paths)).toEqual(['/cds-services', ...calls])
    expect(schemaAt('/cds-services', 'get/responses/200')?.(body)).toBe(true)
  })

  test('names at each path the method that there is, and no other', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const answers = {
        get: await service.http.get(path),
        post: await service.http.post(path).send({}),
      }
      for (const method of ['get', 'post'] as const)
        expect([path, method, answers[method].status === 405]).toEqual([
          path,
          method,
          !(method in methods),
        ])
    }
  })

  test.each(['order-select', 'order-sign'])(
    'holds for a call of %s and its answer',
    async (hook) => {
      const path = `/cds-services/tace-resistance-${hook}`
      const request = readRepositoryJson(
        `fixtures/hook-requests/${hook}/high-risk.json`,
      ) as JsonObject
      const isRequest = schemaAt(path, 'post/requestBody')
      expect(isRequest?.(request)).toBe(true)
      for (const wrong of [
        { ...request, hook: 'x' },
        { ...request, context: {} },
        { ...request, hookInstance: undefined },
      ])
        expect(isRequest?.(wrong)).toBe(false)
      const answer = await service.http.post(path).send(request)
      expect([answer.status, schemaAt(path, 'post/responses/200')?.(answer.body)]).toEqual([
        200,
        true,
      ])
    },
  )

  test('holds for a refusal, of which it names the status', async () => {
    const path = '/cds-services/tace-resistance-order-sign'
    const answer = await service.http.post(path).send({ hook: 'order-sign' })
    expect(answer.status).toBe(400)
    expect(schemaAt(path, 'post/responses/400')?.(answer.body)).toBe(true)
  })
})
