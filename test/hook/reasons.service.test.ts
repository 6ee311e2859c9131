import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf } from '../support/cards.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const CPT = 'http://www.ama-assn.org/go/cpt'
const CM = 'http://hl7.org/fhir/sid/icd-10-cm'
const coded = (code: string) => ({ coding: [{ system: CM, code }] })

const ORDERS: Readonly<Record<string, object>> = {
  'CPT 37243': { coding: [{ system: CPT, code: '37243' }], text: 'Embolization' },
  'a name without a site': { text: 'Embolization' },
  'a name with the site': { text: 'hepatic embolization' },
  'the name': { text: 'TACE' },
  'the name in Chinese': { text: '经导管动脉化疗栓塞' },
  'another act': { text: 'Embolization of cerebral aneurysm' },
}

const REASONS: Readonly<Record<string, object>> = {
  'the diagnosis in words': { text: 'Hepatocellular carcinoma' },
  'the diagnosis by code': coded('C22.0'),
  'the diagnosis in Chinese': { text: '肝细胞癌' },
  'the diagnosis by code, worded': { ...coded('C22.0'), text: 'HCC, segment VI' },
  fibroids: { text: 'Uterine fibroids' },
  'fibroids by code': coded('D25.9'),
  'another tumour': { text: 'Renal cell carcinoma' },
  'another tumour by code': coded('C64.1'),
  'metastasis of the liver': coded('C78.7'),
  'metastasis in words': { text: 'Liver metastasis of colorectal cancer' },
  bleeding: { text: 'Gastrointestinal haemorrhage' },
  'a code that nobody knows': { coding: [{ system: 'urn:oid:1.2.3', code: 'X1' }] },
}

interface Entry {
  readonly resource: object
}
interface Entries {
  readonly entry: readonly Entry[]
}

const conditionOf = (id: string, code: object) => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
    ],
  },
  subject: { reference: 'Patient/high-risk' },
  code,
})

/** The ways to say why: `sent` goes beside the order, `recorded` into the diagnoses. */
interface Way {
  readonly reason: object
  readonly sent?: readonly Entry[]
  readonly recorded?: object
}

const WAYS: Readonly<Record<string, (reason: object) => Way>> = {
  'a reference to the record': (reason) => ({
    reason: { reasonReference: [{ reference: 'Condition/why' }] },
    recorded: conditionOf('why', reason),
  }),
  'a reference by URL': (reason) => ({
    reason: { reasonReference: [{ reference: 'https://ehr.example.org/fhir/Condition/why' }] },
    recorded: conditionOf('why', reason),
  }),
  'a reference to a version': (reason) => ({
    reason: { reasonReference: [{ reference: 'Condition/why/_history/2' }] },
    recorded: conditionOf('why', reason),
  }),
  'a contained Condition': (reason) => ({
    reason: {
      contained: [conditionOf('c', reason)],
      reasonReference: [{ reference: '#c' }],
    },
  }),
  'an entry of the call': (reason) => ({
    reason: { reasonReference: [{ reference: 'Condition/why' }] },
    sent: [{ resource: conditionOf('why', reason) }],
  }),
}

async function answerTo(code: object, { reason, sent = [], recorded }: Way) {
  const body = prefetched('high-risk', 'order-sign')
  const order = {
    resourceType: 'ServiceRequest',
    id: 'o1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/high-risk' },
    code,
    ...reason,
  }
  body.context['draftOrders'] = { resourceType: 'Bundle', entry: [{ resource: order }, ...sent] }
  const diagnoses = body.prefetch?.['diagnoses'] as Entries
  if (recorded !== undefined)
    body.prefetch = {
      ...body.prefetch,
      diagnoses: { ...diagnoses, entry: [...diagnoses.entry, { resource: recorded }] },
    }
  const response = await service.http.post(serviceFor('order-sign')).send(body).expect(200)
  return cardsOf(response).map(({ summary }) => summary)
}

describe.each(Object.entries(ORDERS))('an order of %s', (_order, code) => {
  describe.each(Object.entries(REASONS))('for %s', (_reason, reason) => {
    test.each(Object.entries(WAYS))('by %s is answered as by reasonCode', async (_way, toWay) => {
      const byCode = await answerTo(code, { reason: { reasonCode: [reason] } })
      expect(await answerTo(code, toWay(reason))).toEqual(byCode)
    })
  })
})

describe('of the same order', () => {
  test.each<[keyof typeof WAYS, string, number]>(
    Object.keys(WAYS).flatMap((way) => [
      [way, 'the diagnosis in words', 1],
      [way, 'the diagnosis by code', 1],
      [way, 'fibroids', 0],
      [way, 'another tumour', 0],
    ]),
  )('%s to %s gets %i card', async (way, reason, cards) => {
    for (const order of ['CPT 37243', 'a name with the site'])
      expect(await answerTo(ORDERS[order]!, WAYS[way]!(REASONS[reason]!))).toHaveLength(cards)
  })
})
