import { describe, expect, test } from '@jest/globals'
import { ask, BOARD, halfReadLaw, MODEL, RECORDS, sameCardLaw } from '../support/half-read.ts'
import { fc } from '../support/property.ts'

/** `npm run fuzz -- --records 20000` tries more. */
const TRIES = 300

describe('a record of which any part is hidden so that a trace is left', () => {
  test('lets no card claim more than before, and the card says that something was not read', async () => {
    await fc.assert(halfReadLaw, { numRuns: TRIES })
  })
})

describe('a record in another order, under new ids, with exact duplicates', () => {
  test('gives the same card', async () => {
    await fc.assert(sameCardLaw, { numRuns: TRIES / 6 })
  })
})

test('the records that the law is tried on have cards of every kind', async () => {
  const said = await Promise.all(RECORDS.map((record) => ask(MODEL, record, record.prefetch)))
  const situations = new Set(said.flatMap((answer) => answer?.note.situations ?? []))
  expect([...situations]).toEqual(
    expect.arrayContaining([
      'category-high',
      'insufficient-data',
      'no-diagnosis',
      'not-applicable',
      'not-classifiable',
    ]),
  )
  const boards = await Promise.all(RECORDS.map((record) => ask(BOARD, record, record.prefetch)))
  expect(boards.filter((answer) => answer?.response.cards.length === 1).length).toBeGreaterThan(2)
})
