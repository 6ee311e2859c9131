import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type AssessmentRecord, isBoardRecord } from '../../src/records/guidance-record.ts'
import type { RiskModelDefinition } from '../../src/clinical/models/definition.ts'
import { toRiskModel } from '../../src/clinical/models/estimate.ts'
import { listOf } from '../support/records.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({}, ['--no-sandbox'])
})
afterAll(() => service.stop())

async function recordOfPatient(patient: string): Promise<AssessmentRecord> {
  const [card] = cardsOf(await service.http.post(serviceFor()).send(prefetched(patient)))
  const record = await service.records?.find(card?.uuid ?? '')
  if (record === undefined || isBoardRecord(record)) throw new Error('no record')
  return record
}

describe('the record of an answer', () => {
  test('it has what the card was made from, and what was shown', async () => {
    const record = await recordOfPatient('high-risk')
    expect(record).toMatchObject({
      hook: 'order-select',
      client: 'anonymous',
      situation: 'category-high',
      card: { fate: 'shown', indicator: 'warning' },
    })
    expect(record.readings.map(({ state }) => state)).toEqual(Array(5).fill('found'))
    expect(record.readings.every(({ codes = [] }) => codes.length > 0)).toBe(true)
  })

  test('the risk can be computed again from it with the model that is kept', async () => {
    const { readings, estimate, model } = await recordOfPatient('high-risk')
    const kept = await service.records?.findModel(model.hash)
    const again = toRiskModel(JSON.parse(kept?.definition ?? '') as RiskModelDefinition)
    const values = Object.fromEntries(readings.map(({ predictor, value }) => [predictor, value!]))
    expect(again.estimate(values)).toMatchObject(estimate ?? {})
  })

  test('the id of the patient is nowhere in it', async () => {
    const record = await recordOfPatient('high-risk')
    const { patientId } = prefetched('high-risk').context
    expect(JSON.stringify(record)).not.toContain(String(patientId))
    expect(record.patient).toMatch(/^[\w-]{43}$/)
  })

  test('a call that concerns no order leaves none', async () => {
    const before = await listOf(service.records!.records({}))
    const body = prefetched('high-risk')
    const context = { ...body.context, selections: [] }
    await service.http
      .post(serviceFor())
      .send({ ...body, context })
      .expect(200)
    expect(await listOf(service.records!.records({}))).toEqual(before)
  })
})
