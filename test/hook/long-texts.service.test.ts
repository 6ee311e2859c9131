import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** A letter that no text of the service has. */
const LONG = 'Ω'.repeat(3_000)

/** More of it in a row than may be shown. */
const TOO_MUCH = /Ω{201}/

type Path = readonly (string | number)[]

/** Every text of a value, by its path. */
function* textsIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'string') yield path
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value))
      yield* textsIn(part, [...path, Array.isArray(value) ? Number(key) : key])
}

/** A copy of a value with the text at a path made long. */
function lengthened(value: unknown, path: Path): unknown {
  const [step, ...rest] = path
  if (step === undefined) return `${String(value)}${LONG}`
  if (Array.isArray(value))
    return value.map((part, i) => (i === step ? lengthened(part, rest) : part) as unknown)
  const object = value as Readonly<Record<string, unknown>>
  return { ...object, [step]: lengthened(object[step], rest) }
}

describe('a text of the record', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  test.each([
    ['tace-resistance-order-sign', 'order-sign', 'high-risk'],
    ['tace-resistance-order-sign', 'order-sign', 'missing-nlr'],
    ['tace-resistance-order-sign', 'order-sign', 'odd-units'],
    ['tace-resistance-order-sign', 'order-sign', 'several-lesions'],
    ['tace-resistance-order-sign', 'order-sign', 'earlier-tace'],
    ['tace-resistance-order-sign', 'order-sign', 'no-hcc'],
    ['pre-tace-board-order-select', 'order-select', 'high-risk'],
    ['pre-tace-board-order-select', 'order-select', 'several-lesions'],
  ])(
    '%s, %s of %s: wherever a long one stands, no card shows more than 200 characters of it',
    async (id, hook, patient) => {
      const body = prefetched(patient, hook) as unknown as Readonly<Record<string, unknown>>
      const paths = [...textsIn(body)].filter(([part]) => part === 'prefetch' || part === 'context')
      expect(paths.length).toBeGreaterThan(20)
      const shown: string[] = []
      for (const path of paths) {
        const response = await service.http
          .post(`/cds-services/${id}`)
          .send(lengthened(body, path) as object)
        // An order that a suggestion changes is given back whole.
        const text = JSON.stringify(response.body, (key, part: unknown) =>
          key === 'resource' ? undefined : part,
        )
        if (TOO_MUCH.test(text)) shown.push(path.join('.'))
      }
      expect(shown).toEqual([])
    },
  )
})
