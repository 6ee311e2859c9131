import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { readConfig } from '../../src/base/config/config.ts'
import { reviewState } from '../../src/clinical/assessment/model-card.ts'
import { type Clock, toInstant } from '../../src/base/time.ts'
import { type RunningService, start } from '../../src/service.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { cardsOf, type ReceivedCard } from '../support/cards.ts'

const at = (time: string) => toInstant(new Date(time))

describe('the state of a review', () => {
  const plan = { reviewBy: '2027-11-23', warnDaysBefore: 90 }

  test.each([
    ['2027-08-24T23:59:59.999Z', 'current'],
    ['2027-08-25T00:00:00Z', 'due'],
    ['2027-11-23T23:59:59.999Z', 'due'],
    ['2027-11-24T00:00:00Z', 'overdue'],
  ])('at %s is %s', (time, state) => {
    expect(reviewState(plan, at(time))).toBe(state)
  })

  test('never goes back as time passes', () => {
    const states = ['current', 'due', 'overdue']
    const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((ms) =>
          states.indexOf(reviewState(plan, toInstant(ms))),
        )
        expect(second).toBeGreaterThanOrEqual(first!)
      }),
    )
  })
})

/** A service at a moment, with a site file. */
async function startAt(time: string, site: object) {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  const file = join(folder, 'site.json')
  writeFileSync(file, JSON.stringify(site))
  const log: string[] = []
  const clock: Clock = { now: () => at(time) }
  const config = readConfig(
    {
      HOST: '127.0.0.1',
      PORT: '0',
      AUTH_MODE: 'optional',
      SANDBOX: 'false',
      RECORDS_FILE: 'none',
      SITE_FILE: file,
    },
    [],
  )
  const service = await start(config, { clock, logSink: { write: (line) => void log.push(line) } })
  rmSync(folder, { recursive: true })
  return { service, log }
}

/** A request whose record is as old at `time` as the fixture is on its own day. */
function requestAt(patient: string, time: string): object {
  const shiftMs = at(`${time.slice(0, 10)}T09:00:00Z`) - at('2026-11-20T09:00:00Z')
  const moved = JSON.stringify(prefetched(patient)).replace(
    /"(\d{4}-\d\d-\d\d)(T[^"]*)?"/g,
    (_, day: string, rest = '') =>
      `"${new Date(at(`${day}T00:00:00Z`) + shiftMs).toISOString().slice(0, 10)}${String(rest)}"`,
  )
  return JSON.parse(moved) as object
}

async function cardAt(
  service: RunningService,
  patient: string,
  time: string,
): Promise<ReceivedCard | undefined> {
  const answer = await fetch(`${service.publicUrl}${serviceFor()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requestAt(patient, time)),
  })
  const body: unknown = await answer.json()
  expect(violations(body)).toEqual([])
  return cardsOf({ body })[0]
}

const OVERDUE = '2028-02-01T12:00:00Z'

describe('a service whose model card is overdue', () => {
  let line: Awaited<ReturnType<typeof startAt>>
  let withheld: Awaited<ReturnType<typeof startAt>>
  beforeAll(async () => {
    line = await startAt(OVERDUE, {})
    withheld = await startAt(OVERDUE, { afterReviewDate: 'withhold' })
  })
  afterAll(() => Promise.all([line.service.stop(), withheld.service.stop()]))

  test('warns in its log when it starts', () => {
    expect(line.log.join('\n')).toMatch(/"level":40.*"review":"overdue".*model card needs review/)
  })

  test('keeps the figure and says so on the card, unless the site withholds it', async () => {
    const card = await cardAt(line.service, 'high-risk', OVERDUE)
    expect(card?.summary).toContain(
      'likelihood: high (93\u00a0% to >95\u00a0%; not calibrated here)',
    )
    expect(card?.detail).toMatch(/Past its review date.*2027-11-23/)
  })

  test('shows neither a risk nor bounds where the site withholds them', async () => {
    for (const patient of ['high-risk', 'missing-nlr']) {
      const card = await cardAt(withheld.service, patient, OVERDUE)
      expect(card?.summary).toContain('under review')
      expect(card?.indicator).toBe('info')
      expect(card?.suggestions).toBeUndefined()
      expect(`${card?.summary ?? ''} ${card?.detail ?? ''}`).not.toMatch(/\d %/)
    }
  })

  test('still says that the model is not for a patient', async () => {
    const card = await cardAt(withheld.service, 'earlier-tace', OVERDUE)
    expect(card?.summary).toContain('does not apply')
  })

  test('says so on the page of the model card and in its JSON', async () => {
    const url = `${line.service.publicUrl}/cds-services/tace-resistance/model-card`
    expect(await (await fetch(url)).text()).toContain('past its review date')
    const json = (await (await fetch(`${url}?format=json`)).json()) as { reviewState: string }
    expect(json.reviewState).toBe('overdue')
  })
})

describe('a service whose model card is current', () => {
  test('neither warns nor withholds', async () => {
    const time = '2026-11-24T12:00:00Z'
    const { service, log } = await startAt(time, { afterReviewDate: 'withhold' })
    const card = await cardAt(service, 'high-risk', time)
    expect(card?.summary).toContain('likelihood: high')
    expect(card?.detail).not.toContain('review date')
    expect(log.join('\n')).not.toContain('needs review')
    await service.stop()
  })
})
