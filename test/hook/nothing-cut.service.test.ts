import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf } from '../support/cards.ts'
import { fc } from '../support/property.ts'
import { type HookBody, prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

type Resource = Record<string, unknown>
interface Bundled {
  entry?: { readonly resource: Resource }[]
}

const entriesOf = (bundle: unknown) => ((bundle as Bundled).entry ??= [])

const under = (body: HookBody, key: string) => entriesOf(body.prefetch?.[key])

/** The order of a call. */
const orderOf = ({ context }: HookBody) => entriesOf(context['draftOrders'])[0]!.resource

const resourceUnder = (body: HookBody, key: string, isMeant: (resource: Resource) => boolean) =>
  under(body, key).find(({ resource }) => isMeant(resource))!.resource

const conditionOf = (body: HookBody) => resourceUnder(body, 'diagnoses', () => true)

const adcOf = (body: HookBody) =>
  resourceUnder(body, 'imaging', ({ code }) => JSON.stringify(code).includes('113041'))

/** A procedure that was done before. */
function addProcedure(body: HookBody, more: Resource): void {
  under(body, 'procedures').push({
    resource: {
      resourceType: 'Procedure',
      id: 'long',
      status: 'completed',
      subject: { reference: 'Patient/high-risk' },
      performedDateTime: '2026-01-01',
      code: { text: 'Angiography' },
      ...more,
    },
  })
}

const codedOrder = (body: HookBody) => (orderOf(body)['code'] as { coding: Resource[] }).coding

/** Where words stand that are read, and how some are put there. */
const PLACES: Readonly<Record<string, (body: HookBody, words: string) => void>> = {
  'the name of the order': (body, words) => {
    orderOf(body)['code'] = { coding: codedOrder(body), text: `TACE ${words}` }
  },
  'a display of the order': (body, words) => {
    codedOrder(body)[0]!['display'] = `TACE ${words}`
  },
  'a note of the order': (body, words) => {
    orderOf(body)['note'] = [{ text: words }]
  },
  'the last of several notes': (body, words) => {
    const parts = words.match(/.{1,9000}/gsu) ?? []
    orderOf(body)['note'] = parts.map((text) => ({ text }))
  },
  'an instruction to the patient': (body, words) => {
    orderOf(body)['patientInstruction'] = words
  },
  'a reason of the order': (body, words) => {
    orderOf(body)['reasonCode'] = [{ text: `HCC, ${words}` }]
  },
  'a diagnosis': (body, words) => {
    conditionOf(body)['code'] = { text: `Hepatocellular carcinoma, ${words} after TACE` }
  },
  'the name of what was done': (body, words) => {
    addProcedure(body, { code: { text: `Angiography ${words} TACE` } })
  },
  'a note of what was done': (body, words) => {
    addProcedure(body, { code: { text: 'Embolization' }, note: [{ text: `${words}. TACE` }] })
  },
  'a reason of what was done': (body, words) => {
    const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] }
    addProcedure(body, { code, reasonCode: [{ text: `${words}, hepatocellular carcinoma` }] })
  },
}

const NEVER_FIRM = /risk not computed|does not apply|未计算|不适用/

const MORE = { en: 'there is more of it than was read', 'zh-CN': '实际内容多于已读取的部分' }

async function ask(body: HookBody, language: keyof typeof MORE = 'en', path?: string) {
  const response = await service.http
    .post(path ?? serviceFor(body.hook))
    .set('Accept-Language', language)
    .send(body)
  expect(response.status).toBe(200)
  const [card] = cardsOf(response)
  return { card, isTold: card?.detail.includes(MORE[language]) === true }
}

const padded = (length: number) => 'so '.repeat(Math.ceil(length / 3)).slice(0, length)

