import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { registryFile } from '../server/access/support.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

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
      filesIn(`cds-services/models/${definition!.id}/text/${language}`),
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

describe('a summary', () => {
  const situations = Object.keys(definition!.cards.situations)
  const longest = (texts: readonly string[]) =>
    texts.toSorted((a, b) => b.length - a.length)[0] ?? ''

  const exclusions = definition!.applicability
    .filter((rule) => rule.class === 'exclude')
    .map(({ id }) => id)

  /** What makes a summary as long as it can be. */
  function worst({ texts }: (typeof translations)[number][1], language: string) {
    const labels = Object.values(texts.predictors).map(({ label }) => label)
    const names = Object.values(texts.predictors).map(({ short, label }) => short ?? label)
    const separator = language === 'en' ? ', ' : '、'
    return [true, false].map((isCalibrated) => ({
      risk: '>95\u00a0%',
      driver: longest(labels),
      gapList: names.join(separator),
      exclusionList: longest(exclusions.map((id) => texts.applicability[id] ?? '')),
      found: 0,
      total: labels.length,
      calibrated: isCalibrated,
      provisional: !isCalibrated,
    }))
  }

  test.each(translations)(
    'in %s is below 140 characters at its longest, without a cut',
    (language, cards) => {
      const summaries = situations.flatMap((id) =>
        worst(cards, language).map((view) => cards.situations[id]!.summary.render(view as never)),
      )
      expect(summaries.filter((one) => one.length >= 140)).toEqual([])
      for (const one of summaries) expect(one).not.toMatch(/\{\{|undefined|^\s|\s$/)
    },
  )
})

describe.each(['en', 'zh-CN'] as const)('where CARD_LANGUAGE is %s', (language) => {
  const chinese = /\p{Script=Han}/u
  const other = language === 'en' ? 'zh-CN' : 'en'
  const isIn = (tag: string, { summary }: { readonly summary: string }) =>
    chinese.test(summary) === (tag === 'zh-CN')

  async function ask(registered: string | undefined, wanted: string | undefined) {
    const anonymous = registered === undefined ? {} : { language: registered }
    const file = registryFile({ clients: [], anonymous })
    const service = await startTestService({ CARD_LANGUAGE: language, CLIENTS_FILE: file.path })
    try {
      const call = service.http.post(serviceFor()).send(prefetched('high-risk'))
      const answer = await (wanted === undefined ? call : call.set('Accept-Language', wanted))
      return cardsOf(answer)[0]!
    } finally {
      await service.stop()
      file.remove()
    }
  }

  test('a client that is registered without a language and asks for none gets it', async () => {
    expect(isIn(language, await ask(undefined, undefined))).toBe(true)
    expect(isIn(language, await ask(undefined, 'fr'))).toBe(true)
  })

  test("the client's registered language comes before it, and what the request asks for before both", async () => {
    expect(isIn(other, await ask(other, undefined))).toBe(true)
    expect(isIn(language, await ask(other, language))).toBe(true)
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
      for (const { display } of chinese.overrideReasons ?? [])
        expect(display).toMatch(/\p{Script=Han}/u)
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
