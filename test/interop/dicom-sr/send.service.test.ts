import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { BodyStructure, Observation, Patient } from '@medplum/fhirtypes'
import { define } from '../../../src/interop/dicom-sr/command.ts'
import { loadDefinitions } from '../../../src/sandbox/definitions.ts'
import { runCommand } from '../../support/run-command.ts'
import { type MemoryServer, startMemoryServer } from '../memory-fhir-server.ts'
import { CODES, lesionGroup, measurement, reportBytes, uid } from './sr-file.ts'

describe('import-sr --fhir', () => {
  let folder: string
  let server: MemoryServer
  let patient: Patient
  let other: Patient

  const file = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  }
  const adc = measurement(CODES.adc, 0.00118, CODES.mm2PerS)
  const report = () => file('report.dcm', reportBytes([lesionGroup(1, [adc])]))
  const run = (...args: readonly string[]) =>
    runCommand(define, [report(), '--fhir', server.url, ...args])
  const all = <Type extends BodyStructure | Observation>(type: Type['resourceType']) =>
    server.all<Type>(type)

  beforeAll(loadDefinitions)
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'send-sr-'))
    server = await startMemoryServer()
    patient = await server.repository.createResource<Patient>({
      resourceType: 'Patient',
      identifier: [{ value: 'SYN-1' }],
    })
    other = await server.repository.createResource<Patient>({ resourceType: 'Patient' })
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  test('writes the lesion and its values, and a second time doubles nothing', async () => {
    const args = ['--patient', patient.id ?? '']
    const first = await run(...args)
    expect([first.status, first.stdout]).toEqual([0, ''])
    expect(first.stderr).toContain('sent: ')
    expect((await run(...args)).status).toBe(0)
    const [lesion, ...lesions] = await all<BodyStructure>('BodyStructure')
    const [observation, ...observations] = await all<Observation>('Observation')
    expect([lesions, observations]).toEqual([[], []])
    expect(observation?.focus).toEqual([
      expect.objectContaining({ reference: `BodyStructure/${lesion?.id ?? ''}` }),
    ])
  })

  test("leaves what the hospital has written into the lesion's BodyStructure", async () => {
    const own = await server.repository.createResource<BodyStructure>({
      resourceType: 'BodyStructure',
      identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid(1)}` }],
      description: 'the one near the gallbladder fossa',
      patient: { reference: `Patient/${patient.id ?? ''}` },
    })
    await run('--patient', patient.id ?? '')
    expect(await all('BodyStructure')).toEqual([own])
    expect((await all<Observation>('Observation'))[0]?.focus?.[0]?.reference).toBe(
      `BodyStructure/${own.id}`,
    )
  })

  test('never takes a BodyStructure of another patient', async () => {
    const foreign = await server.repository.createResource<BodyStructure>({
      resourceType: 'BodyStructure',
      identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid(1)}` }],
      patient: { reference: `Patient/${other.id ?? ''}` },
    })
    await run('--patient', patient.id ?? '')
    const lesions = await all<BodyStructure>('BodyStructure')
    expect(lesions).toHaveLength(2)
    expect(lesions.find(({ id }) => id === foreign.id)).toEqual(foreign)
    await expect(
      run('--patient', patient.id ?? '', '--lesion', `${uid(1)}=${foreign.id}`),
    ).rejects.toThrow(`BodyStructure/${foreign.id} is of another patient`)
  })

  test('says of a lesion that it is one of the hospital', async () => {
    const own = await server.repository.createResource<BodyStructure>({
      resourceType: 'BodyStructure',
      patient: { reference: `Patient/${patient.id ?? ''}` },
    })
    const result = await run('--patient', patient.id ?? '', '--lesion', `${uid(1)}=${own.id}`)
    expect(result.status).toBe(0)
    expect(await all('BodyStructure')).toEqual([own])
  })

  test('sends nothing to a patient whom the server does not know by the number of the report', async () => {
    await expect(run('--patient', other.id ?? '')).rejects.toThrow(/^(?!.*SYN-1).*--other-number/)
    expect(await all('Observation')).toEqual([])
    expect((await run('--patient', other.id ?? '', '--other-number')).status).toBe(0)
    expect(await all('Observation')).toHaveLength(1)
  })

  test.each([400, 401, 403, 409, 412, 422, 500])(
    'a server that answers %i has taken nothing, and the command fails',
    async (status) => {
      Object.assign(server.refuse, { status, of: 'POST' })
      await expect(run('--patient', patient.id ?? '')).rejects.toThrow(
        `the server took nothing: it answers ${String(status)}`,
      )
    },
  )

  test('a patient that cannot be read is told, and nothing is sent', async () => {
    await expect(run('--patient', 'nobody')).rejects.toThrow(
      'Patient/nobody cannot be read: it answers 404',
    )
    expect(server.seen).toEqual(['GET /Patient/nobody'])
  })

  test('a server that is not there is told in words', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    const away = ['--fhir', `http://127.0.0.1:${String(port)}`, '--patient', 'p1']
    await expect(runCommand(define, [report(), ...away])).rejects.toThrow('cannot be reached')
  })

  test('sends the token of the file to that server alone', async () => {
    const token = file('token', Buffer.from('secret-token\n'))
    await run('--patient', patient.id ?? '', '--token-file', token)
    expect(server.seen).toHaveLength(2)
    expect(server.seen.every((line) => line.endsWith(' Bearer secret-token'))).toBe(true)
  })

  test.each([
    [['--fhir', 'ftp://x.example'], 'It is no http or https URL'],
    [['--lesion', '1.2.3'], 'It is no UID=ID'],
    [['--lesion', '1.2.03=a'], 'It is no UID=ID'],
    [['--lesion', '1.2.3=a=b'], 'It is no UID=ID'],
    [['--lesion', '1.2.3=a/b'], 'It is no UID=ID'],
    [[], '--fhir needs --patient'],
  ])('%j is refused', async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words)
  })

  test('a lesion that no report tracks is a slip: nothing is sent', async () => {
    const result = await run('--patient', patient.id ?? '', '--lesion', `${uid(5)}=own`)
    expect([result.status, result.stderr]).toEqual([
      1,
      expect.stringContaining(`no lesion that was taken is tracked as urn:oid:${uid(5)}`),
    ])
    expect(server.seen).toEqual([])
  })
})
