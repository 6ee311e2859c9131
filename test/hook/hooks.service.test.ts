import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { type FhirStub, sendJson, startFhirStub } from '../support/fhir-stub.ts'
import { searchset } from '../support/searchset.ts'
import { orderToR5 } from '../support/r5.ts'
import { prefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

let service: TestService
let fhir: FhirStub
const folder = mkdtempSync(join(tmpdir(), 'site-'))

const ORDER = {
  resourceType: 'ServiceRequest',
  id: 'tace',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/high-risk' },
  code: { text: 'TACE' },
}

const ORDERS: Readonly<Record<string, object>> = {
  tace: ORDER,
  ct: { ...ORDER, id: 'ct', code: { text: 'CT of the liver' } },
  other: { ...ORDER, id: 'other', subject: { reference: 'Patient/somebody-else' } },
  done: { ...ORDER, id: 'done', status: 'completed' },
  r5: orderToR5({ ...ORDER, id: 'r5' }),
  urgent: { ...ORDER, id: 'urgent', patientInstruction: 'emergency: ruptured HCC' },
  urgentR5: orderToR5({
    ...ORDER,
    id: 'urgentR5',
    patientInstruction: 'emergency: ruptured HCC',
  }),
}

beforeAll(async () => {
  const site = join(folder, 'site.json')
  const hooks = ['order-select', 'order-sign', 'order-dispatch', 'patient-view']
  writeFileSync(site, JSON.stringify({ hooks }))
  service = await startTestService({ SITE_FILE: site })
  fhir = await startFhirStub((request, response) => {
    const [, id = ''] = /ServiceRequest\/(\w+)$/.exec(request.url ?? '') ?? []
    if (ORDERS[id] !== undefined) sendJson(response, ORDERS[id])
    else if (request.url?.includes('?') === true) sendJson(response, searchset([]))
    else sendJson(response, { resourceType: 'OperationOutcome', issue: [] }, 404)
  })
})
afterAll(async () => {
  await service.stop()
  await fhir.close()
  rmSync(folder, { recursive: true })
})

const post = (hook: string, body: object) =>
  service.http.post(`/cds-services/tace-resistance-${hook}`).send(body)

describe('which hooks are offered', () => {
  test('a site that names them gets them all', async () => {
    const { services } = (await service.http.get('/cds-services')).body as {
      services: { id: string; hook: string }[]
    }
    const offered = services.filter(({ id }) => id.startsWith('tace-resistance-'))
    expect(offered.map(({ hook }) => hook)).toEqual([
      'order-select',
      'order-sign',
      'order-dispatch',
      'patient-view',
    ])
  })

  test('without a word of the site only the two order hooks are', async () => {
    const plain = await startTestService({}, ['--no-sandbox'])
    try {
      await plain.http.post('/cds-services/tace-resistance-patient-view').send({}).expect(404)
      await plain.http.post('/cds-services/tace-resistance-order-dispatch').send({}).expect(404)
    } finally {
      await plain.stop()
    }
  })
})

describe('patient-view', () => {
  const opening = (patient: string, more: object = {}) => {
    const { prefetch } = prefetched(patient)
    return {
      hook: 'patient-view',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/example', patientId: patient },
      prefetch,
      ...more,
    }
  }

  test.each(['high-risk', 'low-risk', 'intermediate-risk'])(
    'a record that allows the computation (%s) gets one quiet card',
    async (patient) => {
      const response = await post('patient-view', opening(patient)).expect(200)
      const [card, ...others] = cardsOf(response)
      expect(others).toEqual([])
      expect(card?.indicator).toBe('info')
      expect(card).not.toHaveProperty('suggestions')
      expect(violations(response.body)).toEqual([])
    },
  )

  test('it says what the order hook would say of the same record', async () => {
    const [view] = cardsOf(await post('patient-view', opening('low-risk')))
    const [select] = cardsOf(await post('order-select', prefetched('low-risk')))
    expect(view?.summary).toBe(select?.summary)
  })

  test.each(['no-hcc', 'missing-nlr', 'earlier-tace'])(
    'H3: a record that does not (%s) gets none, and that is 200',
    async (patient) => {
      const response = await post('patient-view', opening(patient)).expect(200)
      expect(response.body).toEqual({ cards: [] })
    },
  )

  test('of a patient without the diagnosis nothing but the diagnoses is read', async () => {
    const { prefetch: _prefetch, ...body } = opening('no-hcc')
    const before = fhir.seen.length
    const response = await post('patient-view', { ...body, fhirServer: fhir.url }).expect(200)
    expect(response.body).toEqual({ cards: [] })
    expect(fhir.seen.slice(before).map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
      '/fhir/Condition',
    ])
  })

  test('H4: without data it is 412, as for every hook', async () => {
    const { prefetch: _prefetch, ...body } = opening('high-risk')
    await post('patient-view', body).expect(412)
  })
})

