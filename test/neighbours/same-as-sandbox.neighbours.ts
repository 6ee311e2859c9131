import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { load } from '../../docker/load-fixtures.ts'
import { define as doctor } from '../../src/catalog/commands/doctor.ts'
import { define as extract } from '../../src/evaluation/extraction/commands/cohort-extract.ts'
import { type FhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { textOf } from '../guides/support.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { allCalls, comparable, LANGUAGES, NOW, PATIENTS, send } from './support/calls.ts'
import { write } from './support/fhir.ts'
import { type Hapi, startHapi } from './support/hapi.ts'

const folder = mkdtempSync(join(tmpdir(), 'same-'))
const inFolder = (name: string) => join(folder, name)
let hapi: Hapi
let service: TestService
let sandbox: string

beforeAll(async () => {
  const hooks = ['order-select', 'order-sign', 'order-dispatch', 'patient-view']
  writeFileSync(inFolder('site.json'), JSON.stringify({ hooks }))
  hapi = await startHapi()
  service = await startTestService({ SITE_FILE: inFolder('site.json') })
  sandbox = `${service.publicUrl}/sandbox/fhir`
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

  test('every service answers every patient, in each language, in the same words', async () => {
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

  test('the doctor tells of every patient the same', async () => {
    for (const patient of PATIENTS)
      for (const language of LANGUAGES) {
        const tell = async (fhir: string) => {
          const args = ['--fhir', fhir, '--patient', patient, '--language', language]
          return (await runCommand(doctor, args)).stdout
        }
        const told = await tell(hapi.url)
        expect([patient, told]).toEqual([patient, await tell(sandbox)])
        expect(told.length).toBeGreaterThan(500)
      }
  })
})

describe('a cohort of a HAPI FHIR server', () => {
  const key = inFolder('key')
  writeFileSync(key, 'a synthetic key of the pseudonyms, 32 characters or more')

  // On the day of the order each patient got what was ordered.
  beforeAll(async () => {
    const bundle = readRepositoryJson('fixtures/patients/earlier-tace/bundle.json') as FhirResource
    const done = readBundle(bundle).resources.find(
      ({ resourceType }) => resourceType === 'Procedure',
    )
    for (const patient of PATIENTS)
      for (const server of [sandbox, hapi.url])
        await write(server, 'Procedure', {
          ...done,
          id: `${patient}-done`,
          subject: { reference: `Patient/${patient}` },
          performedDateTime: '2026-11-20T16:30:00+08:00',
        })
  })

  /** The rows of an extract, in the order of their pseudonyms. */
  async function rowsOf(name: string, ...source: readonly string[]) {
    const table = inFolder(`${name}.csv`)
    const args = [table, ...source, '--pseudonym-key-file', key, '--work-dir', folder]
    const { status } = await runCommand(extract, args)
    expect(status).toBe(0)
    return readFileSync(table, 'utf8').trim().split('\n').toSorted()
  }

  test('has the same rows as one of the sandbox', async () => {
    const rows = await rowsOf('sandbox', '--fhir', sandbox)
    expect(await rowsOf('hapi', '--fhir', hapi.url)).toEqual(rows)
    expect(rows.length).toBeGreaterThan(10)
  })

  const treated = {
    resourceType: 'Group',
    id: 'treated',
    type: 'person',
    actual: true,
    member: PATIENTS.map((patient) => ({ entity: { reference: `Patient/${patient}` } })),
  }

  test('is exported to who asks again before the two minutes are over that HAPI names', async () => {
    await write(hapi.url, 'Group', treated)
    const started = await fetch(`${hapi.url}/Group/treated/$export?_type=Patient`, {
      headers: { prefer: 'respond-async' },
    })
    const waits: (string | null)[] = []
    for (;;) {
      const status = await fetch(started.headers.get('content-location') ?? '')
      if (status.status === 200) break
      waits.push(status.headers.get('retry-after'))
      await sleep(500)
    }
    // Told each time, whatever is left to do: who obeys waits for what is ready.
    expect(new Set(waits)).toEqual(new Set(['120']))
  })

  test('has them from a group’s $export too, fetched as the guide says', async () => {
    await write(hapi.url, 'Group', treated)
    const [, recipe = ''] = /(FHIR=[^]*?)```/.exec(
      textOf('docs/integration-guides/sandboxes.md'),
    ) ?? ['', '']
    const environment = { FHIR: hapi.url, GROUP: 'treated', FOLDER: inFolder('export') }
    const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', recipe], {
      cwd: repositoryPath(''),
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      // Bash takes a socket as standard input for a remote shell, and reads its settings.
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(readdirSync(inFolder('export')).length).toBeGreaterThan(5)
    const rows = await rowsOf('again', '--fhir', hapi.url)
    expect(await rowsOf('bulk', '--bulk', inFolder('export'))).toEqual(rows)
  })
})
