import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../../support/service.ts'

interface Described {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly usageRequirements: string
  readonly prefetch: unknown
}

const HAN = /\p{Script=Han}/u

const discovered = async (service: TestService, language?: string) => {
  const call = service.http.get('/cds-services')
  const answer = await (language === undefined ? call : call.set('Accept-Language', language))
  return {
    services: (answer.body as { readonly services: readonly Described[] }).services,
    vary: answer.headers['vary'],
  }
}

describe('what discovery tells of each service', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  test('is in Chinese for who asks for it, and only the words differ', async () => {
    const { services: english } = await discovered(service, 'en')
    const { services: chinese, vary } = await discovered(service, 'zh-CN,en;q=0.5')
    expect(vary).toMatch(/Accept-Language/i)
    expect(chinese.length).toBeGreaterThan(1)
    for (const { title, description, usageRequirements } of chinese) {
      for (const text of [title, description, usageRequirements]) expect(text).toMatch(HAN)
      expect(description).not.toMatch(/\{model\}|[,:;] ?\p{Script=Han}/u)
    }
    const wordless = ({ id, prefetch }: Described) => ({ id, prefetch })
    expect(chinese.map(wordless)).toEqual(english.map(wordless))
    expect(JSON.stringify(english)).not.toMatch(HAN)
  })

  test('names the model of the study', async () => {
    const { services } = await discovered(service, 'zh-CN')
    expect(services.map(({ description }) => description).join()).toContain('He 等，2026')
  })

  test('is in English for who asks for nothing, or for a language that there is not', async () => {
    for (const language of [undefined, 'fr'])
      expect(JSON.stringify((await discovered(service, language)).services)).not.toMatch(HAN)
  })
})

test('is in the language of the site where nobody asks for another', async () => {
  const service = await startTestService({ CARD_LANGUAGE: 'zh-CN' })
  try {
    const { services } = await discovered(service)
    for (const { title } of services) expect(title).toMatch(HAN)
  } finally {
    await service.stop()
  }
})
