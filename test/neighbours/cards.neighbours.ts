import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { load } from '../../docker/load-fixtures.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { allCalls, comparable, NOW, PATIENTS, send } from './support/calls.ts'
import { type Hapi, startHapi } from './support/hapi.ts'

const folder = mkdtempSync(join(tmpdir(), 'cards-'))
let hapi: Hapi
let service: TestService

beforeAll(async () => {
  const site = join(folder, 'site.json')
  const hooks = ['order-select', 'order-sign', 'order-dispatch', 'patient-view']
  writeFileSync(site, JSON.stringify({ hooks }))
  hapi = await startHapi()
  service = await startTestService({ SITE_FILE: site })
  await load(hapi.url, NOW)
})
afterAll(async () => {
  await service.stop()
  await hapi.stop()
  rmSync(folder, { recursive: true })
})

describe('a HAPI FHIR server in the place of the sandbox', () => {
  test('loading the fixtures again changes nothing', async () => {
    expect(await load(hapi.url, NOW)).toBe(PATIENTS.length)
    const patients = await fetch(`${hapi.url}/Patient?_summary=count`)
    expect(await patients.json()).toMatchObject({ total: PATIENTS.length })
  })

  test('every service answers every patient, in each language, as from the sandbox', async () => {
    const sandbox = `${service.publicUrl}/sandbox/fhir`
    const calls = await allCalls(service)
    expect(calls.length).toBeGreaterThan(PATIENTS.length * 8)
    for (const call of calls) {
      const [here, there] = [
        await send(service, call, sandbox),
        await send(service, call, hapi.url),
      ]
      expect([call, comparable(there, hapi.url)]).toEqual([call, comparable(here, sandbox)])
      expect([call, here.status]).toEqual([call, 200])
    }
  })
})
