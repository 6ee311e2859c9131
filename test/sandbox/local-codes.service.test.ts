import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checkConfig } from '../../src/base/config/commands/check-config.ts'
import { readConfig } from '../../src/base/config/config.ts'
import { defineInit } from '../../src/interop/init/command.ts'
import { start } from '../../src/service.ts'
import { cardsOf } from '../support/cards.ts'
import { frozenClock } from '../support/clock.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { UNHURRIED } from '../support/unhurried.ts'

const folder = mkdtempSync(join(tmpdir(), 'local-codes-'))
let hospital: TestService
beforeAll(async () => {
  hospital = await startTestService({ SANDBOX_LOCAL_CODES: 'true' })
})
afterAll(async () => {
  await hospital.stop()
  rmSync(folder, { recursive: true })
})

const define = defineInit({
  checkConfig: (terminal) => checkConfig(terminal, true, []),
  startService: (environment) =>
    start(readConfig({ ...UNHURRIED, ...environment }, []), { clock: frozenClock }),
})

describe('a sandbox that plays a hospital with codes of its own', () => {
  test('has no standard code for what the hospital has a code for', async () => {
    const search = (type: string) => hospital.http.get(`/sandbox/fhir/${type}?_count=500`)
    const answers = await Promise.all(['Observation', 'Condition', 'ServiceRequest'].map(search))
    const text = answers.map((answer) => answer.text).join('\n')
    expect(text).toContain('IR-TACE')
    expect(text).not.toMatch(/"(?:109841003|C22\.0|37243|751-8|731-0|113041|113292)"/)
  })

  test('is connected by one command, and the card of its own order is that of the standard codes', async () => {
    const fhir = `${hospital.socketUrl}/sandbox/fhir`
    const { stdout, status } = await runCommand(
      define,
      [
        ...['--folder', join(folder, 'site'), '--accept', 'all'],
        ...['--fhir', fhir, '--patients', 'high-risk,low-risk,intermediate-risk'],
      ],
      { PORT: '0', HOST: '127.0.0.1' },
    )
    expect(status).toBe(0)
    const standard = await hospital.http
      .post(serviceFor('order-sign'))
      .send(prefetched('high-risk', 'order-sign'))
    const [card] = cardsOf(standard)
    expect(stdout).toContain(card!.summary)
  })
})
