import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { cardsOf } from '../support/cards.ts'
import { prefetched, serviceFor, unprefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

const OWN_BASE = 'https://fhir.hospital.example/tace'

let shipped: TestService
let own: TestService
beforeAll(async () => {
  shipped = await startTestService()
  own = await startTestService({ CANONICAL_BASE: OWN_BASE })
})
afterAll(async () => {
  await shipped.stop()
  await own.stop()
})

const PATIENTS = [
  'earlier-tace',
  'high-risk',
  'intermediate-risk',
  'low-risk',
  'missing-nlr',
  'no-hcc',
  'odd-units',
  'several-lesions',
]

/** The same body with every code of the project's own under the site's base. */
const underOwnBase = <Body extends object>(body: Body): Body =>
  JSON.parse(JSON.stringify(body).replaceAll(SHIPPED_BASE, OWN_BASE)) as Body

async function answerOf(service: TestService, body: object) {
  const response = await service.http.post(serviceFor('order-sign')).send(body).expect(200)
  const said = cardsOf(response).map(({ summary, detail }) => ({ summary, detail }))
  return { said, text: response.text }
}

describe('with a canonical base of the site', () => {
  test('discovery asks for codes under both bases', async () => {
    const { text } = await own.http.get('/cds-services').expect(200)
    for (const base of [OWN_BASE, SHIPPED_BASE]) expect(text).toContain(encodeURIComponent(base))
    const { text: before } = await shipped.http.get('/cds-services').expect(200)
    expect(before).not.toContain(encodeURIComponent(OWN_BASE))
  })

  test.each(PATIENTS)('the record of %s says the same under either base', async (patient) => {
    const body = prefetched(patient, 'order-sign')
    const before = await answerOf(shipped, body)
    expect(before.said).toHaveLength(1)
    expect((await answerOf(own, body)).said).toEqual(before.said)
    expect((await answerOf(own, underOwnBase(body))).said).toEqual(before.said)
  })

  test.each(PATIENTS)('of %s nothing that is suggested names the shipped base', async (patient) => {
    const { text } = await answerOf(own, underOwnBase(prefetched(patient, 'order-sign')))
    expect(text).not.toContain(SHIPPED_BASE)
  })

  test('a record that is fetched says the same', async () => {
    const sandbox = `${own.publicUrl}/sandbox/fhir`
    const body = unprefetched('high-risk', sandbox, 'order-sign')
    const { said } = await answerOf(own, body)
    expect(said).toEqual((await answerOf(shipped, prefetched('high-risk', 'order-sign'))).said)
  })
})