describe('order-dispatch', () => {
  const dispatching = (...orders: readonly string[]) => {
    const { prefetch } = prefetched('high-risk')
    return {
      hook: 'order-dispatch',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      fhirServer: fhir.url,
      context: {
        patientId: 'high-risk',
        dispatchedOrders: orders.map((id) => `ServiceRequest/${id}`),
        performer: 'Organization/radiology',
      },
      prefetch,
    }
  }

  test('a dispatched TACE order is read and gets its card', async () => {
    const before = fhir.seen.length
    const response = await post('order-dispatch', dispatching('tace')).expect(200)
    expect(cardsOf(response)).toHaveLength(1)
    expect(cardsOf(response)[0]?.summary).toContain(
      'likelihood: high (93\u00a0% to >95\u00a0%; not calibrated here)',
    )
    expect(fhir.seen.slice(before).map(({ url }) => url)).toEqual(['/fhir/ServiceRequest/tace'])
  })

  test('of several orders the one that is concerned gets a card', async () => {
    const response = await post('order-dispatch', dispatching('ct', 'tace', 'done')).expect(200)
    expect(cardsOf(response)).toHaveLength(1)
  })

  test.each([
    ['tace', 'r5'],
    ['urgent', 'urgentR5'],
  ])('an order of R4 (%s) is answered as the same of R5 (%s)', async (r4, r5) => {
    const said = async (id: string) => {
      const response = await post('order-dispatch', dispatching(id)).expect(200)
      return cardsOf(response).map(({ summary, detail }) => [summary, detail])
    }
    expect(await said(r4)).toHaveLength(1)
    expect(await said(r5)).toEqual(await said(r4))
  })

  test('orders of R4 and of R5 are refused together', async () => {
    await post('order-dispatch', dispatching('tace', 'r5')).expect(400)
  })

  test.each(['ct', 'other', 'done'])(
    'H3: another order (%s) gets none, and that is 200',
    async (id) => {
      const response = await post('order-dispatch', dispatching(id)).expect(200)
      expect(response.body).toEqual({ cards: [] })
    },
  )

  test('L@60: the names of version 1.0 do as well', async () => {
    const { context, ...rest } = dispatching('tace')
    const old = {
      patientId: context.patientId,
      order: 'ServiceRequest/tace',
      performer: context.performer,
    }
    const response = await post('order-dispatch', { ...rest, context: old }).expect(200)
    expect(cardsOf(response)).toHaveLength(1)
  })

  test('H4: an order that cannot be read is 412', async () => {
    await post('order-dispatch', dispatching('missing')).expect(412)
    const { fhirServer: _server, ...body } = dispatching('tace')
    await post('order-dispatch', body).expect(412)
  })
})

describe('prefetch as clients send it', () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [] }
  const withCounts = (bloodCounts: unknown) => {
    const body = prefetched('high-risk')
    return { ...body, prefetch: { ...body.prefetch, bloodCounts } }
  }
  const summaryOf = async (body: object) =>
    cardsOf(await post('order-select', body).expect(200))[0]?.summary

  test('I@53: null, an empty Bundle and an empty searchset all mean that there is none', async () => {
    const summaries = [
      await summaryOf(withCounts(null)),
      await summaryOf(withCounts({ resourceType: 'Bundle' })),
      await summaryOf(
        withCounts({ resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] }),
      ),
    ]
    expect(new Set(summaries).size).toBe(1)
    expect(summaries[0]).toContain('To complete: NLR')
  })

  test('P6, P9: what is known to be empty is not asked again, what is left out is', async () => {
    const before = fhir.seen.length
    await summaryOf({ ...withCounts(null), fhirServer: fhir.url })
    expect(fhir.seen).toHaveLength(before)
    const { bloodCounts: _counts, ...prefetch } = prefetched('high-risk').prefetch ?? {}
    await summaryOf({ ...prefetched('high-risk'), prefetch, fhirServer: fhir.url })
    expect(fhir.seen).toHaveLength(before + 1)
  })

  test('P7, I@52: an OperationOutcome, bare or in a Bundle, is an error that is not asked again', async () => {
    const before = fhir.seen.length
    for (const value of [outcome, searchset([outcome])]) {
      const body = { ...withCounts(value), fhirServer: fhir.url }
      const [card] = cardsOf(await post('order-select', body).expect(200))
      expect(card?.detail).toContain('the EHR reported an error for it')
    }
    expect(fhir.seen).toHaveLength(before)
  })

  test('a bare resource in the place of a search result is one result', async () => {
    const { staging } = prefetched('high-risk').prefetch as {
      staging: { entry: { resource: object }[] }
    }
    const body = prefetched('high-risk')
    const bare = { ...body, prefetch: { ...body.prefetch, staging: staging.entry[0]?.resource } }
    expect(await summaryOf(bare)).toBe(await summaryOf(body))
  })

  test('I@46: a key that was never advertised changes nothing', async () => {
    const body = prefetched('high-risk')
    const more = { ...body, prefetch: { ...body.prefetch, other: { resourceType: 'Basic' } } }
    expect(await summaryOf(more)).toBe(await summaryOf(body))
  })

  test('F1, F2: the token of the call goes with each read, and only to the FHIR server', async () => {
    const { prefetch: _prefetch, ...body } = prefetched('high-risk')
    const before = fhir.seen.length
    const fhirAuthorization = {
      access_token: 'synthetic-token',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read patient/*.rs',
      subject: 'cds',
    }
    await post('order-select', { ...body, fhirServer: fhir.url, fhirAuthorization }).expect(412)
    const seen = fhir.seen.slice(before)
    expect(seen.length).toBeGreaterThan(4)
    expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer synthetic-token']),
    )
    expect(service.log.join('\n')).not.toContain('synthetic-token')
  })
})
