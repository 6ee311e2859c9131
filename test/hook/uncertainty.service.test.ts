import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({}, ['--no-sandbox'])
})
afterAll(() => service.stop())

/** The lines of a card that say how sure it is. */
async function howSure(patient: string): Promise<readonly string[]> {
  const [card] = cardsOf(await service.http.post(serviceFor()).send(prefetched(patient)))
  const [, said = ''] = (card?.detail ?? '').split('**How sure.**')
  return said.split('\n').filter((line) => line.startsWith('- '))
}

describe('the card says in words which categories its uncertainty reaches', () => {
  test('when interval, envelope and a second scan cross a border', async () => {
    const [interval, envelope, repeatScan] = await howSure('intermediate-risk')
    expect(interval).toMatch(/only: 21 % to 67 %, which reaches from intermediate to high\.$/)
    expect(envelope).toMatch(/<5 % to >95 %, which reaches from low to high\.$/)
    expect(repeatScan).toMatch(/second scan .* which reaches from low to high .*no part of/)
  })

  test.each(['high-risk', 'low-risk'])('and says nothing when none does: %s', async (patient) => {
    const lines = await howSure(patient)
    expect(lines).toHaveLength(3)
    expect(lines.join('\n')).not.toContain('reaches')
  })

  test('bounds of a missing input have no interval and no second scan', async () => {
    expect(await howSure('missing-nlr')).toEqual([])
  })
})
