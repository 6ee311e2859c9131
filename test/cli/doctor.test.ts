import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { format, resolveConfig } from 'prettier'
import { addDoctor, describeExamination, examinePatient } from '../../src/cli/index.ts'
import { composeExamination } from '../../src/compose.ts'
import { doctorTable, withTable } from '../support/doctor-table.ts'
import { repositoryPath } from '../support/paths.ts'
import { searchset, sendJson, startFhirStub } from '../support/fhir-stub.ts'
import { frozenClock, startTestService, type TestService } from '../support/service.ts'

let service: TestService
let fhirServer: string

beforeAll(async () => {
  service = await startTestService()
  fhirServer = `${service.publicUrl}/sandbox/fhir`
})
afterAll(() => service.stop())

const open = () => composeExamination(service.composition.catalog, frozenClock)
const ask = (patientId: string, order?: string, server = fhirServer) =>
  examinePatient({ fhirServer: server, patientId, order, accessToken: undefined }, open())

describe('the doctor', () => {
  test('comes to the card that the service gives', async () => {
    const { card, assessment } = await ask('high-risk')
    expect(assessment?.kind).toBe('estimated')
    expect(card?.summary).toContain('likelihood: high (provisional)')
  })

  test('tells of every value that was looked at why it was not used', async () => {
    const { inputs } = await ask('stale-labs')
    const nlr = inputs.find(({ id }) => id === 'nlr')
    expect(nlr?.considered.map(({ verdict }) => verdict)).toEqual(['too-old', 'too-old'])
  })

  test('examines an order of the server', async () => {
    const { orders } = await ask('low-risk', 'ServiceRequest/low-risk-tace')
    expect(orders).toEqual([{ reference: 'ServiceRequest/low-risk-tace', verdict: 'recognised' }])
  })

  test('says so when the order is not there', async () => {
    await expect(ask('low-risk', 'ServiceRequest/none')).rejects.toThrow('could not be read')
  })

  test('names codes that look like an input and are not mapped', async () => {
    const local = {
      resourceType: 'Observation',
      id: 'local',
      status: 'final',
      code: { coding: [{ system: 'urn:oid:1.2.3', code: 'NE#', display: 'Neutrophils' }] },
    }
    const stub = await startFhirStub(({ url = '' }, response) => {
      const isEverything = url.includes('/Observation?') && !url.includes('code=')
      const patient = { resourceType: 'Patient', id: 'p' }
      sendJson(
        response,
        url.includes('/Patient/') ? patient : searchset(isEverything ? [local] : []),
      )
    })
    const { lookalikes } = await ask('p', undefined, stub.url)
    await stub.close()
    expect(lookalikes).toEqual([
      { input: 'nlr', code: 'urn:oid:1.2.3|NE#', name: 'Neutrophils', count: 1 },
    ])
  })

  test('says for people what it says as JSON', async () => {
    const examination = await ask('several-lesions')
    const text = describeExamination(examination)
    for (const { id } of examination.inputs) expect(text).toContain(id)
    for (const key of Object.keys(examination.asked)) expect(text).toContain(key)
    expect(text).toContain(examination.card?.summary)
  })

  test('finds of every synthetic patient what the README of the fixtures says', async () => {
    const path = repositoryPath('fixtures/README.md')
    const text = readFileSync(path, 'utf8')
    const options = { ...(await resolveConfig(path)), filepath: path }
    expect(await format(withTable(text, await doctorTable(service)), options)).toBe(text)
  })

  test('is a command', async () => {
    const said: string[] = []
    const say = (line: string) => void said.push(line)
    const program = new Command()
    addDoctor(program, { open, readText: () => '', say })
    const args = ['doctor', '--fhir', fhirServer, '--patient', 'low-risk', '--json']
    await program.parseAsync(args, { from: 'user' })
    expect(JSON.parse(said.join(''))).toHaveProperty('assessment.kind', 'estimated')
  })
})
