import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define as importSr } from '../../src/interop/dicom-sr/command.ts'
import {
  type Code,
  CODES as SR,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
} from '../interop/dicom-sr/sr-file.ts'
import { CODES } from '../support/readings.ts'
import { cardsOf } from '../support/cards.ts'
import { bodyOf } from '../neighbours/support/calls.ts'
import { serviceFor } from '../support/requests.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** Of this patient everything is known that CNLC asks: ECOG, liver function, invasion, spread. */
const PATIENT = 'liver-values'

const folder = mkdtempSync(join(tmpdir(), 'imported-stage-'))
let service: TestService
let fhir: string

const cm: Code = ['cm', 'UCUM', 'centimeter']
const mm: Code = SR.mm

/** A report on the largest lesion of the liver, and how many there are. */
function report(size: number, unit: Code, number: number): string {
  const path = join(folder, 'report.dcm')
  const longAxis = measurement(['103339001', 'SCT', 'Long Axis'], size, unit, [])
  const count = measurement(
    ['246206008', 'SCT', 'Number of lesions'],
    number,
    ['1', 'UCUM', 'no units'],
    [modifier(SR.findingSite, SR.liver)],
  )
  writeFileSync(path, reportBytes([lesionGroup(1, [longAxis]), count], { StudyDate: '20261115' }))
  return path
}

async function forget(code: { readonly system: string; readonly code: string }): Promise<void> {
  const search = `${fhir}/Observation?patient=${PATIENT}&code=${encodeURIComponent(`${code.system}|${code.code}`)}`
  const { entry = [] } = (await (await fetch(search)).json()) as {
    readonly entry?: readonly { readonly resource: { readonly id: string } }[]
  }
  for (const { resource } of entry)
    await fetch(`${fhir}/Observation/${resource.id}`, { method: 'DELETE' })
}

/** What the card says of the stage, and how old it is. */
async function stageOnCard() {
  const answer = await service.http
    .post(serviceFor('order-sign'))
    .send(bodyOf({ hook: 'order-sign', patient: PATIENT }, fhir))
    .expect(200)
  const [card] = cardsOf(answer)
  return /\| CNLC \| ([^|\n]*)/.exec(card?.detail ?? '')?.[1]
}

beforeAll(async () => {
  service = await startTestService()
  fhir = `${service.publicUrl}/sandbox/fhir`
  for (const code of [CODES.stage, CODES.size, CODES.number]) await forget(code)
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

describe('size and number that import-sr writes', () => {
  test('are what the stage is derived from, and without them there is none', async () => {
    expect(await stageOnCard()).toContain('not in the record')
  })

  test.each<[number, Code, number, string]>([
    [42, mm, 1, 'Ia'],
    [50, mm, 1, 'Ia'],
    [50.1, mm, 1, 'Ib'],
    [4.9, cm, 1, 'Ia'],
    [5.2, cm, 1, 'Ib'],
    [120, mm, 1, 'Ib'],
    [30, mm, 2, 'Ib'],
    [3, cm, 3, 'Ib'],
    [30.2, mm, 2, 'IIa'],
    [3.1, cm, 3, 'IIa'],
    [18, mm, 4, 'IIb'],
    [7.5, cm, 9, 'IIb'],
  ])(
    'of %s in %j and %s tumour(s): the card has the stage %s',
    async (size, unit, number, stage) => {
      const args = [report(size, unit, number), '--fhir', fhir, '--patient', PATIENT]
      const { status, stderr } = await runCommand(importSr, [...args, '--other-number'])
      expect({ status, stderr }).toMatchObject({ status: 0 })
      expect(await stageOnCard()).toMatch(new RegExp(`^${stage} \\(`))
    },
  )
})
