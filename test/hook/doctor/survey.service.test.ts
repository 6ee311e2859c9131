import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define } from '../../../src/catalog/commands/doctor.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService, type TestService } from '../../support/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'survey-'))
const LAB = 'urn:oid:1.2.3.4.5'
const ORDERS = 'http://hospital.example/orders'
const DIAGNOSES = 'http://hospital.example/diagnoses'

type Resource = Record<string, unknown> & { resourceType: string }

const observed = (id: string, code: object, value: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code,
  effectiveDateTime: '2026-11-01T08:00:00+08:00',
  ...value,
})

const local = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
})

const quantity = (value: number, unit?: string) => ({
  valueQuantity: { value, ...(unit === undefined ? {} : { unit }) },
})

/** A patient of a hospital that knows no standard code. */
const localRecord = (patientId: string, i: number): readonly Resource[] => {
  const subject = { reference: `Patient/${patientId}` }
  const of = (resource: Resource): Resource => ({
    ...resource,
    id: `${String(resource['id'])}-${patientId}`,
    subject,
  })
  return [
    { resourceType: 'Patient', id: patientId, birthDate: '1970-01-01' },
    of({
      resourceType: 'Condition',
      id: 'c',
      code: local(DIAGNOSES, 'D-77', 'Hepatocellular carcinoma'),
    }),
    of(observed('n', local(LAB, 'NEUT#', 'Neutrophils absolute'), quantity(4.4))),
    of(observed('l', local(LAB, 'LYMPH#', 'Lymphocytes absolute'), quantity(1.6))),
    of(observed('a', local(LAB, 'ADC-MEAN', 'ADC mean of tumour'), quantity(1.05, '10*-3.mm2/s'))),
    of(observed('x', local(LAB, 'HB', 'Haemoglobin'), quantity(13, 'g/dL'))),
    of({
      resourceType: 'ServiceRequest',
      id: 'o',
      status: 'completed',
      intent: 'order',
      code: i % 2 === 0 ? local(ORDERS, 'IR-TACE', 'Angio room 2') : local(ORDERS, 'IR-9', 'TACE'),
    }),
    of({
      resourceType: 'ServiceRequest',
      id: 'p',
      status: 'completed',
      intent: 'order',
      code: local(ORDERS, 'CT-1', 'CT of the abdomen'),
    }),
  ]
}

function writeExport(records: readonly (readonly Resource[])[]): string {
  const at = mkdtempSync(join(folder, 'bulk-'))
  const lines = records.flat().map((resource) => JSON.stringify(resource))
  writeFileSync(join(at, 'all.ndjson'), [...lines, '{"resourceType":"Patient"'].join('\n'))
  return at
}

const run = (...args: readonly string[]) => runCommand(define, args)

interface Told {
  readonly patients: number
  readonly keys: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly inputs: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly unmapped: readonly {
    code: string
    count: number
    patients: number
    mayBe: string[]
    withoutUnit: number
  }[]
  readonly sitePiece: { codes: Readonly<Record<string, readonly { code: string }[]>> }
}

const toldBy = async (...args: readonly string[]) =>
  JSON.parse((await run(...args, '--json')).stdout) as Told

describe('of a hospital that knows no standard code', () => {
  const bulk = writeExport(Array.from({ length: 10 }, (_, i) => localRecord(`p${String(i)}`, i)))

  test('codes of orders, diagnoses and values are proposed with their counts', async () => {
    const { patients, unmapped } = await toldBy('--bulk', bulk)
    expect(patients).toBe(10)
    const told = Object.fromEntries(
      unmapped.map(({ code, count, mayBe }) => [code, [count, ...mayBe]]),
    )
    expect(told).toMatchObject({
      'IR-TACE': [5, 'tace-order'],
      'IR-9': [5, 'tace-order'],
      'D-77': [10, 'hepatocellular-carcinoma'],
      'NEUT#': [10, 'neutrophil-count'],
      'LYMPH#': [10, 'lymphocyte-count'],
      'ADC-MEAN': [10, 'apparent-diffusion-coefficient'],
    })
    expect(told).not.toHaveProperty('HB')
    expect(told).not.toHaveProperty('CT-1')
  })

  test('values without a unit are counted', async () => {
    const { unmapped } = await toldBy('--bulk', bulk)
    const without = unmapped.flatMap(({ code, withoutUnit }) => (withoutUnit > 0 ? [code] : []))
    expect(without.toSorted()).toEqual(['LYMPH#', 'NEUT#'])
  })

  test('its piece of site file is one that check-services takes, and then the values are found', async () => {
    const { sitePiece, inputs } = await toldBy('--bulk', bulk)
    expect(inputs['adc']).toEqual({ missing: 10 })
    const unit = { system: LAB, unit: '10*9/L' }
    const defaultUnits = ['NEUT#', 'LYMPH#'].map((code) => ({ ...unit, code }))
    const site = join(folder, 'site.json')
    writeFileSync(site, JSON.stringify({ ...sitePiece, defaultUnits }))
    const args = ['--bulk', bulk, '--json', '--as-of', '2026-11-03']
    const { stdout } = await runCommand(define, args, { SITE_FILE: site })
    const after = JSON.parse(stdout) as Told
    expect(after.inputs['nlr']).toEqual({ found: 10 })
    expect(after.inputs['adc']).toEqual({ found: 10 })
    expect(after.unmapped).toEqual([])
  })

  test('it is told in both languages, with the lines that could not be read', async () => {
    const [en, zh] = [await run('--bulk', bulk), await run('--bulk', bulk, '--language', 'zh-CN')]
    expect(en.stdout).toContain('10 patients')
    expect(en.stdout).toMatch(/hospital.example\/orders\|IR-TACE +Angio room 2 +5 +5/)
    expect(en.stderr).toContain('1 lines of the export')
    expect(zh.stdout).toContain('10 名患者')
    expect(zh.stdout).not.toMatch(/undefined|\{\w+\}/)
  })

  test('nothing of a single patient is told', async () => {
    const { stdout } = await run('--bulk', bulk)
    expect(stdout).not.toMatch(/\bp\d\b|1970|4\.4/)
  })

  test('no more than so many patients are looked at', async () => {
    expect((await toldBy('--bulk', bulk, '--most', '3')).patients).toBe(3)
  })
})

describe('of patients of a FHIR server', () => {
  let service: TestService
  const ids = join(folder, 'ids.txt')
  beforeAll(async () => {
    service = await startTestService()
    writeFileSync(ids, '\uFEFFPatient/high-risk\nlow-risk\r\n\nno-hcc\nlow-risk\n')
  })
  afterAll(async () => {
    await service.stop()
    rmSync(folder, { recursive: true })
  })

  test('each is looked at once, by the searches of the service', async () => {
    const told = await toldBy('--fhir', `${service.publicUrl}/sandbox/fhir`, '--patients', ids)
    expect(told.patients).toBe(3)
    expect(told.keys['patient']).toEqual({ all: 3 })
    expect(told.inputs['adc']).toEqual({ found: 3 })
  })

  test('a server that does not answer is called that', async () => {
    const { stdout } = await run('--fhir', 'http://127.0.0.1:8/fhir', '--patients', ids)
    expect(stdout).toMatch(/patient +\d+ the FHIR server refused the connection/)
  })

  test.each([
    [[], 'name one of'],
    [['--patients', ids, '--bulk', folder, '--fhir', 'http://127.0.0.1:8'], 'name one of'],
    [['--patients', ids], '--fhir is missing'],
    [['--bulk', folder, '--as-of', 'soon'], 'must be a date'],
  ])('%j is refused in words', async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words)
  })
})
