import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { load } from '../../docker/load-fixtures.ts'
import type { FhirResource } from '../../src/clinical/fhir/resource.ts'
import { cardsOf } from '../support/cards.ts'
import { define as doctor } from '../../src/catalog/commands/doctor.ts'
import { runCommand } from '../support/run-command.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { orderToR5 } from '../support/r5.ts'
import { serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { allCalls, bodyOf, comparable, NOW, send } from './support/calls.ts'
import { read, write } from './support/fhir.ts'
import { type Hapi, startHapi } from './support/hapi.ts'

/** What HAPI's starter is set to: equal searches are answered from a minute ago. */
const REUSE_MILLIS = 60_000
const SMALL_PAGE = 20

let hapi: Hapi
let service: TestService

beforeAll(async () => {
  hapi = await startHapi({ tenants: true, pageSize: SMALL_PAGE, reuseMillis: REUSE_MILLIS })
  service = await startTestService()
  await load(hapi.url, NOW)
})
afterAll(async () => {
  await service.stop()
  await hapi.stop()
})

const callFor = (patient: string, hook = 'order-sign') => ({
  service: serviceFor(hook).split('/').at(-1) ?? '',
  hook,
  patient,
  language: 'en',
})

async function cardFor(patient: string, from: TestService = service) {
  const [card] = cardsOf(await send(from, callFor(patient), hapi.url).expect(200))
  return card
}

/** A call with something prefetched. */
const sendWith = (patient: string, prefetch: object) =>
  service.http
    .post(serviceFor('order-sign'))
    .send({ ...bodyOf(callFor(patient), hapi.url), prefetch })

interface Page extends FhirResource {
  readonly total?: number
  readonly link: readonly { readonly relation: string; readonly url: string }[]
  readonly entry: readonly { readonly resource: FhirResource }[]
}

/** The first page of a patient's blood counts, which has others after it. */
async function firstPage(patient: string): Promise<Page> {
  const code = 'http%3A%2F%2Floinc.org%7C751-8,http%3A%2F%2Floinc.org%7C731-0'
  return (await read(hapi.url, `Observation?patient=${patient}&code=${code}&_sort=-date`)) as Page
}

/** A page whose link to the next one is another. */
function continuedAt(page: Page, change: (next: string) => string): Page {
  const next = page.link.find(({ relation }) => relation === 'next')
  if (next === undefined) throw new Error('the page is the only one')
  return { ...page, link: [{ relation: 'next', url: change(next.url) }] }
}

describe('a URL of a tenant, and small pages', () => {
  test('every service answers every patient, in each language, as from the sandbox', async () => {
    const sandbox = `${service.publicUrl}/sandbox/fhir`
    for (const call of await allCalls(service)) {
      const [here, there] = [
        await send(service, call, sandbox),
        await send(service, call, hapi.url),
      ]
      expect([call, comparable(there, hapi.url)]).toEqual([call, comparable(here, sandbox)])
    }
  })

  test('a page that tells no total is followed to the last', async () => {
    const page = await firstPage('long-history')
    expect(page.entry).toHaveLength(SMALL_PAGE)
    expect(page).not.toHaveProperty('total')
    expect((await cardFor('long-history'))?.summary).toContain('likelihood: low (')
  })

  test('a search whose link has expired (410) is asked anew, and nothing of it is lost', async () => {
    const page = continuedAt(await firstPage('long-history'), (next) =>
      next.replace(/_getpages=[^&]+/, `_getpages=${crypto.randomUUID()}`),
    )
    const gone = page.link[0]?.url ?? ''
    expect((await fetch(gone)).status).toBe(410)
    const [card] = cardsOf(await sendWith('long-history', { bloodCounts: page }).expect(200))
    expect(card?.summary).toBe((await cardFor('long-history'))?.summary)
    expect(card?.summary).toContain('likelihood: low (')
  })

  test('a link to the tenant next door is not followed, and says so', async () => {
    const other = hapi.url.replace(/DEFAULT$/, 'DEFAULT2')
    const parameter = (name: string, value: object) => ({ name, ...value })
    await write(hapi.url, '$partition-management-create-partition', {
      resourceType: 'Parameters',
      parameter: [
        parameter('id', { valueInteger: 2 }),
        parameter('name', { valueCode: 'DEFAULT2' }),
      ],
    })
    const door = `${other}/Observation?_count=1`
    expect((await fetch(door)).status).toBe(200)
    const page = continuedAt(await firstPage('long-history'), () => door)
    const [card] = cardsOf(await sendWith('long-history', { bloodCounts: page }).expect(200))
    expect(card?.summary).toContain('not all of the record could be read (blood counts)')
  })
})

describe('the record of now', () => {
  test('a value that is written between two calls is seen by the second', async () => {
    const search = 'Observation?patient=missing-capsule&_count=20'
    const before = (await cardFor('missing-capsule'))?.summary
    expect(before).toContain('To complete: Capsule')
    const reused = (await read(hapi.url, search)) as Page
    const from = readRepositoryJson('fixtures/patients/high-risk/bundle.json') as Page
    const capsule = from.entry.find(({ resource }) => resource['id'] === 'high-risk-capsule')
    await write(hapi.url, 'Observation', {
      ...capsule?.resource,
      id: 'missing-capsule-written',
      subject: { reference: 'Patient/missing-capsule' },
      focus: undefined,
      specimen: undefined,
    })
    const again = (await read(hapi.url, search)) as Page
    // HAPI gives who does not ask for the present what it found before.
    expect(again.entry).toHaveLength(reused.entry.length)
    expect((await cardFor('missing-capsule'))?.summary).not.toContain('To complete')
  })
})

describe('what is not there', () => {
  test('a patient whom the server does not know gets no order suggested', async () => {
    const body = readRepositoryJson('fixtures/cases/fhir-server/unknown-patient.json') as object
    const response = await service.http
      .post(serviceFor('order-sign'))
      .send({ ...body, fhirServer: hapi.url })
      .expect(412)
    expect(response.text).not.toContain('suggestions')
  })
})

describe('one law for what is in a component', () => {
  test('a value in a component, under a name that is nobody’s code, is found by call and doctor', async () => {
    const observation = readRepositoryJson(
      'fixtures/cases/fhir-server/adc-in-a-component.json',
    ) as FhirResource
    const subject = { reference: 'Patient/missing-adc' }
    expect((await cardFor('missing-adc'))?.summary).toContain('To complete: ADC')
    await write(hapi.url, 'Observation', { ...observation, id: 'missing-adc-component', subject })
    expect((await cardFor('missing-adc'))?.summary).not.toContain('To complete')
    const { stdout } = await runCommand(doctor, ['--fhir', hapi.url, '--patient', 'missing-adc'])
    expect(stdout).toContain('0.922')
  })
})

describe('many at once', () => {
  /**
   * Says everything, or says that it could not be read and suggests nothing that would fill the
   * gap.
   */
  function expectTruth(given: ReturnType<typeof cardsOf>[number] | undefined, whole: string) {
    if (given?.summary === whole) return
    expect(given?.summary).toMatch(/could not be read/)
    expect(given?.summary).not.toMatch(/To complete|likelihood/)
    expect(given).not.toHaveProperty('suggestions')
  }

  test.each(['30000', '400', '100'])(
    '60 callers at once, within %s ms, get the card or the truth',
    async (budget) => {
      const busy = await startTestService({ FETCH_BUDGET_MS: budget })
      try {
        const whole = (await cardFor('high-risk'))?.summary ?? ''
        const answers = await Promise.all(
          Array.from({ length: 60 }, () => send(busy, callFor('high-risk'), hapi.url)),
        )
        for (const answer of answers) {
          expect([200, 412, 503]).toContain(answer.status)
          // Who is turned away is told when to come back.
          if (answer.status === 503) expect(answer.headers).toHaveProperty('retry-after')
          if (answer.status === 200) expectTruth(cardsOf(answer)[0], whole)
        }
      } finally {
        await busy.stop()
      }
    },
  )
})

describe('long questions', () => {
  test('200 local codes are asked for, and answered', async () => {
    const site = repositoryPath('fixtures/cases/fhir-server/site-200-codes.json')
    const local = await startTestService({ SITE_FILE: site })
    try {
      const whole = await cardFor('high-risk')
      expect((await cardFor('high-risk', local))?.summary).toBe(whole?.summary)
    } finally {
      await local.stop()
    }
  })
})

describe('a long history', () => {
  /** More pages than are read of a search, all of them older than any look-back. */
  const COUNTS = 25 * SMALL_PAGE

  const countOf = (patient: string, i: number) => ({
    resourceType: 'Observation',
    id: `${patient}-count-${String(i)}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '731-0' }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: new Date(NOW - (400 + i) * 86_400_000).toISOString(),
    valueQuantity: {
      value: 1.5,
      unit: '10*9/L',
      system: 'http://unitsofmeasure.org',
      code: '10*9/L',
    },
  })

  test('is read as far as it is of use: the card is whole', async () => {
    const before = await cardFor('low-risk')
    const entry = Array.from({ length: COUNTS }, (_, i) => {
      const resource = countOf('low-risk', i)
      return { resource, request: { method: 'PUT', url: `Observation/${resource.id}` } }
    })
    await write(hapi.url, '', { resourceType: 'Bundle', type: 'transaction', entry })
    const after = await cardFor('low-risk')
    expect(after?.summary).toContain('likelihood: low (')
    expect([after?.summary, after?.detail]).toEqual([before?.summary, before?.detail])
  })
})

describe('the release of FHIR', () => {
  const call = (type: string, change: (order: FhirResource) => FhirResource = (order) => order) => {
    const { context, ...body } = bodyOf(callFor('high-risk'), hapi.url)
    const { draftOrders } = context as unknown as { readonly draftOrders: Pick<Page, 'entry'> }
    const entry = draftOrders.entry.map(({ resource }) => ({ resource: change(resource) }))
    return service.http
      .post(serviceFor('order-sign'))
      .set('content-type', type)
      .send(
        JSON.stringify({
          ...body,
          context: { ...context, draftOrders: { ...draftOrders, entry } },
        }),
      )
  }

  test.each(['4.0', '4.3'])('of a call of FHIR %s is read from a server of R4', async (version) => {
    const response = await call(`application/json; fhirVersion=${version}`).expect(200)
    expect(cardsOf(response)[0]?.summary).toBe((await cardFor('high-risk'))?.summary)
  })

  test.each(['application/json', 'application/json; fhirVersion=5.0'])(
    'of orders of R5 (%s) is not read from a server of R4, in words',
    async (type) => {
      const response = await call(type, orderToR5).expect(412)
      expect(response.text).toContain('another FHIR version')
    },
  )
})
