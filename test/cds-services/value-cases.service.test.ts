import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { toInstant } from '../../src/base/time.ts'
import { repositoryPath } from '../support/paths.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  const now = toInstant(new Date('2026-11-30T09:00:00Z'))
  service = await startTestService({}, [], { now: () => now })
})
afterAll(() => service.stop())

async function cardOf(file: string, id = 'tace-resistance-order-sign'): Promise<string> {
  const body: unknown = JSON.parse(readFileSync(repositoryPath(`fixtures/cases/${file}`), 'utf8'))
  const answer = await service.http.post(`/cds-services/${id}`).send(body as object)
  expect(answer.status).toBe(200)
  const { cards } = answer.body as {
    readonly cards: readonly { readonly summary: string; readonly detail: string }[]
  }
  return cards.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n')
}

const NEITHER = 'contradicting values of one time: none is used'

describe('two values of one sample that contradict each other are told, and give no number', () => {
  test.each([
    ['protocol/03a-nlr-two-neutrophil-counts-id-a.json', '2 10*9/L', '7.7 10*9/L'],
    ['protocol/03a-nlr-two-neutrophil-counts-id-z.json', '2 10*9/L', '7.7 10*9/L'],
    ['protocol/03b-nlr-automated-and-manual-mixed.json', '4.4 10*9/L', '7.7 10*9/L'],
    ['protocol/03c-nlr-counts-against-percentages.json', '60 % / 30 %', '7.7 10*9/L / 1.1 10*9/L'],
    ['protocol/03d-nlr-reported-against-counts.json', '4.4 10*9/L / 2 10*9/L', '7'],
    ['reading/03-nlr-auto-and-manual.json', '6 10*3/uL', '8 10*3/uL'],
    ['reading/03b-nlr-two-date-only.json', '5 10*3/uL', '9 10*3/uL'],
    ['protocol/03-control-two-adc.json', '0.9 10^-3 mm2/s', '1.6 10*-3.mm2/s'],
  ])('%s', async (file, low, high) => {
    const card = await cardOf(file)
    expect(card).toContain(NEITHER)
    expect(card.replaceAll('\\', '')).toContain(`${low} ≠ ${high}`)
    expect(card).not.toContain('Predicted risk')
  })

  test('of one id the newest version counts', async () => {
    const card = await cardOf('protocol/03e-same-observation-in-two-versions.json')
    expect(card).not.toContain(NEITHER)
    expect(card).toContain('| NLR | 7 (4 d) |')
  })
})

describe('another statistic than the mean is not read as the mean', () => {
  test.each([
    'reading/04-adc-minimum-coded.json',
    'reading/04b-adc-10th-percentile.json',
    'reading/04c-adc-derivation-component.json',
    'codes/adc-minimum-coded.json',
  ])('%s', async (file) => {
    const card = await cardOf(file)
    expect(card).toContain('another statistic of the region than its mean')
  })

  test('the control is read', async () => {
    expect(await cardOf('reading/00-control.json')).toContain('1.05')
  })
})

test('3.0 mg/dL is 2 points of Child-Pugh', async () => {
  const card = await cardOf(
    'reading/17-board-bilirubin-3.0-mg-dL.json',
    'pre-tace-board-order-select',
  )
  expect(card).toMatch(/\| Child-Pugh \| 9, class B \|/)
})
