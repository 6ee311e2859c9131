import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../src/clinical/fhir/resource.ts'
import { cardMatrix } from '../support/card-matrix.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { smartAppAt } from '../support/smart-app.ts'

let service: TestService
let risk: FhirResource
beforeAll(async () => {
  service = await startTestService()
  const suggested = (await cardMatrix()).flatMap(({ card }) =>
    (card.suggestions ?? []).flatMap(({ actions = [] }) =>
      actions.flatMap((action) => (action.type === 'create' ? [action.resource] : [])),
    ),
  )
  const [first] = suggested.filter(({ resourceType }) => resourceType === 'RiskAssessment')
  if (first === undefined) throw new Error('no card suggests a RiskAssessment')
  risk = first
})
afterAll(() => service.stop())

const session = () =>
  smartAppAt(`${service.publicUrl}/sandbox/fhir`, 'high-risk', undefined, 'sandbox-token')

async function savedWith(identifier: unknown): Promise<readonly unknown[]> {
  const [{ system, value }] = identifier as readonly [Readonly<Record<string, string>>]
  const response = await service.http
    .get('/sandbox/fhir/RiskAssessment')
    .query({ identifier: `${String(system)}|${String(value)}` })
    .expect(200)
  return (response.body as { readonly entry?: readonly unknown[] }).entry ?? []
}

describe('a RiskAssessment that is saved twice', () => {
  test('is one, and the second is told as stored under the name of the first', async () => {
    const first = await session().create(risk)
    const later = { ...risk, id: 'another', occurrenceDateTime: '2026-11-20T10:00:00.000Z' }
    const second = await session().create(later)
    expect([first.isStored, second.isStored]).toEqual([true, true])
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.text).toBe(first.text)
    expect(await savedWith(risk['identifier'])).toHaveLength(1)
  })

  test('is two when anything that it rests on differs: its identifier does', async () => {
    const [{ system }] = risk['identifier'] as readonly [{ readonly system: string }]
    const other = { ...risk, identifier: [{ system, value: 'of-other-values' }] }
    expect((await session().create(other)).status).toBe(201)
    expect(await savedWith(other.identifier)).toHaveLength(1)
    expect((await session().create(risk)).status).toBe(200)
  })
})
