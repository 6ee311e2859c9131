import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { sendJson, type StubHandler } from '../../support/fhir-stub.ts'
import { searchset } from '../../support/searchset.ts'
import { type HookBody, prefetched, serviceFor } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { cardsOf } from '../../support/cards.ts'
import { closeAll, stub } from './support.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())
afterEach(closeAll)

interface Entry {
  readonly resource: Record<string, unknown>
}

const { prefetch: record = {}, ...request } = prefetched('high-risk')

/** What a prefetch key of the fixture holds, with everything in it about another patient. */
const ofAnother = (key: string) =>
  JSON.parse(JSON.stringify(record[key]).replaceAll('high-risk', 'somebody-else')) as {
    readonly entry?: readonly Entry[]
  }

/** The searches that the service advertises, by prefetch key. */
let keyUrls: Readonly<Record<string, string>> = {}

/** Answers every search as the fixture has it, together with what is another patient's. */
const mixing: StubHandler = (asked, response) => {
  if (asked.url?.includes('/Patient/') === true) {
    sendJson(response, record['patient'])
    return
  }
  const key = Object.keys(record).find((one) => asked.url === `/fhir/${keyUrls[one] ?? ''}`) ?? ''
  // What the fixture does not hold is not there.
  const own = (record[key] as { readonly entry?: readonly Entry[] } | undefined)?.entry ?? []
  const others = record[key] === undefined ? [] : (ofAnother(key).entry ?? [])
  sendJson(response, searchset([...others, ...own, ...others].map(({ resource }) => resource)))
}

beforeAll(async () => {
  const response = await service.http.get('/cds-services').expect(200)
  const { services } = response.body as {
    readonly services: readonly { readonly prefetch: Readonly<Record<string, string>> }[]
  }
  const prefetch = services[0]?.prefetch ?? {}
  keyUrls = Object.fromEntries(
    Object.entries(prefetch).map(([key, url]) => [
      key,
      url.replace('{{context.patientId}}', 'high-risk'),
    ]),
  )
})

const call = (body: object) => service.http.post(serviceFor()).send(body)

const lastLine = () => JSON.parse(service.log.at(-1) ?? '{}') as Record<string, unknown>

const WARNING = 40

describe('what a FHIR server says of another patient', () => {
  test('adds no value to the card, which says that something was dropped, and the log how much', async () => {
    const server = await stub(mixing)
    const [expected] = cardsOf(await call(prefetched('high-risk')).expect(200))
    expect(lastLine()).toMatchObject({ level: 30, ofOthers: 0 })
    const body: HookBody = { ...request, fhirServer: server.url }
    const [card] = cardsOf(await call(body).expect(200))
    expect(expected?.summary).toContain('high')
    expect(card?.summary).toContain('not all of the record could be read')
    expect(card?.detail).toContain('names another patient')
    expect(card?.detail).not.toMatch(/Predicted risk|\d %/)
    const { level, ofOthers } = lastLine()
    expect(level).toBe(WARNING)
    expect(ofOthers).toBeGreaterThan(10)
  })

  test('is not taken for the patient when nothing else comes', async () => {
    const server = await stub((asked, response) => {
      if (asked.url?.includes('/Patient/') === true) sendJson(response, ofAnother('patient'))
      else
        sendJson(
          response,
          searchset((ofAnother('bloodCounts').entry ?? []).map(({ resource }) => resource)),
        )
    })
    const [card] = cardsOf(await call({ ...request, fhirServer: server.url }).expect(200))
    expect(card?.summary).toContain('not computed')
    expect(lastLine()).toMatchObject({ level: WARNING })
    expect(service.log.join('\n')).not.toContain('somebody-else')
  })

  test('nor when the client itself prefetched it', async () => {
    const prefetch = { ...record, bloodCounts: ofAnother('bloodCounts') }
    const [card] = cardsOf(await call({ ...request, prefetch }).expect(200))
    expect(card?.summary).toContain('not all of the record could be read (blood counts)')
    expect(card?.summary).not.toContain('To complete')
    expect(lastLine()).toMatchObject({ level: WARNING })
  })
})
