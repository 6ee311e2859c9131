import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Clock } from '../../../src/base/time.ts'
import { toInstant } from '../../../src/base/time.ts'
import { define as anchor } from '../../../src/evaluation/cohort/commands/anchor.ts'
import { define as drift } from '../../../src/evaluation/drift/commands/drift.ts'
import { define as lookedAt } from '../../../src/evaluation/drift/commands/looked-at.ts'
import { define as proposals } from '../../../src/evaluation/proposals/commands/proposals.ts'
import { define as preview } from '../../../src/evaluation/preview/commands/preview.ts'
import type { GoLive } from '../../../src/evaluation/preview/go-live.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import type { AssessmentRecord } from '../../../src/records/guidance-record.ts'
import { shiftDates } from '../../../src/sandbox/shift-dates.ts'
import { cardsOf } from '../../support/cards.ts'
import { type HookBody, prefetched, serviceFor } from '../../support/requests.ts'
import { repositoryPath } from '../../support/paths.ts'
import { runCommand } from '../../support/run-command.ts'
import { listOf } from '../../support/records.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { until } from '../../support/until.ts'

/** All of it plays a month before the day of the commands: a person signs later. */
const EARLIER = -30
let now = Date.parse('2026-10-21T09:00:00Z')
const clock: Clock = { now: () => toInstant(now) }

const folder = mkdtempSync(join(tmpdir(), 'silent-to-card-'))
const inFolder = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const settings = {
  RECORDS_FILE: inFolder('records.sqlite'),
  SITE_KEY: 'a key for tests, of nobody',
  ADMIN_TOKEN: 'a-token-of-the-operator',
}

/** Starts the service with these services; the model of the shipped ones is provisional. */
const startWith = (more: Readonly<Record<string, string>> = {}) =>
  startTestService({ ...settings, ...more }, ['--no-sandbox'], clock)

const DEVICE = { display: 'MR 1' }

interface Values {
  readonly dStar: number
  readonly adc: number
  readonly neutrophils: number
}

interface Entry {
  readonly resource: Record<string, unknown> & {
    readonly code?: { readonly coding?: readonly { readonly code?: string }[] }
  }
}

const codeOf = ({ resource: { code } }: Entry) => code?.coding?.[0]?.code ?? ''

const entriesOf = (body: HookBody, key: string) =>
  (body.prefetch?.[key] as { readonly entry: readonly Entry[] }).entry

/** The request for a patient with these values, all measured on one scanner. */
function requestFor(id: string, { dStar, adc, neutrophils }: Values, device?: object): HookBody {
  const text = JSON.stringify(prefetched('high-risk')).replaceAll('high-risk', id)
  const body = shiftDates(JSON.parse(text) as HookBody, EARLIER)
  const numbers: Record<string, number> = { '113292': dStar, '113041': adc, '751-8': neutrophils }
  for (const key of ['imaging', 'bloodCounts'])
    for (const entry of entriesOf(body, key)) {
      const value = numbers[codeOf(entry)]
      if (value === undefined) continue
      const { resource } = entry
      resource['valueQuantity'] = { ...(resource['valueQuantity'] as object), value }
      if (key === 'imaging' && device !== undefined) resource['device'] = device
    }
  return body
}

const random = toRandom(11)
const drawn = (factor = 1): Values => ({
  dStar: factor * Math.exp(Math.log(60) + 0.2 * random.normal()),
  adc: 1.1 + 0.12 * random.normal(),
  neutrophils: 3 + 2 * random.uniform(),
})

async function answerTo(service: TestService, body: HookBody) {
  now += 60_000
  const answer = await service.http.post(serviceFor()).send(body)
  expect(answer.status).toBe(200)
  return cardsOf(answer)[0]
}

async function sendAll(service: TestService, prefix: string, count: number, factor = 1) {
  for (let n = 0; n < count; n += 1)
    await answerTo(service, requestFor(`${prefix}-${String(n)}`, drawn(factor), DEVICE))
}

const USUAL: Values = { dStar: 62, adc: 1.1, neutrophils: 4 }

interface Admin {
  readonly proposals: readonly object[]
  readonly drift: readonly { readonly of: string; readonly moved: string }[]
}

/** What the operator's page tells. */
async function adminOf(service: TestService): Promise<Admin> {
  const asking = service.http.get('/admin?format=json')
  const answer = await asking.set('Authorization', `Bearer ${settings.ADMIN_TOKEN}`).expect(200)
  return answer.body as Admin
}

let asked = 0
/** What is said of one usual patient, asked anew under another name. */
async function toldOf(service: TestService, device: object = DEVICE) {
  asked += 1
  const card = await answerTo(service, requestFor(`asked-${String(asked)}`, USUAL, device))
  const all = await listOf(service.records!.records({}))
  const record = all.at(-1) as AssessmentRecord
  const { low, high } = record.estimate!.range!
  return { detail: String(card?.detail), record, width: high - low }
}

