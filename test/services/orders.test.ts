import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/index.ts'
import { isFhirResource, readOrder } from '../../src/fhir/index.ts'
import { recogniseOrder } from '../../src/recognition/index.ts'
import { repositoryPath } from '../support/paths.ts'
import { ORDER_CASES, type OrderCase } from './orders.cases.ts'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const rules = definitions[0]!.order

function verdictOn(order: OrderCase['order']): OrderCase['is'] {
  const resource = { resourceType: 'ServiceRequest', id: 'x', status: 'draft', ...order }
  const view = isFhirResource(resource) ? readOrder(resource) : undefined
  return view?.isLive === true ? recogniseOrder(view, rules) : 'no-order'
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

test('the hospital that invented codes for TACE shows that no code is taken by its display', () => {
  const codes = ['169193009', '169191006'].map((code) => ({
    system: 'http://snomed.info/sct',
    code,
  }))
  expect(verdictOn({ code: { coding: codes } })).toBe('other')
})
