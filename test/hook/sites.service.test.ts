import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf } from '../support/cards.ts'
import { readRepositoryJson } from '../support/paths.ts'
import type { Resource } from '../support/readings.ts'
import { startTestService, type TestService } from '../support/service.ts'

interface HookBody {
  readonly hook: string
  readonly prefetch: Readonly<
    Record<string, { readonly entry: readonly { readonly resource: Resource }[] }>
  >
}

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const bodyOf = (name: string) => readRepositoryJson(`fixtures/cases/sites/${name}.json`) as HookBody

async function cardOf(id: string, body: HookBody, language = 'en') {
  const url = `/cds-services/${id}-${body.hook}`
  const answer = await service.http.post(url).set('Accept-Language', language).send(body)
  expect(answer.status).toBe(200)
  return cardsOf(answer)[0]!
}

/** The request with these resources added under a key. */
const withMore = (body: HookBody, key: string, ...resources: readonly Resource[]): HookBody => ({
  ...body,
  prefetch: {
    ...body.prefetch,
    [key]: {
      ...body.prefetch[key]!,
      entry: [...body.prefetch[key]!.entry, ...resources.map((resource) => ({ resource }))],
    },
  },
})

describe('the card', () => {
  test.each([
    ['02-adc-of-prostate', 'en', 'of another organ than the liver'],
    ['02-adc-of-prostate', 'zh-CN', '属于肝脏以外的器官'],
  ] as const)('of %s says in %s: %s', async (name, language, words) => {
    const { detail } = await cardOf('tace-resistance', bodyOf(name), language)
    expect(detail).toContain(words)
  })

  test('reads the lesion and not the newer background liver', async () => {
    const { detail } = await cardOf('tace-resistance', bodyOf('02b-adc-of-background-liver-newer'))
    expect(detail).toContain('1.05')
    expect(detail).not.toContain('1.4')
  })

  test('takes one lesion by segment and by lobe for one', async () => {
    const { detail } = await cardOf('tace-resistance', bodyOf('16-one-lesion-two-sites'))
    expect(detail).not.toContain('several lesions')
    expect(detail).toContain('1.05')
  })

  test('of the board has the size of the tumour, not of a prostate', async () => {
    const { detail } = await cardOf('pre-tace-board', bodyOf('02c-board-size-of-prostate'))
    const row = detail.split('\n').find((line) => line.includes('Up-to-seven')) ?? ''
    expect(row).toContain('4.5')
    expect(row).not.toContain('11')
  })

  const elsewhere: Resource = { bodySite: { text: '前列腺' } }
  test.each(['tumour-number', 'vascular-invasion'])(
    'of the board is the same with the %s of another organ beside it',
    async (code) => {
      const body = bodyOf('02c-board-size-of-prostate')
      const { resource } = body.prefetch['staging']!.entry.find(({ resource: { code: coded } }) =>
        JSON.stringify(coded).includes(code),
      )!
      const value = code === 'tumour-number' ? { valueInteger: 9 } : { valueBoolean: true }
      const effectiveDateTime = '2026-11-20T12:00:00+08:00'
      const added = { ...resource, ...value, ...elsewhere, id: 'other', effectiveDateTime }
      const [before, after] = await Promise.all(
        [body, withMore(body, 'staging', added)].map((sent) => cardOf('pre-tace-board', sent)),
      )
      expect(after?.detail).toBe(before?.detail)
      expect(after?.summary).toBe(before?.summary)
    },
  )
})
