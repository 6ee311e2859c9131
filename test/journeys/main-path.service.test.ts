import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { violations } from '../../src/hook/protocol/invariants.ts'
import { refreshed } from '../support/hook-requests.ts'
import { prefetched, serviceFor, storedRequests, unprefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf, expressionsOf } from '../support/cards.ts'

let service: TestService
let fhirServer: string

beforeAll(async () => {
  service = await startTestService()
  fhirServer = `${service.publicUrl}/sandbox/fhir`
})
afterAll(() => service.stop())

/** Who signs without having selected is told what the other was. */
const signedBy = (userId: string) => {
  const body = prefetched('high-risk', 'order-sign')
  return { ...body, context: { ...body.context, userId } }
}

const call = (body: object, hook = 'order-select') => service.http.post(serviceFor(hook)).send(body)

describe('what was done before', () => {
  test.each([
    ['TACE', true],
    ['TACE-HAIC', true],
    ['HAIC', false],
    ['HAIC、TACE', true],
  ])('%s in the record is an earlier TACE: %p', async (name, isEarlier) => {
    const body = prefetched('high-risk')
    const done = {
      resourceType: 'Procedure',
      id: 'done',
      status: 'completed',
      code: { text: name },
      subject: { reference: 'Patient/high-risk' },
      performedDateTime: '2026-05-04',
    }
    const procedures = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: done }] }
    body.prefetch = { ...(body.prefetch as object), procedures }
    const [card] = cardsOf(await call(body).expect(200))
    expect(card?.summary.includes('earlier TACE in the record')).toBe(isEarlier)
  })
})

describe('an order for TACE, data fetched from the FHIR server', () => {
  test.each([
    ['high-risk', 'warning', 'likelihood: high ('],
    ['low-risk', 'info', 'likelihood: low ('],
    ['intermediate-risk', 'info', 'No change advised'],
    ['missing-cnlc-stage', 'info', '4 of 5 inputs usable. To complete: CNLC'],
    ['missing-nlr', 'info', 'To complete: NLR'],
    ['missing-capsule', 'info', 'To complete: Capsule'],
    ['missing-adc', 'info', 'To complete: ADC'],
    ['missing-d-star', 'info', 'To complete: D*'],
    ['no-hcc', 'info', 'no hepatocellular carcinoma diagnosis found'],
    ['stale-labs', 'info', 'To complete: NLR'],
    ['liver-values', 'info', 'No change advised'],
    ['several-lesions', 'info', 'No change advised'],
    ['odd-units', 'info', 'No change advised'],
    ['earlier-tace', 'info', 'does not apply (earlier TACE in the record)'],
    ['capsule-absent', 'info', 'does not apply (no tumour capsule)'],
    ['advanced-stage', 'info', 'does not apply (CNLC IIIb)'],
    ['long-history', 'info', 'likelihood: low ('],
  ])('%s gets one card: %s, "%s"', async (patient, indicator, words) => {
    const fixture = ['high-risk', 'low-risk'].includes(patient) ? patient : 'high-risk'
    const body = unprefetched(fixture, fhirServer)
    const order = {
      resourceType: 'ServiceRequest',
      id: 'order',
      status: 'draft',
      intent: 'order',
      subject: { reference: `Patient/${patient}` },
      code: { text: 'TACE' },
    }
    body.context = {
      userId: 'Practitioner/example',
      patientId: patient,
      selections: ['ServiceRequest/order'],
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    }
    const response = await call(body).expect(200)
    expect(violations(response.body)).toEqual([])
    const [card, ...others] = cardsOf(response)
    expect(others).toEqual([])
    expect(card?.summary).toContain(words)
    expect(card?.indicator).toBe(indicator)
  })
})