describe('from silent records to a card that says when its scanner has moved', () => {
  let service: TestService
  let width: number
  beforeAll(async () => {
    writeFileSync(inFolder('clients.json'), '{"clients":[],"anonymous":{"silent":true}}')
    service = await startWith({ CLIENTS_FILE: inFolder('clients.json') })
    await sendAll(service, 'silent', 36)
  })
  afterAll(() => service.stop())

  test('nothing was shown, and all was recorded', async () => {
    const records = await listOf(service.records!.records({}))
    expect(records).toHaveLength(36)
    expect(records.every(({ card }) => card.fate === 'silent')).toBe(true)
    await service.stop()
  })

  test('the preview tells what an anchor on these patients would change, which nobody has signed', async () => {
    const { stdout } = await runCommand(preview, ['--json'], settings)
    const [told] = JSON.parse(stdout) as readonly [{ readonly goLive: GoLive }]
    const { choices, refused } = told.goLive
    expect(refused).toEqual([])
    const by = (which: string) => choices.find(({ calibration }) => calibration === which)
    expect(by('anchored')).toMatchObject({ withCard: 36, silent: 0, cards: 36 })
    expect(by('anchored')?.bySituation).not.toEqual(by('published')?.bySituation)
  })

  test('the service proposes an anchor, and moves nothing by itself', async () => {
    service = await startWith()
    expect((await toldOf(service)).record.estimate?.state).toBe('provisional')
    const told = () => service.log.filter((line) => line.includes('an anchor is proposed'))
    await until(() => told().length === 1)
    await until(async () => (await adminOf(service)).proposals.length === 1)
    expect((await adminOf(service)).proposals).toMatchObject([
      // It looks when it starts: the patient who was asked of since may not be among them.
      { 'device and method': 'MR 1', 'complete of all': expect.stringMatching(/^(36|37)\/\1$/) },
    ])
    const { stdout } = await runCommand(proposals, [], settings)
    expect(stdout).toMatch(/MR 1 +37 +37 .* from 30 patients/)
    expect(stdout).toContain('cohort anchor --records --service tace-resistance --key "MR 1"')
    await service.stop()
    // Another process does not tell it again.
    service = await startWith()
    await service.http.get('/health')
    expect(told()).toEqual([])
    await service.stop()
  })

  test('a person signs it, and the next card is about the patients of this hospital', async () => {
    const days = ['--from', '2026-10-01', '--to', '2026-10-21']
    const signature = ['--signed-off-by', 'Dr. S. Ynthetic', '--role', 'radiologist']
    const file = ['--write-model', inFolder('model.json')]
    const args = ['--records', '--key', 'MR 1', ...days, ...signature, ...file]
    const { status, stderr, stdout } = await runCommand(anchor, args, settings)
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toContain('MR 1: 37 patients')
    const services = inFolder('cds-services')
    cpSync(repositoryPath('cds-services'), services, { recursive: true })
    cpSync(inFolder('model.json'), join(services, 'models/tace-resistance/risk-model.json'))
    now = Date.parse('2026-10-22T09:00:00Z')
    service = await startWith({ SERVICES_DIR: services })
    const told = await toldOf(service)
    expect(told.record.estimate?.state).toBe('site-anchored')
    expect(told.detail).toContain('Adjusted to 37 patients of this hospital')
    const another = await toldOf(service, { display: 'MR 2' })
    expect(another.detail).toContain('was not measured by a scanner')
    ;({ width } = told)
  })

  test('values of another scanner widen the range at once, and the card says why', async () => {
    await sendAll(service, 'moved', 20, 1.6)
    let told = await toldOf(service)
    await until(async () => {
      told = await toldOf(service)
      return told.detail.includes('have moved since it was compared')
    })
    expect(told.record).toMatchObject({ platformDoubt: 'moved', protocolKey: 'MR 1' })
    expect(told.width).toBeGreaterThan(width)
    expect(service.log.join('')).toContain('values have moved since they were anchored')
    const answer = await service.http.get('/health/ready')
    expect(answer.body).toMatchObject({ checks: { drift: { status: 'warning', why: 'moved: 1' } } })
    const { drift: charts } = await adminOf(service)
    expect(charts.find(({ of }) => of === 'dStar')?.moved).toMatch(/^up, 2026-10-22$/)
  })

  test('it is so after a restart', async () => {
    await service.stop()
    service = await startWith({ SERVICES_DIR: inFolder('cds-services') })
    expect((await toldOf(service)).record.platformDoubt).toBe('moved')
    const { stdout } = await runCommand(drift, [], {
      ...settings,
      SERVICES_DIR: inFolder('cds-services'),
    })
    expect(stdout).toMatch(/MR 1 +dStar +\d+ .* up, 2026-10-22/)
  })

  test('until somebody has looked, and signs for what was found', async () => {
    const environment = { ...settings, SERVICES_DIR: inFolder('cds-services') }
    const args = ['--signed-off-by', 'Dr. S. Ynthetic', '--role', 'radiologist']
    const found = ['--finding', 'phantom as before']
    const other = await runCommand(lookedAt, ['--key', 'MR 2', ...args, ...found], environment)
    expect([other.status, other.stderr]).toEqual([1, expect.stringMatching(/no values of MR 2/)])
    const { status } = await runCommand(lookedAt, ['--key', 'MR 1', ...args, ...found], environment)
    expect(status).toBe(0)
    now = Date.parse('2026-11-20T09:30:00Z')
    await until(async () => (await toldOf(service)).record.platformDoubt === undefined)
    expect((await toldOf(service)).width).toBeCloseTo(width, 9)
  })
})
