import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define as importTable } from '../../src/interop/table/command.ts'
import { cardsOf } from '../support/cards.ts'
import { serviceFor } from '../support/requests.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'

const SYSTEM = 'urn:oid:1.2.3'
const NUMBERS = Array.from({ length: 10 }, (_, i) => `SYN-TABLE-${String(i + 1)}`)

const folder = mkdtempSync(join(tmpdir(), 'table-to-card-'))
let service: TestService
let fhir: string

async function create(resource: { readonly resourceType: string }): Promise<string> {
  const answer = await fetch(`${fhir}/${resource.resourceType}`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  })
  const { id } = (await answer.json()) as { readonly id?: string }
  return id ?? ''
}

/** A patient with the diagnosis, and not one coded value beside it. */
async function admit(value: string): Promise<string> {
  const id = await create({
    resourceType: 'Patient',
    ...{ identifier: [{ system: SYSTEM, value }], birthDate: '1966-03-01' },
  })
  await create({
    resourceType: 'Condition',
    ...{
      subject: { reference: `Patient/${id}` },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '109841003' }] },
      clinicalStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
        ],
      },
    },
  })
  return id
}

/** What the card of a patient says first when TACE is signed. */
async function headlineFor(patientId: string): Promise<string> {
  const order = {
    resourceType: 'ServiceRequest',
    ...{ id: 'tace', status: 'draft', intent: 'order', authoredOn: '2026-11-20T09:00:00+08:00' },
    subject: { reference: `Patient/${patientId}` },
    code: { text: 'Transarterial chemoembolization (TACE)' },
  }
  const draftOrders = {
    ...{ resourceType: 'Bundle', type: 'collection' },
    entry: [{ fullUrl: `${fhir}/ServiceRequest/tace`, resource: order }],
  }
  const answer = await service.http
    .post(serviceFor('order-sign'))
    .send({
      ...{ hook: 'order-sign', hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea' },
      ...{ fhirServer: fhir, context: { userId: 'Practitioner/example', patientId, draftOrders } },
    })
    .expect(200)
  return cardsOf(answer)[0]?.summary ?? ''
}

beforeAll(async () => {
  service = await startTestService()
  fhir = `${service.publicUrl}/sandbox/fhir`
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

describe('ten patients with a diagnosis, and a table of their measurements', () => {
  test('have complete cards after one import, and none before', async () => {
    const ids = await Promise.all(NUMBERS.map(admit))
    for (const id of ids) expect(await headlineFor(id)).toContain('0 of 5 inputs usable')
    const table = join(folder, 'liver.csv')
    const rows = NUMBERS.map((number, i) =>
      [
        number,
        '2026-11-17',
        'S8',
        0.9 + i / 20,
        40 + i,
        '不完整',
        'IIIa',
        62,
        4 + i / 10,
        1.3,
      ].join(';'),
    )
    writeFileSync(
      table,
      [
        '患者编号;检查日期;病灶;ADC (×10⁻³ mm²/s);D* (×10⁻³ mm²/s);包膜;分期;最大径 (mm);中性 (10^9/L);淋巴 (10^9/L)',
        ...rows,
      ].join('\n'),
    )
    const map = join(folder, 'map.json')
    writeFileSync(
      map,
      JSON.stringify({
        all: { statistic: 'mean', site: 'liver', performer: 'Synthetic Radiologist' },
        patientSystem: SYSTEM,
        columns: {
          capsuleIncomplete: '包膜',
          cnlcStageIIIa: '分期',
          tumourSize: '最大径 (mm)',
          'neutrophil-count': '中性 (10^9/L)',
          'lymphocyte-count': '淋巴 (10^9/L)',
        },
      }),
    )
    const { status, stderr } = await runCommand(importTable, [table, '--map', map, '--fhir', fhir])
    expect([status, stderr]).toEqual([0, expect.stringContaining('sent: 80 resource(s) created')])
    for (const id of ids)
      expect(await headlineFor(id)).toMatch(/^TACE resistance (likelihood|risk):/)
  })
})
