import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../../support/service.ts'

const PATH = '/cds-services/tace-resistance/model-card'

let service: TestService
beforeAll(async () => {
  service = await startTestService({}, ['--no-sandbox'])
})
afterAll(() => service.stop())

interface CardJson {
  readonly service: string
  readonly reviewState: string
  readonly sourceAttributes: readonly { readonly number: number; readonly value: string }[]
  readonly model: { readonly terms: readonly unknown[] }
}

describe('GET /cds-services/{folder}/model-card', () => {
  test('is a page for a browser, with the nomogram in it and nothing to load', async () => {
    const { text, type, headers } = await service.http
      .get(PATH)
      .set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8')
      .expect(200)
    expect(type).toBe('text/html')
    expect(text).toContain('<svg xmlns="http://www.w3.org/2000/svg"')
    expect(text).not.toMatch(/<img|<script|src=/)
    expect(headers['vary']).toMatch(/Accept/)
  })

  test('is JSON by Accept and by ?format=json', async () => {
    const answers = [
      await service.http.get(PATH).set('Accept', 'application/json').expect(200),
      await service.http.get(`${PATH}?format=json`).set('Accept', 'text/html').expect(200),
    ]
    expect(answers[0]!.body).toEqual(answers[1]!.body)
    const card = answers[0]!.body as CardJson
    expect(answers[0]!.type).toBe('application/json')
    expect(card.service).toBe('tace-resistance')
    expect(card.reviewState).toBe('current')
    expect(card.sourceAttributes).toHaveLength(31)
    expect(card.model.terms).toHaveLength(5)
  })

  test('says the same in both', async () => {
    const answer = await service.http.get(`${PATH}?format=json`).expect(200)
    const { text } = await service.http.get(PATH).expect(200)
    const plain = text
      .replace(/<[^>]+>/g, '')
      .replace(/&#39;/g, "'")
      .replace(/&quot;/g, '"')
    for (const { value } of (answer.body as CardJson).sourceAttributes) {
      const words = value.replace(/[`\\]/g, '').split(':')[0]!
      expect(plain).toContain(words)
    }
  })

  test('every link leads out of this service or is none', async () => {
    const { text } = await service.http.get(PATH).expect(200)
    for (const [, href] of text.matchAll(/href="([^"]+)"/g)) expect(href).toMatch(/^https?:/)
  })

  test('of an unknown service is 404 with an OperationOutcome', async () => {
    const answer = await service.http.get('/cds-services/nobody/model-card').expect(404)
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' })
  })
})
