import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AssessmentRecord,
  type GuidanceRecord,
  isBoardRecord,
} from '../../../src/records/guidance-record.ts'
import { readConfig } from '../../../src/base/config/config.ts'
import type { MonitoringReport } from '../../../src/evaluation/monitoring/service-report.ts'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'
import { repositoryPath } from '../../support/paths.ts'

const TOKEN = 'a-token-of-the-operator'

/** The record of a risk model, which it must be. */
function assessedBy(record: GuidanceRecord | undefined): AssessmentRecord {
  if (record === undefined || isBoardRecord(record)) throw new Error('no record of a model')
  return record
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'admin-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the operator’s report', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({ ADMIN_TOKEN: TOKEN })
    await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
  })
  afterAll(() => service.stop())

  test('is a page for a browser, and nothing may keep it', async () => {
    const { text, headers } = await service.http
      .get('/admin/report')
      .set('Authorization', `Bearer ${TOKEN}`)
      .set('Accept', 'text/html')
      .expect(200)
    expect(text).toContain('<h1>Monitoring of risk models in use</h1>')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-type']).toContain('text/html')
  })

  test.each([
    ['?format=json', '*/*'],
    ['', 'application/json'],
  ])('is JSON where that is asked for: "%s", %s', async (query, accept) => {
    const answer = await service.http
      .get(`/admin/report${query}`)
      .set('Authorization', `Bearer ${TOKEN}`)
      .set('Accept', accept)
      .expect(200)
    const [report] = answer.body as MonitoringReport[]
    expect(report).toMatchObject({
      service: 'tace-resistance',
      orders: 'few',
      periods: ['2026-11'],
    })
  })

  test.each([
    ['no token', undefined],
    ['another token', 'Bearer another-token-of-the-operator'],
    ['a part of the token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['the token by another scheme', `Basic ${TOKEN}`],
  ])('is refused to who has %s, without a word of why', async (_, authorization) => {
    const request = service.http.get('/admin/report')
    if (authorization !== undefined) void request.set('Authorization', authorization)
    const { text, headers } = await request.expect(401)
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).not.toContain('token')
  })
})

test('the state of every monitored figure is a gauge, and who asks does not wait for it', async () => {
  const service = await startTestService()
  const scrape = async () => (await service.http.get('/metrics').expect(200)).text
  await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
  expect(await scrape()).toContain('# TYPE cds_monitoring_state gauge')
  // Nothing was recorded in the month before, so that no figure of it is called quiet.
  expect(await scrape()).not.toMatch(/cds_monitoring_state\{[^}]*\} [012]/)
  await service.stop()
})

test('there is no such page without a token', async () => {
  const service = await startTestService()
  await service.http.get('/admin/report').set('Authorization', 'Bearer undefined').expect(404)
  await service.stop()
})

describe('its token', () => {
  const configOf = (more: Record<string, string>) => readConfig({ ...more }, [])

  test('may be in a file', () => {
    const file = join(folder, 'token')
    writeFileSync(file, `${TOKEN}\n`)
    expect(configOf({ ADMIN_TOKEN_FILE: file }).adminToken).toBe(TOKEN)
  })

  test.each([
    ['is too short', { ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN: must have at least 16 characters'],
    ['is in no file', { ADMIN_TOKEN_FILE: '/nonexistent' }, 'ADMIN_TOKEN_FILE: '],
  ])('that %s keeps the process from starting, in words without it', (_, more, why) => {
    expect(() => configOf(more)).toThrow(why)
    expect(() => configOf(more)).not.toThrow('short')
  })
})

describe('silence', () => {
  test('of a challenger: the answer is byte by byte the same, and its figure is recorded', async () => {
    const shipped = JSON.parse(
      readFileSync(repositoryPath('cds-services/models/tace-resistance/risk-model.json'), 'utf8'),
    ) as { intercept: { value: number } }
    const file = join(folder, 'challenger.json')
    const intercept = { ...shipped.intercept, value: shipped.intercept.value + 3 }
    // Without what is unknown of it a model is its own only version.
    const challenger = { ...shipped, version: '9.9.9', intercept, versions: undefined }
    writeFileSync(file, JSON.stringify(challenger))
    const alone = await startTestService()
    const challenged = await startTestService({ CHALLENGER_MODEL: file })
    // Uuids are random, and each service has its own port.
    const said = (text: string) =>
      text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid').replace(/127\.0\.0\.1(:|%3A)\d+/g, 'host')
    for (const patient of ['high-risk', 'low-risk', 'missing-nlr'])
      for (const path of [serviceFor()]) {
        const [without, withIt] = [
          await alone.http.post(path).send(prefetched(patient)).expect(200),
          await challenged.http.post(path).send(prefetched(patient)).expect(200),
        ]
        expect(said(withIt.text)).toBe(said(without.text))
        const [card] = cardsOf(withIt)
        const record = assessedBy(await challenged.records!.find(card!.uuid))
        expect(record.model.version).toBe('1.0.0')
        expect(record.challenger?.model.version).toBe(record.estimate && '9.9.9')
        if (record.estimate === undefined) continue
        expect(record.challenger!.estimate.linearPredictor).toBeCloseTo(
          record.estimate.linearPredictor + 3,
          9,
        )
        expect(await challenged.records!.findModel(record.challenger!.model.hash)).toMatchObject({
          version: '9.9.9',
        })
      }
    await Promise.all([alone.stop(), challenged.stop()])
  })

  test('of a client: no card is sent, everything is computed and recorded', async () => {
    const clients = join(folder, 'clients.json')
    writeFileSync(clients, JSON.stringify({ clients: [], anonymous: { silent: true } }))
    const service = await startTestService({ CLIENTS_FILE: clients }, [])
    const answer = await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
    expect(answer.body).toEqual({ cards: [] })
    const records = []
    for await (const one of service.records!.records({})) records.push(one)
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({ card: { fate: 'silent' } })
    expect(assessedBy(records[0]).estimate?.predictedRisk).toBeGreaterThan(0.5)
    expect(records[0]?.card.summary).toBeDefined()
    await service.stop()
  })
})
