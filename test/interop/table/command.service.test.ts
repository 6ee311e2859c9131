import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { BodyStructure, Observation, Patient } from '@medplum/fhirtypes'
import { define } from '../../../src/interop/table/command.ts'
import { loadDefinitions } from '../../../src/sandbox/definitions.ts'
import { runCommand } from '../../support/run-command.ts'
import { type MemoryServer, startMemoryServer } from '../memory-fhir-server.ts'

const SYSTEM = 'urn:oid:1.2.3'
const MAP = {
  all: { statistic: 'mean', device: 'Synthetic workstation' },
  patientSystem: SYSTEM,
}
const LINES = [
  'patient,date,lesion,adc (um2/s),reader',
  'SYN-1,2026-11-17,S8,1050,Synthetic Radiologist',
  'SYN-1,2026-11-17,S5,1210,Synthetic Radiologist',
  'SYN-2,2026-11-17,S8,1100,Synthetic Radiologist',
]

describe('import-table', () => {
  let folder: string
  let server: MemoryServer
  let patients: readonly Patient[]
  const path = (name: string) => join(folder, name)
  const run = (lines: readonly string[], ...args: readonly string[]) => {
    writeFileSync(path('table.csv'), lines.join('\n'))
    return runCommand(define, [path('table.csv'), '--map', path('map.json'), ...args])
  }

  beforeAll(loadDefinitions)
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'import-table-'))
    writeFileSync(path('map.json'), JSON.stringify(MAP))
    server = await startMemoryServer()
    patients = await Promise.all(
      ['SYN-1', 'SYN-2'].map((value) =>
        server.repository.createResource<Patient>({
          resourceType: 'Patient',
          identifier: [{ system: SYSTEM, value }],
        }),
      ),
    )
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  test('shows every value as it stands and as it is read, and writes nothing unasked', async () => {
    const { status, stdout, stderr } = await run(LINES)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('table.csv: 3 row(s) of 2 patient(s) read, 0 left out')
    expect(stdout).toMatch(
      /2 +2026-11-17 +S8 +adc \(um2\/s\) +1050 um2\/s +adc +1.05 10\*-3.mm2\/s/,
    )
    expect(stdout).toContain('A preview')
    expect(stdout).not.toContain('SYN-1')
    expect(server.seen).toEqual([])
  })

  test('writes each value to its patient, and a second time doubles nothing', async () => {
    for (const time of [1, 2]) {
      const { status, stderr } = await run(LINES, '--fhir', server.url)
      expect([time, status, stderr]).toEqual([time, 0, expect.stringContaining('sent: ')])
    }
    const observations = await server.all<Observation>('Observation')
    const lesions = await server.all<BodyStructure>('BodyStructure')
    expect([observations.length, lesions.length]).toEqual([3, 3])
    const of = (patient: Patient | undefined) =>
      observations
        .filter(({ subject }) => subject?.reference === `Patient/${patient?.id ?? ''}`)
        .map(({ valueQuantity }) => valueQuantity?.value)
        .toSorted()
    expect(patients.map(of)).toEqual([[1050, 1210], [1100]])
  })

  test('corrects what an earlier version of the table said', async () => {
    await run(LINES, '--fhir', server.url)
    await run(
      LINES.map((line) => line.replace('1100', '1150')),
      '--fhir',
      server.url,
    )
    const values = (await server.all<Observation>('Observation')).map(
      ({ valueQuantity }) => valueQuantity?.value,
    )
    expect(values.toSorted()).toEqual([1050, 1150, 1210])
  })

  test('leaves out whom the server does not know, ends with 1, and writes the others', async () => {
    const { status, stderr } = await run(
      [...LINES, 'SYN-3,2026-11-17,S8,1100,Synthetic'],
      ...['--fhir', server.url],
    )
    expect(status).toBe(1)
    expect(stderr).toContain('row 5: the server knows no patient by this number')
    expect(stderr).not.toContain('SYN-3')
    expect(await server.all('Observation')).toHaveLength(3)
  })

  test('writes every row that is left out, and why, to a file', async () => {
    const { status } = await run(
      [...LINES, 'SYN-3,?,S8,<3,Synthetic'],
      '--left-out',
      path('out.csv'),
    )
    expect(status).toBe(1)
    expect(readFileSync(path('out.csv'), 'utf8')).toBe(
      'row,column,why\n5,adc (um2/s),"a limit, not a value"\n',
    )
  })

  test('names the hospital numbers in a file, for a server that is asked later', async () => {
    await run(LINES, '--out', path('bundle.json'))
    const bundle = JSON.parse(readFileSync(path('bundle.json'), 'utf8')) as unknown
    expect(bundle).toMatchObject({
      type: 'transaction',
      entry: expect.arrayContaining([
        expect.objectContaining({
          resource: expect.objectContaining({
            resourceType: 'Observation',
            subject: { type: 'Patient', identifier: { system: SYSTEM, value: 'SYN-2' } },
          }),
        }),
      ]),
    })
  })

  test('takes a table of one patient who is named beside it, and of no other', async () => {
    const [patient] = patients
    const args = ['--patient', patient?.id ?? '', '--fhir', server.url]
    const nameless = ['date,adc (um2/s),reader', '2026-11-17,1050,Synthetic']
    expect((await run(nameless, ...args)).status).toBe(0)
    const several = await run(LINES, ...args)
    expect([several.status, several.stderr]).toEqual([
      1,
      expect.stringContaining('rows of several patients'),
    ])
    expect(await server.all('Observation')).toHaveLength(1)
  })

  test('writes nothing with --describe, or when nothing was taken', async () => {
    await run(LINES, '--describe', '--fhir', server.url, '--out', path('b.json'))
    const bad = await run(['patient,date,adc', '1,2026-11-17,1.1'], '--fhir', server.url)
    expect([bad.status, bad.stderr]).toEqual([1, expect.stringContaining('nothing was imported')])
    expect(server.seen.filter((line) => line.startsWith('POST'))).toEqual([])
  })
})
