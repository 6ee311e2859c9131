import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { define } from '../../../src/catalog/commands/doctor.ts'
import { describeExamination } from '../../../src/hook/doctor/doctor-report.ts'
import { examinePatient } from '../../../src/hook/doctor/examine-patient.ts'
import { widthOf } from '../../../src/base/terminal/text-table.ts'
import { openExamination } from '../../../src/hook/doctor/open-examination.ts'
import { doctorTable, withTable } from '../../support/doctor-table.ts'
import { repositoryPath } from '../../support/paths.ts'
import { sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { frozenClock } from '../../support/clock.ts'

let service: TestService
let fhirServer: string

beforeAll(async () => {
  service = await startTestService()
  fhirServer = `${service.publicUrl}/sandbox/fhir`
})
afterAll(() => service.stop())

const open = () =>
  openExamination(service.catalog.services, {
    clock: frozenClock,
    newUuid: randomUUID,
  })
const ask = (patientId: string, order?: string, server = fhirServer) =>
  examinePatient(
    { fhirServer: server, patientId, order, accessToken: undefined, language: 'en' },
    open(),
  )

/** Whether a column of a terminal begins at a place: two blank columns stand before it. */
function gapBefore(line: string, start: number): boolean {
  let width = 0
  const columns = [...line].flatMap((character) => {
    const wide = widthOf(character)
    width += wide
    return Array.from({ length: wide }, () => character)
  })
  return (
    columns
      .slice(start - 2, start)
      .join('')
      .trim() === '' || width < start
  )
}

describe('the doctor', () => {
  test('comes to the card that the service gives', async () => {
    const { card, assessment } = await ask('high-risk')
    expect(assessment?.kind).toBe('estimated')
    expect(card?.summary).toContain(
      'likelihood: high (93\u00a0% to >95\u00a0%; not calibrated here)',
    )
  })

  test('tells of every value that was looked at why it was not used', async () => {
    const { inputs } = await ask('stale-labs')
    const nlr = inputs.find(({ id }) => id === 'nlr')
    // Neutrophils, lymphocytes and the leukocytes that a percentage would be of, each once.
    expect(nlr?.considered.map(({ verdict }) => verdict)).toEqual(['too-old', 'too-old', 'too-old'])
  })

  test('examines an order of the server', async () => {
    const { orders } = await ask('low-risk', 'ServiceRequest/low-risk-tace')
    expect(orders).toEqual([{ reference: 'ServiceRequest/low-risk-tace', verdict: 'recognised' }])
  })

  test('says so when the order is not there', async () => {
    await expect(ask('low-risk', 'ServiceRequest/none')).rejects.toThrow('could not be read')
  })

  const loinc = (code: string, text: string) => ({
    coding: [{ system: 'http://loinc.org', code }],
    text,
  })
  const PANEL = {
    resourceType: 'Observation',
    id: 'cbc',
    status: 'final',
    subject: { reference: 'Patient/p' },
    effectiveDateTime: '2026-11-18T08:00:00Z',
    code: loinc('57021-8', 'Complete blood count'),
    component: [{ code: loinc('751-8', 'Neutrophils'), valueQuantity: { value: 4.2 } }],
  }

  test.each([
    ['code', [], 'name the code of the panel'],
    ['code', ['code'], 'name the code of the panel'],
    ['combo-code', ['code', 'combo-code'], undefined],
  ])(
    'of a server that searches by %s (it says %j) names panels that it does not find',
    async (_by, names, advice) => {
      const statement = {
        resourceType: 'CapabilityStatement',
        fhirVersion: '4.0.1',
        rest: [
          { resource: [{ type: 'Observation', searchParam: names.map((name) => ({ name })) }] },
        ],
      }
      const stub = await startFhirStub((request, response) => {
        const url = request.url ?? ''
        const isFound = !url.includes('&code=') && url.includes('Observation?')
        const body = url.includes('/Patient/')
          ? { resourceType: 'Patient', id: 'p', birthDate: '1966-11-25' }
          : searchset(isFound ? [PANEL] : [])
        sendJson(response, body)
      }, statement)
      try {
        const found = await ask('p', undefined, stub.url)
        const report = describeExamination(found, service.catalog.services[0]!)
        expect(found.unfound.map(({ panel }) => panel?.split(' ')[0])).toEqual(
          advice === undefined ? [] : ['http://loinc.org|57021-8'],
        )
        if (advice !== undefined) expect(report).toContain(advice)
        else expect(report).toContain('combo-code')
      } finally {
        await stub.close()
      }
    },
  )

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

  test('asks the server for nothing twice', async () => {
    const asked: string[] = []
    const stub = await startFhirStub(({ url = '' }, response) => {
      asked.push(url)
      sendJson(response, url.includes('/Patient/') ? { resourceType: 'Patient' } : searchset([]))
    })
    await ask('p', undefined, stub.url)
    await stub.close()
    expect(asked.length).toBeGreaterThan(5)
    expect(new Set(asked).size).toBe(asked.length)
  })

  test('says for people what it says as JSON', async () => {
    const examination = await ask('several-lesions')
    const { service: spoken } = open()
    const text = describeExamination(examination, spoken)
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

  const runDoctor = (patient: string, ...args: readonly string[]) =>
    runCommand(define, ['--fhir', fhirServer, '--patient', patient, ...args])

  test('is a command', async () => {
    const { stdout } = await runDoctor('low-risk', '--json')
    expect(JSON.parse(stdout)).toHaveProperty('assessment.kind', 'estimated')
  })

  test('speaks the language of the cards unless it is told another', async () => {
    const args = ['--fhir', fhirServer, '--patient', 'low-risk']
    const settings = { CARD_LANGUAGE: 'zh-CN' }
    expect((await runCommand(define, args, settings)).stdout).toContain('结论\n====')
    const english = await runCommand(define, [...args, '--language', 'en'], settings)
    expect(english.stdout).toContain('Answer\n======')
  })

  const run = async (patient: string, language: string) =>
    (await runDoctor(patient, '--language', language)).stdout

  // Codes, ids, references and what the record itself says stay as they are.
  const ENGLISH_SENTENCE = /\b(the|not|was|used|usable|record|order|card)\b/

  test.each(readdirSync(repositoryPath('fixtures/patients')))(
    'says of %s in Chinese what it says in English, with no English sentence in it',
    async (patient) => {
      const [english, chinese] = [await run(patient, 'en'), await run(patient, 'zh-CN')]
      expect(english).not.toMatch(/\p{Script=Han}/u)
      expect(chinese).toMatch(/结论\n====\n\p{Script=Han}/u)
      expect(chinese).not.toMatch(ENGLISH_SENTENCE)
      expect(chinese.split('\n')).toHaveLength(english.split('\n').length)
    },
  )

  test('keeps its columns under each other, wide characters or not', async () => {
    const lines = (await run('stale-labs', 'zh-CN')).split('\n')
    const head = lines.findIndex((line) => line.startsWith('指标'))
    const columns = lines[head + 1]!.split('  ').map(({ length }) => length)
    expect(widthOf(lines[head]!.split('  ')[0]!)).toBeLessThanOrEqual(columns[0]!)
    const start = columns[0]! + 2
    for (const line of lines.slice(head, head + 6)) expect(gapBefore(line, start)).toBe(true)
  })

  test('refuses a language that it does not speak', async () => {
    await expect(run('low-risk', 'tlh')).rejects.toThrow('Allowed choices are en, zh-CN')
  })
})
