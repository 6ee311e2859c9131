import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { elements, isJsonObject, type JsonObject } from '../../src/base/json.ts'
import { readRepositoryJson } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ RATE_PER_MINUTE: '1000000' }, ['--no-sandbox'])
})
afterAll(() => service.stop())

/** What `in` and `[]` find in every plain object and in every function. */
const NAMES = ['constructor', '__proto__', 'toString']

type Path = readonly (string | number)[]

/** The texts of a value; of the elements of a list, those of the first two. */
function textsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return [path]
  if (Array.isArray(value))
    return value.slice(0, 2).flatMap((element, i) => textsIn(element, [...path, i]))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]))
}

/** A copy with another text at a path. */
function withText(value: unknown, [head, ...rest]: Path, text: string): unknown {
  if (head === undefined) return text
  if (Array.isArray(value))
    return elements(value).map((element, i) =>
      i === head ? withText(element, rest, text) : element,
    )
  if (!isJsonObject(value)) return value
  return { ...value, [head]: withText(value[head], rest, text) }
}

const post = async (path: string, body: unknown) =>
  (await service.http.post(path).send(body as JsonObject)).status

describe('a word that every object knows is a word like any other', () => {
  const body = prefetched('high-risk')
  const places = textsIn(body)

  test('there are enough places to try it at', () => {
    expect(places.length).toBeGreaterThan(80)
  })

  test.each(NAMES)('%s in any place of a request is answered, and no failure', async (name) => {
    const failed: string[] = []
    for (const path of places) {
      const status = await post(serviceFor(), withText(body, path, name))
      if (status >= 500) failed.push(path.join('.'))
    }
    expect(failed).toEqual([])
  })

  test.each(NAMES)('%s as a member of any object is passed over', async (name) => {
    const holders = [...new Set(places.map((path) => JSON.stringify(path.slice(0, -1))))]
    const failed: string[] = []
    for (const holder of holders) {
      const path = [...(JSON.parse(holder) as Path), '@']
      const text = JSON.stringify(withText(body, path, 'x')).replace('"@":', `"${name}":`)
      const { status } = await service.http
        .post(serviceFor())
        .set('Content-Type', 'application/json')
        .send(text)
      if (status >= 500) failed.push(holder)
    }
    expect(failed).toEqual([])
  })

  test.each(NAMES)('%s in any place of feedback', async (name) => {
    const item = {
      card: 'c',
      outcome: 'accepted',
      acceptedSuggestions: [{ id: 's' }],
      overrideReason: { reason: { code: 'c', system: 's' }, userComment: 'u' },
      outcomeTimestamp: '2026-11-20T09:00:00Z',
    }
    for (const path of textsIn(item))
      expect(
        await post(`${serviceFor()}/feedback`, { feedback: [withText(item, path, name)] }),
      ).toBeLessThan(500)
  })

  test.each(NAMES)('%s as the name of a service', async (name) => {
    for (const path of [`/cds-services/${name}`, `/cds-services/${name}/feedback`])
      expect(await post(path, body)).toBe(404)
    expect((await service.http.get(`/cds-services/${name}/model-card`)).status).toBe(404)
  })
})

describe('the cases', () => {
  test('an order of no type is passed over, and the others are answered', async () => {
    const body = readRepositoryJson('fixtures/cases/attack/proto-resource-type.json')
    const { status, text } = await service.http
      .post(serviceFor('order-sign'))
      .send(body as JsonObject)
    expect([status, JSON.parse(text)]).toEqual([200, { cards: [] }])
  })

  test('a unit that is none makes the value unusable, and the card says so', async () => {
    const body = readRepositoryJson('fixtures/cases/attack/proto-unit.json')
    const { status, text } = await service.http
      .post(serviceFor('order-sign'))
      .send(body as JsonObject)
    expect(status).toBe(200)
    expect(text).toMatch(/unit/)
  })

  test('feedback with an id of 8 000 characters is refused, and names its field', async () => {
    const body = readRepositoryJson('fixtures/cases/attack/poison-feedback.json')
    const { status, text } = await service.http
      .post(`${serviceFor()}/feedback`)
      .send(body as JsonObject)
    expect(status).toBe(400)
    expect(text).toContain('"expression":["feedback[0].card"]')
  })
})
