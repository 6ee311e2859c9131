import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { readOrder } from '../../src/clinical/fhir/order.ts'
import { recogniseOrder } from '../../src/clinical/recognition/recognise.ts'
import { repositoryPath } from '../support/paths.ts'
import { ORDER_CASES, type OrderCase } from './orders.cases.ts'

const folder = repositoryPath('cds-services')
const rulesOf = (site?: unknown) =>
  loadCatalog({ folder, language: 'en', site }).definitions[0]!.order
const rules = rulesOf()

function verdictOn(order: OrderCase['order'], by = rules): OrderCase['is'] {
  const resource = { resourceType: 'ServiceRequest', id: 'x', status: 'draft', ...order }
  const view = isFhirResource(resource) ? readOrder(resource) : undefined
  return view?.isLive === true ? recogniseOrder(view, by) : 'no-order'
}

/** What of an order a reader of the report wants to see. */
const inShort = (order: OrderCase['order']) =>
  (order['code'] as { text?: string } | undefined)?.text ?? JSON.stringify(order).slice(0, 90)

describe.each(Object.entries(ORDER_CASES))('%s', (_group, cases) => {
  test.each(cases.map((one): [string, string, OrderCase] => [inShort(one.order), one.law, one]))(
    '%s: %s',
    (_order, _law, { order, is }) => {
      expect(verdictOn(order)).toBe(is)
    },
  )
})

test('the table holds at least 60 orders, and none twice', () => {
  const all = Object.values(ORDER_CASES).flat()
  expect(all.length).toBeGreaterThanOrEqual(60)
  expect(new Set(all.map(({ order }) => JSON.stringify(order))).size).toBe(all.length)
})

test('codes that a hospital invented for TACE are not taken', () => {
  const codes = ['169193009', '169191006', '169192004']
  const coding = codes.map((code) => ({ system: 'http://snomed.info/sct', code }))
  expect(verdictOn({ code: { coding } })).toBe('other')
})

describe("a site's own ways", () => {
  const code = { system: 'http://hospital.example/orders', code: 'IR-TACE-01' }
  const own = rulesOf({ codes: { 'tace-order': [code] }, recogniseOrdersByText: false })

  test('its own code is TACE', () => {
    expect(verdictOn({ code: { coding: [code] } })).toBe('other')
    expect(verdictOn({ code: { coding: [code] } }, own)).toBe('recognised')
  })

  test('recognition by text can be switched off', () => {
    expect(verdictOn({ code: { text: 'TACE' } }, own)).toBe('other')
    expect(verdictOn({ code: { text: 'Hepatic artery embolization' } }, own)).toBe('other')
  })
})
