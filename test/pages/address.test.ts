import { describe, expect, test } from '@jest/globals'
import { type Address, readAddress, writeAddress } from '../../src/pages/ehr/address.ts'
import { isOn, keyOf, toggled } from '../../src/pages/ehr/switches.ts'
import { fc } from '../support/property.ts'

const DEFAULTS = {
  services: ['http://localhost:3000/cds-services'],
  fhirServer: 'http://localhost:3000/sandbox/fhir',
  switched: [],
}

const trimmed = fc.string().map((text) => text.trim())
const urls = fc.webUrl({ withQueryParameters: true })

const addresses: fc.Arbitrary<Address> = fc.record({
  view: fc.constantFrom('desk', 'paste'),
  patient: trimmed,
  story: trimmed,
  orders: fc.array(trimmed.filter(Boolean)),
  hook: fc.constantFrom('', 'order-select', 'order-sign'),
  services: fc.oneof(fc.constant(DEFAULTS.services), fc.array(urls, { minLength: 1 })),
  switched: fc.array(trimmed.filter(Boolean)),
  fhirServer: fc.oneof(fc.constant(DEFAULTS.fhirServer), urls),
})

describe('the URL of the mock EHR', () => {
  test('says all that the page is: it opens the same elsewhere', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(readAddress(writeAddress(address, DEFAULTS), DEFAULTS)).toEqual(address)
      }),
    )
  })

  test('says the same also to who keeps other switches: what is given stands above what is kept', () => {
    const kept = { ...DEFAULTS, switched: ['board'] }
    const shared = { ...readAddress('?patient=a', kept), switched: [] }
    expect(readAddress(writeAddress(shared, kept), kept).switched).toEqual([])
  })

  test('is short where everything is as usual', () => {
    expect(writeAddress(readAddress('', DEFAULTS), DEFAULTS)).toBe('')
    expect(writeAddress(readAddress('?patient=a&order=tace', DEFAULTS), DEFAULTS)).toBe(
      '?patient=a&order=tace',
    )
  })

  test.each([
    '?hook=evil&view=x',
    '?services=nonsense&fhir=nonsense',
    '?order=&order=%20',
    '?switched=',
  ])('takes nothing from %s', (search) => {
    expect(readAddress(search, DEFAULTS)).toEqual(readAddress('', DEFAULTS))
  })
})

describe('a service', () => {
  const home = { cdsServices: DEFAULTS.services[0]!, extraServices: ['board'] }
  const service = (id: string, base = home.cdsServices) => ({
    ...{ base, id, hook: 'order-select', title: id, prefetch: {} },
  })

  test('is called unless it is switched off, and an extra only when it is switched on', () => {
    expect(isOn(service('tace'), [], home)).toBe(true)
    expect(isOn(service('tace'), ['tace'], home)).toBe(false)
    expect(isOn(service('board'), [], home)).toBe(false)
    expect(isOn(service('board'), ['board'], home)).toBe(true)
  })

  test('of the same id at two discovery URLs is switched by itself', () => {
    const other = service('tace', 'https://other.example/cds-services')
    const switched = toggled([], keyOf(other, home))
    expect([isOn(other, switched, home), isOn(service('tace'), switched, home)]).toEqual([
      false,
      true,
    ])
    expect(toggled(switched, keyOf(other, home))).toEqual([])
  })
})
