import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardsOf, expressionsOf } from '../support/cards.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor, type HookBody } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const readCase = (path: string) =>
  JSON.parse(readFileSync(repositoryPath(`fixtures/cases/${path}.json`), 'utf8')) as HookBody

/** Each is called by somebody else: nobody is told at order-sign what order-select told him. */
let callers = 0
function post(body: HookBody) {
  callers += 1
  const context = { ...body.context, userId: `Practitioner/${String(callers)}` }
  return service.http.post(serviceFor(body.hook)).send({ ...body, context })
}

async function summariesOf(body: HookBody): Promise<readonly string[]> {
  return cardsOf(await post(body).expect(200)).map(({ summary }) => summary)
}

const NO_HCC = /no hepatocellular carcinoma diagnosis found/
const EARLIER = /does not apply \(earlier TACE in the record\)/
const A_CARD = /^TACE resistance/
const FIGURE_OR_INPUTS = /likelihood|cannot tell|firmly|inputs usable/

describe('the stored cases have their right answer', () => {
  test.each<[string, RegExp]>([
    ['reading/01-hcc-suffix-liver-metastasis', NO_HCC],
    ['reading/01c-hcc-suffix-diabetes-problem', NO_HCC],
    ['reading/07-earlier-tace-cpt37243', EARLIER],
    ['reading/08-order-37243-reasonReference', FIGURE_OR_INPUTS],
    ['reading/13-dx-icd10gm', FIGURE_OR_INPUTS],
    ['protocol/04a-selection-bare-id', A_CARD],
    ['protocol/04b-selection-urn-uuid-fullurl', A_CARD],
    ['protocol/04c-selection-urn-uuid-and-id', A_CARD],
    ['protocol/04d-selection-by-https-fullurl', A_CARD],
    ['protocol/04f-selection-numeric-id', A_CARD],
    ['protocol/07a-control-reasonCode', FIGURE_OR_INPUTS],
    ['protocol/07a-order-37243-reasonReference-hcc', FIGURE_OR_INPUTS],
    ['protocol/07b-procedure-37243-reasonCode-hcc', EARLIER],
    ['protocol/07c-procedure-37243-note-tace', EARLIER],
    ['protocol/07d-procedure-37243-reasonReference', EARLIER],
    ['protocol/07e-medicationReference-contained', FIGURE_OR_INPUTS],
    ['protocol/07f-requestgroup-nested-action', FIGURE_OR_INPUTS],
    ['protocol/07g-requestgroup-action-title', FIGURE_OR_INPUTS],
    ['protocol/07h-requestorchestration', FIGURE_OR_INPUTS],
    ['protocol/07i-order-subject-urn-uuid', FIGURE_OR_INPUTS],
    ['codes/diagnosis-icd-10-gm-c22.0', FIGURE_OR_INPUTS],
    ['codes/child-pugh-c-loinc-98153-0', /does not apply \(CNLC IV|does not apply \(Child-Pugh C/],
    ['codes/ecog-3-mii-form', /does not apply \(CNLC IV/],
    ['codes/earlier-tace-icd10pcs-04L33DZ', EARLIER],
    ['codes/earlier-tace-sct-441525007', EARLIER],
  ])('%s gets one card: %s', async (path, summary) => {
    const summaries = await summariesOf(readCase(path))
    expect(summaries).toHaveLength(1)
    expect(summaries[0]).toMatch(summary)
  })

  test.each([
    'reading/01b-hcc-suffix-bone-37243',
    'reading/06-order-bowel-chemoembolisation',
    'reading/06b-order-renal-tumour',
  ])('%s gets no card', async (path) => {
    expect(await summariesOf(readCase(path))).toEqual([])
  })

  test('resources/13: a reason by reference is read as one by code is', async () => {
    const { order } = readCase('resources/13-reasonreference-r4') as unknown as { order: object }
    const body = prefetched('high-risk', 'order-sign')
    body.context['draftOrders'] = { resourceType: 'Bundle', entry: [{ resource: order }] }
    expect(await summariesOf(body)).toHaveLength(1)
  })
})

describe('selections', () => {
  test('protocol/04e: where none names an order, the request is refused', async () => {
    const response = await post(readCase('protocol/04e-selection-of-nothing')).expect(400)
    expect(expressionsOf(response)).toEqual(['context.selections'])
  })

  test('one that names nothing beside one that does is told in the log', async () => {
    const body = readCase('protocol/04a-selection-bare-id')
    body.context['selections'] = ['o1', 'ServiceRequest/typo']
    service.log.length = 0
    expect(await summariesOf(body)).toHaveLength(1)
    expect(service.log.some((line) => line.includes('"selectionsOfNothing":1'))).toBe(true)
  })
})

/** The high-risk patient with another diagnosis, another order or procedures. */
function changed(change: (resource: Record<string, unknown>) => void, procedures: object[] = []) {
  const body = prefetched('high-risk', 'order-sign')
  const bundles = [body.context['draftOrders'], body.prefetch?.['diagnoses']] as {
    entry: { resource: Record<string, unknown> }[]
  }[]
  for (const { entry } of bundles) for (const { resource } of entry) change(resource)
  const entry = procedures.map((procedure, i) => ({
    resource: {
      resourceType: 'Procedure',
      id: `p${String(i)}`,
      status: 'completed',
      subject: { reference: 'Patient/high-risk' },
      performedDateTime: '2026-05-01',
      ...procedure,
    },
  }))
  body.prefetch = { ...body.prefetch, procedures: { resourceType: 'Bundle', entry } }
  return body
}

const diagnosis = (code: object) =>
  changed((resource) => {
    if (resource['resourceType'] === 'Condition') resource['code'] = code
  })

const order = (code: object) =>
  changed((resource) => {
    if (resource['resourceType'] === 'ServiceRequest') resource['code'] = code
  })

const cardOf = async (body: HookBody) => cardsOf(await post(body).expect(200))[0]

const CM = 'http://hl7.org/fhir/sid/icd-10-cm'

describe('what the card says of it', () => {
  test('words that decide beside a broader code are cited with the code', async () => {
    const code = { coding: [{ system: CM, code: 'C22.9' }], text: 'Hepatocellular carcinoma' }
    const card = await cardOf(diagnosis(code))
    expect(card?.detail).toContain('Hepatocellular carcinoma')
    expect(card?.detail).toContain('C22.9')
  })

  test('a code that only the site can read is named, and not said to be missing', async () => {
    const code = { coding: [{ system: 'http://his.example/icd10', code: 'C22.0' }] }
    const card = await cardOf(diagnosis(code))
    expect(card?.summary).toMatch(/map its code in the site file/)
    expect(card?.detail).toContain('C22.0')
  })

  test.each(['Repeat TACE', 'TACE, 2nd session', '第3次TACE', '再次肝动脉化疗栓塞术'])(
    'an order called %s is not for a first TACE',
    async (name) => {
      expect((await cardOf(order({ text: name })))?.summary).toMatch(EARLIER)
    },
  )

  test.each([
    { code: { text: 'Y-90 radioembolization' } },
    { code: { text: '肝动脉栓塞术' } },
    { code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] } },
    {
      code: {
        coding: [{ system: 'http://fhir.de/CodeSystem/bfarm/ops', code: '8-836.x' }],
        text: 'Selektive Embolisation',
      },
    },
  ])('%j may have been one: a caution, in both languages', async (procedure) => {
    const body = changed(() => undefined, [procedure])
    expect((await cardOf(body))?.detail).toContain('may have been a TACE of the liver')
    const chinese = await post(body).set('Accept-Language', 'zh-CN').expect(200)
    expect(cardsOf(chinese)[0]?.detail).toContain('可能为既往肝脏')
  })

  test("a reason that is another disease decides before the patient's own", async () => {
    const body = changed((resource) => {
      if (resource['resourceType'] !== 'ServiceRequest') return
      resource['code'] = { text: 'TACE' }
      resource['reasonReference'] = []
      resource['reasonCode'] = [{ coding: [{ system: CM, code: 'C64.1' }] }]
    })
    expect((await cardOf(body))?.summary).toMatch(NO_HCC)
  })
})