describe('where the data comes from does not change the card', () => {
  test.each(['order-select', 'order-sign'].flatMap((hook) => storedRequests(hook)))(
    'the stored %s request of %s holds what a client gets from the sandbox today',
    async (hook, patient) => {
      const stored = prefetched(patient, hook)
      expect(stored).toEqual(await refreshed(service, stored))
    },
  )

  test('prefetched, fetched and mixed give the same summary and detail', async () => {
    const full = prefetched('high-risk')
    const { prefetch = {} } = full
    const { bloodCounts: _counts, imaging: _imaging, ...some } = prefetch
    const answers = [
      await call(full),
      await call(unprefetched('high-risk', fhirServer)),
      await call({ ...full, fhirServer, prefetch: some }),
    ].map((response) => cardsOf(response).map(({ summary, detail }) => ({ summary, detail })))
    expect(answers[0]).toHaveLength(1)
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test('the same order with the same inputs has the same fingerprint and a fresh uuid', async () => {
    const [first] = cardsOf(await call(prefetched('high-risk')))
    const [second] = cardsOf(await call(prefetched('high-risk')))
    const byOther = signedBy('Practitioner/colleague')
    const [signed] = cardsOf(await call(byOther, 'order-sign'))
    expect(first?.extension).toEqual(second?.extension)
    expect(first?.extension).toEqual(signed?.extension)
    expect(first?.uuid).not.toBe(second?.uuid)
  })

  test('other inputs have another fingerprint', async () => {
    const [high] = cardsOf(await call(prefetched('high-risk')))
    const [low] = cardsOf(await call(prefetched('low-risk')))
    expect(high?.extension).not.toEqual(low?.extension)
  })
})

describe('which orders are answered', () => {
  test('order-select answers only the selected order, order-sign every TACE order', async () => {
    const body = prefetched('high-risk')
    const { draftOrders } = body.context as { draftOrders: { entry: unknown[] } }
    const another = { resourceType: 'ServiceRequest', id: 'another', code: { text: 'CT' } }
    draftOrders.entry.push({ resource: another })
    body.context = { ...body.context, selections: ['ServiceRequest/another'] }
    expect(cardsOf(await call(body).expect(200))).toEqual([])
    const signed = signedBy('Practitioner/another-colleague')
    expect(cardsOf(await call(signed, 'order-sign'))).toHaveLength(1)
  })

  test('another order gets no card, and nothing is fetched for it', async () => {
    const body = unprefetched('high-risk', 'http://127.0.0.1:9/nowhere')
    const order = { resourceType: 'ServiceRequest', id: 'x', code: { text: 'CT of the liver' } }
    body.context = {
      ...body.context,
      selections: ['ServiceRequest/x'],
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    }
    const response = await call(body).expect(200)
    expect(response.body).toEqual({ cards: [] })
  })

  test('null entries and orders without a code are passed over and counted in the log', async () => {
    const body = prefetched('high-risk')
    const { draftOrders } = body.context as { draftOrders: { entry: unknown[] } }
    draftOrders.entry.push(null, { resource: { resourceType: 'ServiceRequest', id: 'empty' } })
    expect(cardsOf(await call(body).expect(200))).toHaveLength(1)
    const last = JSON.parse(service.log.at(-1) ?? '{}') as { passedOver: number }
    expect(last.passedOver).toBe(2)
  })
})

describe('what a card says', () => {
  test('a stable high category offers a multidisciplinary review and no RiskAssessment before calibration', async () => {
    const [card] = cardsOf(await call(prefetched('high-risk')))
    const resources = card?.suggestions?.flatMap(({ actions }) =>
      actions.map((one) => one.resource),
    )
    expect(resources?.map(({ resourceType }) => resourceType)).toEqual(['ServiceRequest'])
    expect(resources?.[0]).toMatchObject({
      status: 'draft',
      subject: { reference: 'Patient/high-risk' },
    })
    expect(card?.selectionBehavior).toBe('any')
  })

  test('a card never advises against TACE and never is critical', async () => {
    for (const patient of ['high-risk', 'low-risk', 'intermediate-risk', 'missing-nlr']) {
      const [card] = cardsOf(await call(prefetched(patient)))
      expect(`${card?.summary ?? ''} ${card?.detail ?? ''}`).not.toMatch(/do not order|avoid TACE/i)
      expect(card?.indicator).not.toBe('critical')
    }
  })

  test('a low card says that it is not a reason to proceed', async () => {
    const [card] = cardsOf(await call(prefetched('low-risk')))
    expect(card?.summary).toContain('Not a reason to proceed')
  })

  test('odd but legal units are used in the unit of the model', async () => {
    const [card] = cardsOf(await call(prefetched('odd-units')))
    expect(card?.detail).toMatch(/\| D\\\* \| 45 ×10⁻³ mm²\/s \(/)
    expect(card?.detail).toMatch(/\| ADC \| 1\.2 ×10⁻³ mm²\/s \(/)
    expect(card?.detail).toMatch(/\| NLR \| 2\.8 \(/)
  })

  test('the source of a card links to a page that answers', async () => {
    const [card] = cardsOf(await call(prefetched('high-risk')))
    const { pathname } = new URL(card?.source.url ?? '')
    const page = await service.http.get(pathname).expect(200)
    expect(page.type).toBe('text/html')
    expect(page.text).toContain('<h1>Model card')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  test('text of the record cannot become markup on the card', async () => {
    const body = prefetched('high-risk')
    const { staging } = body.prefetch as {
      staging: { entry: { resource: { valueCodeableConcept: { text?: string } } }[] }
    }
    const value = staging.entry[0]?.resource.valueCodeableConcept
    if (value !== undefined)
      value.text = 'IIIa <img src=x onerror=alert(1)> | [x](http://evil.example)'
    const [card] = cardsOf(await call(body))
    expect(card?.detail).not.toMatch(/(?<!\\)<img/)
    expect(card?.detail).not.toMatch(/(?<!\\)\[x/)
    expect(card?.detail).not.toContain('http://evil')
  })
})

describe('what cannot be obtained', () => {
  test('412 with an OperationOutcome when neither prefetch nor a FHIR server is there', async () => {
    const { prefetch: _prefetch, ...body } = prefetched('high-risk')
    const response = await call(body).expect(412)
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(response.type).toBe('application/fhir+json')
  })

  test('412 when the FHIR server refuses everything', async () => {
    const body = unprefetched('high-risk', fhirServer)
    body.fhirAuthorization = {
      access_token: 'wrong',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 'cds',
    }
    await call(body).expect(412)
  })

  test('a key that brought nothing is named on the card with the reason', async () => {
    const body = prefetched('high-risk')
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    body.prefetch = { ...body.prefetch, imaging: outcome }
    const [card] = cardsOf(await call(body))
    expect(card?.summary).toContain('the record could not be read (imaging). Try again.')
    expect(card?.detail).toContain('the EHR reported an error for it')
  })

  test('what calls of a site never bring costs a caution, what failed costs the category', async () => {
    const body = prefetched('high-risk')
    const { procedures: _procedures, ...others } = body.prefetch!
    const [silent] = cardsOf(await call({ ...body, prefetch: others }))
    expect(silent?.summary).toMatch(/likelihood: high/)
    expect(silent?.detail).toContain('| earlier procedures | was not given to the service')
    expect(silent?.detail).toContain('could not be checked whether there was an earlier TACE')
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    const [failed] = cardsOf(await call({ ...body, prefetch: { ...others, procedures: outcome } }))
    expect(failed?.summary).toContain('the record could not be read (earlier procedures)')
  })

  test('null means that the record is empty: nothing is fetched again', async () => {
    const body = prefetched('high-risk')
    body.prefetch = { ...body.prefetch, bloodCounts: null }
    const [card] = cardsOf(await call({ ...body, fhirServer }))
    expect(card?.detail).toContain('| NLR | not in the record |')
  })

  test("another patient's results never enter a computation", async () => {
    const body = prefetched('high-risk')
    const other = prefetched('low-risk').prefetch!
    body.prefetch = { ...body.prefetch, bloodCounts: other['bloodCounts'] }
    const [card] = cardsOf(await call(body))
    expect(card?.summary).toContain('not all of the record could be read (blood counts)')
    expect(card?.detail).not.toContain('2.1')
    const last = JSON.parse(service.log.at(-1) ?? '{}') as { ofOthers: number }
    const { entry } = other['bloodCounts'] as { readonly entry: readonly unknown[] }
    expect(last.ofOthers).toBe(entry.length)
  })
})

describe('bad input is refused with a status of its own and the field at fault', () => {
  const post = (body: string, type = 'application/json') =>
    service.http.post(serviceFor()).set('content-type', type).send(body)

  test.each([
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['invalid UTF-8 is no JSON', '"\\ud800', 400],
    ['empty', '', 400],
  ])('%s: %s is %i', async (_name, body, status) => {
    const response = await post(body).expect(status)
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(response.text).not.toMatch(/at .*\.ts/)
  })

  test('another media type is 415', () => post('hello', 'text/plain').expect(415))

  test.each(['application/fhir+json', 'application/json+fhir', 'application/json; charset=utf-8'])(
    '%s is JSON',
    (type) => post(JSON.stringify(prefetched('high-risk')), type).expect(200),
  )

  test.each([
    ['hookInstance', { hookInstance: undefined }, 'hookInstance'],
    ['context', { context: undefined }, 'context'],
    ['hook', { hook: undefined }, 'hook'],
    ['another hook', { hook: 'order-sign' }, 'hook'],
    ['fhirServer', { fhirServer: 'ftp://x' }, 'fhirServer'],
    ['prefetch', { prefetch: 'all' }, 'prefetch'],
    ['a prefetched string', { prefetch: { imaging: 'x' } }, 'prefetch.imaging'],
    [
      'a prefetched Bundle whose entries are no list',
      { prefetch: { imaging: { resourceType: 'Bundle', entry: {} } } },
      'prefetch.imaging.entry',
    ],
    [
      'a token without a FHIR server',
      {
        fhirAuthorization: {
          access_token: 'a',
          token_type: 'Bearer',
          expires_in: 1,
          scope: '',
          subject: '',
        },
      },
      'fhirServer',
    ],
  ])('400 names %s', async (_name, change, expression) => {
    const response = await call({ ...prefetched('high-risk'), ...change }).expect(400)
    expect(expressionsOf(response)).toContain(expression)
  })

  test.each([
    ['userId', { userId: undefined }, 'context.userId'],
    ['patientId', { patientId: '' }, 'context.patientId'],
    ['a patient reference', { patientId: 'Patient/x' }, 'context.patientId'],
    ['selections', { selections: 'all' }, 'context.selections'],
    ['draftOrders', { draftOrders: { resourceType: 'ServiceRequest' } }, 'context.draftOrders'],
    [
      'an entry of draftOrders',
      { draftOrders: { resourceType: 'Bundle', entry: [{ resource: 'x' }] } },
      'context.draftOrders.entry[0].resource',
    ],
  ])('400 names %s of the context', async (_name, change, expression) => {
    const body = prefetched('high-risk')
    const response = await call({ ...body, context: { ...body.context, ...change } }).expect(400)
    expect(expressionsOf(response)).toContain(expression)
  })

  test('an unknown service is 404, with an OperationOutcome', async () => {
    const response = await service.http.post('/cds-services/other').send({}).expect(404)
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' })
  })
})

describe('the process', () => {
  test('a body beyond the limit is 413', async () => {
    const small = await startTestService({ BODY_LIMIT_BYTES: '2000', AUTH_MODE: 'optional' }, [
      '--no-sandbox',
    ])
    try {
      await small.http.post(serviceFor()).send(prefetched('high-risk')).expect(413)
    } finally {
      await small.stop()
    }
  })

  test('without the sandbox a FHIR server that is not registered is never asked', async () => {
    const bare = await startTestService({ AUTH_MODE: 'optional' }, ['--no-sandbox'])
    try {
      const response = await bare.http
        .post(serviceFor())
        .send(unprefetched('high-risk', fhirServer))
        .expect(403)
      expect(expressionsOf(response)).toEqual(['fhirServer'])
      await bare.http.get('/').expect(404)
      await bare.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
    } finally {
      await bare.stop()
    }
  })

  test('a taken port is told in words', async () => {
    const { port } = new URL(service.publicUrl)
    await expect(
      startTestService({ PORT: port, AUTH_MODE: 'optional' }, ['--no-sandbox']),
    ).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`)
  })

  test('no value of a patient is in the log', async () => {
    await call(prefetched('high-risk')).expect(200)
    const log = service.log.join('\n')
    for (const value of ['Synthetic', 'high-risk', '109841003', 'Observation', 'Patient/'])
      expect(log).not.toContain(value)
  })
})
