import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf } from '../support/cards.ts'
import { type HookBody, prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

let people = 0
/** Somebody who was told nothing yet. */
const somebody = () => `Practitioner/${String((people += 1))}`

const bodyBy = (userId: string, patient = 'high-risk', hook = 'order-select'): HookBody => {
  const body = prefetched(patient, hook)
  return { ...body, context: { ...body.context, userId } }
}

async function told(body: HookBody) {
  return cardsOf(await service.http.post(serviceFor(body.hook)).send(body).expect(200))
}

const say = (card: string, item: object) =>
  service.http
    .post(`${serviceFor()}/feedback`)
    .send({ feedback: [{ card, outcomeTimestamp: '2026-11-20T09:00:00Z', ...item }] })
    .expect(200)

const REASON = { reason: { system: 'http://x.example', code: 'already-discussed' } }
const overrideOf = (card: string, overrideReason: object = REASON) =>
  say(card, { outcome: 'overridden', overrideReason })

/** The same call with one more resource under a prefetch key. */
function withResource(body: HookBody, key: string, resource: object): HookBody {
  const bundle = body.prefetch?.[key] as { entry?: object[] }
  const added = { ...bundle, entry: [...(bundle.entry ?? []), { resource }] }
  return { ...body, prefetch: { ...body.prefetch, [key]: added } }
}

describe('a card that was overridden with a reason', () => {
  test.each(['order-select', 'order-sign'])('is not shown again at %s', async (hook) => {
    const user = somebody()
    const [card] = await told(bodyBy(user))
    await overrideOf(card?.uuid ?? '')
    expect(await told(bodyBy(user, 'high-risk', hook))).toEqual([])
    expect(await told(bodyBy(somebody(), 'high-risk', hook))).toHaveLength(1)
    expect(await told(bodyBy(user, 'intermediate-risk', hook))).toHaveLength(1)
  })

  test('is shown again once something that it says has changed', async () => {
    const user = somebody()
    const [card] = await told(bodyBy(user))
    await overrideOf(card?.uuid ?? '')
    const subject = { reference: `Patient/${String(bodyBy(user).context['patientId'])}` }
    const ablation = {
      resourceType: 'Procedure',
      id: 'done',
      status: 'completed',
      code: { text: 'TACE' },
      subject,
      performedDateTime: '2026-05-04',
    }
    expect(await told(withResource(bodyBy(user), 'procedures', ablation))).toHaveLength(1)
    const { imaging: _imaging, ...rest } = bodyBy(user).prefetch ?? {}
    expect(await told({ ...bodyBy(user), prefetch: rest })).toHaveLength(1)
  })

  test('is shown again where no reason was given, or only a comment', async () => {
    const user = somebody()
    const [card] = await told(bodyBy(user))
    await say(card?.uuid ?? '', { outcome: 'overridden' })
    await overrideOf(card?.uuid ?? '', { userComment: 'later' })
    expect(await told(bodyBy(user))).toHaveLength(1)
  })
})

test('a suggestion that was accepted is not made again with the same card', async () => {
  const user = somebody()
  const [card] = await told(bodyBy(user))
  const [accepted, ...others] = card?.suggestions ?? []
  await say(card?.uuid ?? '', {
    outcome: 'accepted',
    acceptedSuggestions: [{ id: accepted?.uuid }],
  })
  const [again] = await told(bodyBy(user))
  expect(again?.summary).toBe(card?.summary)
  expect((again?.suggestions ?? []).map(({ label }) => label)).toEqual(
    others.map(({ label }) => label),
  )
})

test('what order-select told a person is not repeated at order-sign to that person', async () => {
  const user = somebody()
  await told(bodyBy(user))
  expect(await told(bodyBy(user, 'high-risk', 'order-sign'))).toEqual([])
})
