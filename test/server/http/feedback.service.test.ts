import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FeedbackRecord } from '../../../src/records/feedback.ts'
import { listOf, temporaryFolder } from '../../support/records.ts'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'

let service: TestService
const folder = temporaryFolder()

beforeAll(async () => {
  const file = join(folder.path, 'records.sqlite')
  service = await startTestService({ RECORDS_FILE: file, DATA_DIR: folder.path }, ['--no-sandbox'])
})
afterAll(async () => {
  await service.stop()
  folder[Symbol.dispose]()
})

const post = (...feedback: object[]) =>
  service.http.post(`${serviceFor()}/feedback`).send({ feedback })

/** The feedback that is kept, by the order in which it came. */
const stored = async () => listOf(service.records?.feedback({}) ?? neverAny())

async function* neverAny(): AsyncGenerator<FeedbackRecord> {
  // Nothing.
}

const storedOf = async (card: string) => (await stored()).filter((one) => one.card === card)

const overridden = (card: string, more: object = {}) => ({
  card,
  outcome: 'overridden',
  outcomeTimestamp: '2026-11-20T09:00:00Z',
  ...more,
})

async function shownCard(): Promise<string> {
  const [card] = cardsOf(await service.http.post(serviceFor()).send(prefetched('high-risk')))
  return card?.uuid ?? ''
}

describe('feedback of a card', () => {
  test('I@152, I@158: it is acknowledged with 200 once it is on the disk', async () => {
    const card = await shownCard()
    const item = { ...overridden(card), outcome: 'accepted', acceptedSuggestions: [{ id: 'S' }] }
    const response = await post(item).expect(200)
    expect(response.text).toBe('')
    expect(await storedOf(card)).toEqual([
      {
        card,
        outcome: 'accepted',
        acceptedSuggestions: ['s'],
        outcomeTimestamp: '2026-11-20T09:00:00.000Z',
        service: 'tace-resistance-order-select',
        client: 'anonymous',
        receivedAt: '2026-11-20T09:00:00.000Z',
      },
    ])
    expect(await service.records?.find(card)).toMatchObject({ id: card })
  })

  test('1.13: the same feedback again, in one request or in two, is kept once', async () => {
    const card = await shownCard()
    const before = (await stored()).length
    await post(overridden(card), overridden(card)).expect(200)
    await post(overridden(card)).expect(200)
    expect(await stored()).toHaveLength(before + 1)
  })

  test('1.13: a card once ignored may be accepted later: both are kept', async () => {
    const card = await shownCard()
    const before = (await stored()).length
    const later = { outcome: 'accepted', acceptedSuggestions: [{ id: 's' }] }
    await post(overridden(card)).expect(200)
    await post(overridden(card, later)).expect(200)
    expect(await stored()).toHaveLength(before + 2)
  })

  test('1.13: feedback of a card that this process never showed is kept', async () => {
    const card = '4e0a3a1e-3283-4575-ab82-028d55fe2719'
    await post(overridden(card)).expect(200)
    expect(await storedOf(card)).toHaveLength(1)
    expect(await service.records?.find(card)).toBeUndefined()
  })

  test('1.13: an empty list is taken', () => post().expect(200))

  test('1.13: a batch with one wrong item is refused as a whole, with the place', async () => {
    const before = (await stored()).length
    const wrong = overridden('b', { outcome: 'ignored' })
    const response = await post(overridden('a'), wrong).expect(400)
    expect(JSON.stringify(response.body)).toContain('feedback[1].outcome')
    expect(await stored()).toHaveLength(before)
  })

  test('F3: a comment is in the store and never in the log', async () => {
    const userComment = 'Mrs Smith of ward 7 declined'
    const overrideReason = { reason: { code: 'patient-preference' }, userComment }
    await post(overridden('c', { overrideReason })).expect(200)
    await post(overridden('c', { overrideReason, outcome: 'ignored' })).expect(400)
    expect(await storedOf('c')).toMatchObject([
      { userComment, reason: { code: 'patient-preference' } },
    ])
    expect(service.log.join('\n')).not.toMatch(/Smith|ward/)
  })

  test('an unknown service is 404', () =>
    service.http.post('/cds-services/other/feedback').send({ feedback: [] }).expect(404))
})

describe('where feedback goes', () => {
  test('I@148: without a place to keep it there is no feedback endpoint', async () => {
    const bare = await startTestService({ RECORDS_FILE: 'none' }, ['--no-sandbox'])
    try {
      await bare.http.post(`${serviceFor()}/feedback`).send({ feedback: [] }).expect(404)
    } finally {
      await bare.stop()
    }
  })

  test('I@148: the sandbox takes it and keeps it in memory', async () => {
    const sandbox = await startTestService()
    try {
      await sandbox.http
        .post(`${serviceFor()}/feedback`)
        .send({ feedback: [overridden('a')] })
        .expect(200)
    } finally {
      await sandbox.stop()
    }
  })

  test('a file that cannot be made stops the start, in words', async () => {
    const file = join(folder.path, 'a-file')
    writeFileSync(file, '')
    const below = join(file, 'records.sqlite')
    await expect(startTestService({ RECORDS_FILE: below }, ['--no-sandbox'])).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    )
  })
})
