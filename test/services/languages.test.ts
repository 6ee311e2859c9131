import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/index.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { cardsOf, startTestService, type TestService } from '../support/service.ts'

const [definition] = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions
const translations = Object.entries(definition!.translations)

/** Every path to a text. */
const paths = (value: object, path = ''): readonly string[] =>
  Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    typeof one === 'object' && one !== null ? paths(one, `${path}.${key}`) : [`${path}.${key}`],
  )

describe('the texts of the cards', () => {
  test('are in English and Simplified Chinese', () => {
    expect(translations.map(([language]) => language)).toEqual(['en', 'zh-CN'])
  })

  test('are all there in each language', () => {
    const [first, ...rest] = translations.map(([, { texts }]) => paths(texts).toSorted())
    for (const one of rest) expect(one).toEqual(first)
    const [files, ...others] = translations.map(([language]) =>
      filesIn(`cds-services/${definition!.id}/text/${language}`),
    )
    for (const one of others) expect(one).toEqual(files)
  })

  test('use the same placeholders in each language', () => {
    const names = translations.map(([, { situations }]) =>
      Object.entries(situations).map(([id, { summary, detail }]) => [
        id,
        summary.names.toSorted(),
        detail.names.toSorted(),
      ]),
    )
    for (const one of names) expect(one).toEqual(names[0])
  })
})

describe('the language of a card', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  const patients = [
    'low-risk',
    'intermediate-risk',
    'high-risk',
    'missing-nlr',
    'no-hcc',
    'earlier-tace',
  ]

  const ask = async (patient: string, language: string) => {
    const answer = await service.http
      .post(serviceFor())
      .set('Accept-Language', language)
      .send(prefetched(patient))
    return cardsOf(answer)[0]!
  }

  test.each(patients)(
    'of %s is the one that the caller asks for, with a short summary',
    async (patient) => {
      const [english, chinese] = [
        await ask(patient, 'en'),
        await ask(patient, 'zh-Hans-CN,en;q=0.5'),
      ]
      expect(chinese.summary).toMatch(/\p{Script=Han}/u)
      expect(chinese.detail).toMatch(/\p{Script=Han}/u)
      expect(chinese.overrideReasons[0]?.display).toMatch(/\p{Script=Han}/u)
      expect(english.summary).not.toMatch(/\p{Script=Han}/u)
      for (const { summary } of [english, chinese]) expect(summary.length).toBeLessThan(140)
      expect(chinese.indicator).toBe(english.indicator)
      expect(chinese.extension).toEqual(english.extension)
    },
  )

  test('is also that of the ages of the inputs', async () => {
    expect((await ask('low-risk', 'en')).detail).toMatch(/\(\d+ d\)/)
    expect((await ask('low-risk', 'zh-CN')).detail).toMatch(/（\d+ 天）/)
  })

  test('is the configured one for a language that is not there', async () => {
    expect((await ask('low-risk', 'fr')).summary).not.toMatch(/\p{Script=Han}/u)
  })
})
