import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addDays } from '../../src/base/time.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { lookedForOf, sinceByKey } from '../../src/hook/look-back.ts'
import { askBoard, earlierTace, marker, recordWith } from '../support/board.ts'
import { cardsOf } from '../support/cards.ts'
import { NOW } from '../support/clock.ts'
import { searchAnswer } from '../support/fhir-search.ts'
import { type FhirStub, sendJson, startFhirStub } from '../support/fhir-stub.ts'
import { repositoryPath } from '../support/paths.ts'
import { fc } from '../support/property.ts'
import { observation, on, type Resource, ucum } from '../support/readings.ts'
import { startTestService, type TestService } from '../support/service.ts'

const { boards } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { board } = boards[0]!

describe('how far back a board looks', () => {
  const daysOf = (mayFollow: boolean) => {
    const since = sinceByKey(lookedForOf(board, mayFollow), [], NOW)
    return (key: string) => (NOW - since[key]!) / 86_400_000
  }

  // ART is for a TACE of up to 90 days before, and reads liver function of the 14 days before that;
  // Post-TACE-Predict is cautious of one of more than 63, and reads images of the 45 before.
  test.each([
    ['liverFunction', 14 + 1, 90 + 14 + 1],
    ['staging', 45 + 1, 90 + 45 + 1],
    ['imaging', 45 + 1, 63 + 45 + 1],
  ])('%s: %d days where no TACE was before, else %d', (key, first, repeat) => {
    expect(daysOf(false)(key)).toBe(first)
    expect(daysOf(true)(key)).toBe(repeat)
  })

  test('every value that ART may take of before a TACE lies within it', () => {
    const { readings } = board
    const ofArt = ['ast', 'bilirubin', 'albumin', 'inr', 'ascites', 'encephalopathy']
    const asked = fc.constantFrom(...readings.filter(({ id }) => ofArt.includes(id)))
    fc.assert(
      fc.property(asked, fc.integer({ min: 15, max: 90 }), fc.nat(45), (reading, tace, before) => {
        fc.pre(before <= reading.lookbackDays)
        expect(tace + before).toBeLessThan(daysOf(true)(reading.prefetchKey))
      }),
    )
  })

  test('nothing is looked for less far than without an earlier TACE', () => {
    for (const { prefetchKey } of board.readings)
      expect(daysOf(true)(prefetchKey)).toBeGreaterThanOrEqual(daysOf(false)(prefetchKey))
  })
})

const daysAgo = (days: number) => on(new Date(addDays(NOW, -days)).toISOString())

const BEFORE = daysAgo(80)

/** Values of the order, of before a TACE of 75 days ago, and as many between as fill some pages. */
const RECORD: readonly Resource[] = [
  ...recordWith({ ast: marker('ast', ucum(56, 'U/L')) }),
  marker('response', { valueCodeableConcept: { text: 'PR' } }),
  marker('ast', ucum(40, 'U/L'), BEFORE),
  observation('bilirubin', ucum(15, 'umol/L'), BEFORE),
  observation('albumin', ucum(40, 'g/L'), BEFORE),
  observation('inr', ucum(1, '1'), BEFORE),
  observation('ascites', { valueBoolean: false }, BEFORE),
  observation('encephalopathy', { valueBoolean: false }, BEFORE),
  ...Array.from({ length: 60 }, (_, i) =>
    observation('bilirubin', ucum(22, 'umol/L'), daysAgo(18 + i / 2)),
  ),
  earlierTace(daysAgo(75).effectiveDateTime),
]

describe('a record that nobody prefetched', () => {
  let service: TestService
  let fhir: FhirStub
  const { prefetch, ...asked } = askBoard()

  beforeAll(async () => {
    service = await startTestService()
    const rest = Object.values(prefetch ?? {}).flatMap((slot) => {
      const { entry = [] } = slot as { readonly entry?: readonly { readonly resource: Resource }[] }
      return entry.map(({ resource }) => resource).filter((one) => 'clinicalStatus' in one)
    })
    const subject = { reference: 'Patient/board' }
    const record = [...RECORD, ...rest]
      .map((one, i): Resource => ({ ...one, id: `r${String(i)}`, subject }))
      .filter(isFhirResource)
    fhir = await startFhirStub((request, response) => {
      const url = request.url ?? ''
      const quirks = { pageSize: 10, ignoresCount: true }
      if (url.endsWith('/Patient/board')) sendJson(response, prefetch?.['patient'])
      else sendJson(response, searchAnswer(record, url, quirks))
    })
  })
  afterAll(async () => {
    await service.stop()
    await fhir.close()
  })

  test('is read back to the values before the earlier TACE', async () => {
    const body = { ...asked, fhirServer: fhir.url }
    const answer = await service.http.post('/cds-services/pre-tace-board-order-select').send(body)
    const [card] = cardsOf(answer)
    expect(card?.detail).toMatch(/\| ART \| 4\.0, 2\.5 or more/)
  })
})