describe('what is not read whole is unread, and the card says so', () => {
  test('the call without anything long is answered with a risk', async () => {
    const { card, isTold } = await ask(prefetched('high-risk', 'order-sign'))
    expect(card?.summary).toContain('high')
    expect(isTold).toBe(false)
  })

  describe.each(Object.entries(PLACES))('%s', (_where, put) => {
    test('the mark is found, or its place is unread: nothing firm, at any length', async () => {
      const lengths = fc.integer({ min: 0, max: 70_000 })
      await fc.assert(
        fc.asyncProperty(lengths, async (length) => {
          const body = prefetched('high-risk', 'order-sign')
          put(body, `${padded(length)} emergency: ruptured HCC`)
          const { card } = await ask(body)
          expect(card?.summary).toMatch(NEVER_FIRM)
          expect(card?.suggestions ?? []).toEqual([])
        }),
        { numRuns: 8 },
      )
    })

    test.each(['en', 'zh-CN'] as const)('beyond the bound it is told in %s', async (language) => {
      const body = prefetched('high-risk', 'order-sign')
      put(body, padded(60_000))
      const { card, isTold } = await ask(body, language)
      expect(card?.summary).toMatch(NEVER_FIRM)
      expect(isTold).toBe(true)
    })

    test('what was cut of it is in the log', async () => {
      const body = prefetched('high-risk', 'order-sign')
      put(body, padded(60_000))
      service.log.splice(0)
      await ask(body)
      expect(service.log.join('\n')).toContain('+more-than-read')
    })
  })

  test.each<readonly [string, Resource]>([
    ['a note of many sentences', { note: [{ text: `${'fine. '.repeat(150)}Site: prostate` }] }],
    ['a note too long', { note: [{ text: `${padded(10_500)}. Site: prostate` }] }],
    ['a name of its place too long', { bodySite: { text: `liver ${padded(1_000)} prostate` } }],
    ['a method too long', { method: { text: `${padded(1_200)} median` } }],
    [
      'too many places',
      { focus: Array.from({ length: 14 }, (_, i) => ({ display: `lesion ${String(i)}` })) },
    ],
    [
      'too many components in words',
      {
        component: Array.from({ length: 60 }, (_, i) => ({
          code: { text: 'Remark' },
          valueString: i === 59 ? 'median' : 'none',
        })),
      },
    ],
    [
      'a panel of a name too long',
      { partOf: [{ display: `MRI ${padded(1_500)} of the prostate` }] },
    ],
  ])('a value with %s is no value, and no older one is used in its place', async (_what, more) => {
    const body = prefetched('high-risk', 'order-sign')
    const newer = { ...adcOf(body), id: 'newer', ...more }
    under(body, 'imaging').push({ resource: newer })
    const { card, isTold } = await ask(body)
    expect(card?.summary).toMatch(NEVER_FIRM)
    expect(card?.summary).toContain('imaging')
    expect(isTold).toBe(true)
  })

  test('more values of an input that would exclude than are compared bar a figure', async () => {
    const body = prefetched('high-risk', 'order-sign')
    const code = {
      coding: [
        {
          system: 'http://tace-resistance-cds.example/CodeSystem/observation',
          code: 'child-pugh-class',
        },
      ],
    }
    for (let i = 0; i < 301; i += 1)
      under(body, 'liverFunction').push({
        resource: {
          resourceType: 'Observation',
          id: `class-${String(i)}`,
          status: 'final',
          subject: { reference: 'Patient/high-risk' },
          effectiveDateTime: adcOf(body)['effectiveDateTime'],
          code,
          valueString: i === 300 ? 'C' : 'A',
        },
      })
    const { card, isTold } = await ask(body)
    expect(card?.summary).toMatch(NEVER_FIRM)
    expect(isTold).toBe(true)
  })

  test('an order that only its unread words could make the one is answered as unread', async () => {
    for (const code of [
      { text: `Procedure ${padded(11_000)} TACE` },
      { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] },
    ]) {
      const body = prefetched('high-risk', 'order-sign')
      const { id, subject, status, intent } = orderOf(body)
      entriesOf(body.context['draftOrders'])[0] = {
        resource: {
          resourceType: 'ServiceRequest',
          ...{ id, subject, status, intent, code },
          note: [{ text: `${padded(60_000)} liver` }],
        },
      }
      const { card, isTold } = await ask(body)
      expect(card?.summary).toMatch(/risk not computed/)
      expect(isTold).toBe(true)
    }
  })

  test('an order of another procedure stays none of the service, however long', async () => {
    const body = prefetched('high-risk', 'order-sign')
    orderOf(body)['code'] = { text: `Portal vein: SIRT of the liver ${padded(20_000)}` }
    expect((await ask(body)).card).toBeUndefined()
  })

  test.each([
    ['en', /not.*read.*the order/i],
    ['zh-CN', /医嘱/],
  ] as const)('the board computes nothing for an order cut short: %s', async (language, words) => {
    const body = prefetched('high-risk')
    PLACES['a note of the order']!(body, `${padded(20_000)} ruptured`)
    const path = '/cds-services/pre-tace-board-order-select'
    const { card } = await ask(body, language, path)
    expect(card?.detail).toMatch(words)
    expect(card?.detail).not.toMatch(/\| ALBI/)
  })

  test('words up to the bound are read as ever', async () => {
    const body = prefetched('high-risk', 'order-sign')
    orderOf(body)['note'] = Array.from({ length: 5 }, () => ({ text: padded(9_900) }))
    const { card, isTold } = await ask(body)
    expect(card?.summary).toContain('high')
    expect(isTold).toBe(false)
  })
})
