import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf } from '../support/cards.ts'
import { prefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

interface Suggested {
  readonly label: string
  readonly actions: readonly { readonly resource: { readonly code: unknown } }[]
}

/** The suggestions of a card when these orders are among the drafts beside that for TACE. */
async function suggestedBeside(patient: string, drafts: readonly object[]) {
  const body = prefetched(patient, 'order-sign')
  const bundle = body.context['draftOrders'] as { readonly entry: readonly object[] }
  const entry = [...bundle.entry, ...drafts.map((resource) => ({ resource }))]
  const context = { ...body.context, draftOrders: { ...bundle, entry } }
  const response = await service.http
    .post('/cds-services/tace-resistance-order-sign')
    .send({ ...body, context })
    .expect(200)
  const [card] = cardsOf(response)
  return (card?.suggestions ?? []) as unknown as readonly Suggested[]
}

const asDraft = (patient: string, code: unknown) => ({
  resourceType: 'ServiceRequest',
  id: 'beside',
  status: 'draft',
  intent: 'order',
  subject: { reference: `Patient/${patient}` },
  code,
})

describe.each(['high-risk', 'missing-nlr'])('of %s', (patient) => {
  test('what is ordered already is not suggested again, and all else is', async () => {
    const before = await suggestedBeside(patient, [])
    expect(before.length).toBeGreaterThan(0)
    for (const { label, actions } of before) {
      const drafts = [asDraft(patient, actions[0]?.resource.code)]
      const after = (await suggestedBeside(patient, drafts)).map((suggestion) => suggestion.label)
      const others = before.map((suggestion) => suggestion.label).filter((one) => one !== label)
      expect(after).toEqual(others)
    }
  })

  test('another order beside changes nothing', async () => {
    const before = await suggestedBeside(patient, [])
    const other = { coding: [{ system: 'http://loinc.org', code: '1742-6' }] }
    const after = await suggestedBeside(patient, [asDraft(patient, other)])
    expect(after.map(({ label }) => label)).toEqual(before.map(({ label }) => label))
  })
})
