import { NO_HORIZON } from '../../../src/evaluation/outcomes/outcome-in-time.ts'
import { describe, expect, test } from '@jest/globals'
import type { AssessmentRecord } from '../../../src/records/guidance-record.ts'
import type { FeedbackRecord } from '../../../src/records/feedback.ts'
import { toInstant } from '../../../src/base/time.ts'
import { withChallenger } from '../../../src/evaluation/monitoring/challenge-record.ts'
import { compareChallengers } from '../../../src/evaluation/monitoring/compare-challengers.ts'
import {
  oneCasePerOrder,
  withOutcomes,
} from '../../../src/evaluation/monitoring/orders-and-outcomes.ts'
import { isoWeekOf, periodOf } from '../../../src/evaluation/monitoring/periods.ts'
import { previewThresholds } from '../../../src/evaluation/preview/threshold-preview.ts'
import type { RecordedCase } from '../../../src/evaluation/monitoring/recorded-case.ts'
import { recompute } from '../../../src/evaluation/monitoring/recompute.ts'
import { responsesTo } from '../../../src/evaluation/monitoring/card-responses.ts'
import { fc } from '../../support/property.ts'
import {
  disclosedBesideOthers,
  disclosedBesideSum,
} from '../../../src/evaluation/monitoring/small-cells.ts'
import { toRecordedCase } from '../../../src/evaluation/monitoring/to-recorded-case.ts'
import { monitoringReport } from '../../../src/evaluation/monitoring/service-report.ts'
import { toRiskModel } from '../../../src/clinical/models/estimate.ts'
import { boardRecordOf } from '../../support/records.ts'
import { PLAN, syntheticRecords } from '../../support/synthetic-records.ts'
import { model, monitored, reference, YEAR, yearOf } from './support.ts'

const day = (text: string) => toInstant(new Date(text))
const YEARS = syntheticRecords(model, { ...PLAN, months: 2 })
const SOME = yearOf({ months: 2 })

describe('periods', () => {
  test.each([
    ['2026-12-31T23:59:59Z', '2026-W53'],
    ['2027-01-03T23:59:59Z', '2026-W53'],
    ['2027-01-04T00:00:00Z', '2027-W01'],
    ['2024-12-30T00:00:00Z', '2025-W01'],
    ['2026-02-26T12:00:00Z', '2026-W09'],
  ])('%s is in ISO week %s', (at, week) => {
    expect(isoWeekOf(day(at))).toBe(week)
  })

  test('months and quarters are of the calendar in UTC', () => {
    expect(periodOf(day('2026-09-30T23:59:59Z'), 'month')).toBe('2026-09')
    expect(periodOf(day('2026-09-30T23:59:59Z'), 'quarter')).toBe('2026-Q3')
    expect(periodOf(day('2026-10-01T00:00:00Z'), 'quarter')).toBe('2026-Q4')
  })
})

describe('orders and outcomes', () => {
  const [base] = SOME.cases
  const caseOf = (at: string, order: string | undefined, patient = 'p') =>
    ({ ...base, at: day(at), order, patient, card: at }) as RecordedCase

  test('an order that is selected and signed counts once, as it was signed', () => {
    const cases = [
      caseOf('2026-03-01', 'o'),
      caseOf('2026-03-02', 'o'),
      caseOf('2026-03-03', undefined),
    ]
    expect(oneCasePerOrder(cases, 'month').map(({ card }) => card)).toEqual(['2026-03-02'])
  })

  test('an outcome is of the last order before it, and of no other', () => {
    const cases = [caseOf('2026-03-01', 'a'), caseOf('2026-06-01', 'b'), caseOf('2026-09-01', 'c')]
    const outcomes = [
      { patient: 'p', at: day('2026-07-15'), outcome: 0 as const, definition: 'd' },
      { patient: 'p', at: day('2026-08-15'), outcome: 1 as const, definition: 'd' },
      { patient: 'q', at: day('2026-10-15'), outcome: 1 as const, definition: 'd' },
    ]
    expect(
      withOutcomes(cases, outcomes).map(({ recorded, outcome }) => [recorded.order, outcome]),
    ).toEqual([['b', 1]])
  })

  test('within the horizon of the definition an event counts, and a no is seen at its end', () => {
    const cases = ['a', 'b', 'c', 'd'].map((patient) => ({
      ...caseOf('2026-01-01', patient),
      patient,
    }))
    const seen = (patient: string, on: string, outcome: 0 | 1) => ({
      patient,
      at: day(on),
      outcome,
      definition: 'd',
    })
    const outcomes = [
      ...[seen('a', '2026-02-01', 0), seen('a', '2026-03-15', 1)],
      seen('b', '2026-02-01', 0),
      ...[seen('c', '2026-02-01', 0), seen('c', '2026-06-01', 0)],
      seen('d', '2026-08-01', 1),
    ]
    const judged = withOutcomes(cases, outcomes, { ...NO_HORIZON, withinDays: 90 })
    expect(judged.map(({ recorded, outcome }) => [recorded.order, outcome])).toEqual([
      ['a', 1],
      ['c', 0],
    ])
  })
})

describe('feedback', () => {
  const cards = SOME.cases
    .slice(0, 40)
    .map((recorded) => ({ ...recorded, client: 'a', situation: 's' }))
  const answer = (i: number, more: Partial<FeedbackRecord>): FeedbackRecord => ({
    card: cards[i]?.card ?? '',
    outcome: 'overridden',
    acceptedSuggestions: [],
    outcomeTimestamp: `2026-01-01T00:00:${String(i).padStart(2, '0')}.000Z`,
    service: 's',
    client: 'a',
    receivedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })

  test('a card overridden and later accepted is an accepted one', () => {
    const feedback = cards.flatMap((_, i) => [
      answer(i, { reason: { code: 'r' } }),
      ...(i < 10 ? [answer(i, { outcome: 'accepted', acceptedSuggestions: ['x'] })] : []),
    ])
    const { all, reasons } = responsesTo(cards, feedback)
    expect(all).toMatchObject({ shown: 40, answered: 40, overridden: 30 })
    expect(all.overrideRate?.value).toBe(0.75)
    expect(reasons).toEqual({ r: 30 })
  })

  test('the last reason of a card counts, and none is one too', () => {
    const feedback = cards.flatMap((_, i) => [
      answer(i, { reason: { code: 'first' }, outcomeTimestamp: '2025-01-01T00:00:00.000Z' }),
      answer(i, i < 20 ? { reason: { code: 'last' } } : {}),
    ])
    expect(responsesTo(cards, feedback).reasons).toEqual({ last: 20, 'no reason': 20 })
  })

  test('feedback of another client than the one that was shown the card counts for nothing, and is told', () => {
    const own = cards.map((_, i) => answer(i, { reason: { code: 'own' } }))
    const others = ['b', 'anonymous', 'A', ' a', ''].flatMap((client) =>
      cards.map((_, i) => answer(i, { client, outcome: 'accepted', acceptedSuggestions: ['x'] })),
    )
    const { all, reasons, ofOtherClients } = responsesTo(cards, [...others, ...own])
    expect(all).toMatchObject({ shown: 40, answered: 40, overridden: 40 })
    expect([reasons, ofOtherClients]).toEqual([{ own: 40 }, 200])
    expect(responsesTo(cards, others).all).toMatchObject({ answered: 0, overridden: 0 })
    expect(responsesTo(cards, own).ofOtherClients).toBe(0)
  })

  test.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])(
    'a reason whose code is %s is counted like any other',
    (code) => {
      const feedback = cards.map((_, i) => answer(i, { reason: { code } }))
      expect(Object.entries(responsesTo(cards, feedback).reasons)).toEqual([[code, 40]])
    },
  )

  test('a suggestion is accepted by its own uuid', () => {
    const feedback = cards
      .slice(0, 12)
      .map((card, i) =>
        answer(i, { outcome: 'accepted', acceptedSuggestions: [card.suggestions[0]?.uuid ?? ''] }),
      )
    const [first] = responsesTo(
      cards.map((card) => ({
        ...card,
        suggestions: card.suggestions.map(({ uuid }) => ({ uuid, kind: 'mdt' })),
      })),
      feedback,
    ).suggestions
    expect(first).toMatchObject({ kind: 'mdt', shown: 40, accepted: 12 })
    expect(first?.acceptance?.value).toBeCloseTo(0.3)
  })

  test('what would tell of one to four answers is not told, nor what it can be worked out from', () => {
    const feedback = cards.map((_, i) =>
      answer(i, { reason: { code: i < 3 ? 'rare' : i < 15 ? 'b' : 'c' } }),
    )
    expect(responsesTo(cards, feedback).reasons).toEqual({ rare: 'few', b: 12, c: '24-27' })
    expect(disclosedBesideSum({ a: 2, b: 3, c: 9 })).toEqual({ a: 'few', b: 'few', c: 9 })
  })
})

test('one small group of cards is not given away by the sum of all', () => {
  const [recorded] = SOME.cases
  const cards = Array.from({ length: 40 }, (_, i) => ({
    ...recorded!,
    card: String(i),
    client: i < 3 ? 'small' : i < 15 ? 'middle' : 'large',
  }))
  const { all, byClient } = responsesTo(cards, [])
  expect(all.shown).toBe(40)
  expect(byClient.map(({ name, shown }) => [name, shown])).toEqual([
    ['large', '24-27'],
    ['middle', 12],
    ['small', 'few'],
  ])
})

test('a silent year has every figure and no shown card', () => {
  const report = monitoringReport(yearOf({ isSilent: true }), reference, YEAR)
  expect(report.volume.map(({ shown }) => shown)).toEqual(report.periods.map(() => 0))
  expect(report.responses.all).toMatchObject({ shown: 0, answered: 0 })
  expect(report.performance.periods.at(-1)?.year.cStatistic).toBeDefined()
})

test('a card that says the same at selection and signing was shown twice', () => {
  const [volume] = monitoringReport(yearOf({}), reference, YEAR).volume
  expect(volume).toMatchObject({ orders: 50, shown: 100, shownPer100: 200, shownAgain: 50 })
})

test('counts beside their sum leave at least four values open for each of one to four', () => {
  const counts = fc.array(fc.oneof(fc.nat(9), fc.nat(500)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(counts, (all) => {
      const told = Object.values(disclosedBesideSum(Object.fromEntries(all.entries())))
      all.forEach((count, i) => {
        if (count > 0 && count < 5) expect(told[i]).toBe('few')
        const [low, high] = String(told[i]).split('-').map(Number)
        if (typeof told[i] === 'string' && high !== undefined)
          expect([count >= low!, count <= high, high - low!]).toEqual([true, true, 3])
      })
      const hasFew = told.includes('few')
      const isLargest = all.every((count) => count === 0 || count < 5)
      const isOpen = told.filter((count) => typeof count === 'string').length >= 2
      expect(hasFew && !isLargest).toBe(hasFew && !isLargest && isOpen)
    }),
  )
})

test('counts under several conditions differ by none or by at least five, where they are told', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 8 }), (counts) => {
      const told = disclosedBesideOthers(counts, [60])
      const numbers = [60, ...told.filter((count) => typeof count === 'number')]
      for (const a of numbers)
        for (const b of numbers) expect(a === b || Math.abs(a - b) >= 5 || a * b === 0).toBe(true)
      told.forEach((count, i) => {
        const [low, high] = String(count).split('-').map(Number)
        if (high !== undefined) expect(counts[i]! >= low! && counts[i]! <= high).toBe(true)
      })
    }),
  )
})

describe('a preview of thresholds', () => {
  const preview = previewThresholds(SOME.cases, SOME.outcomes, [0.0001, 0.2, 0.5, 0.9999])

  test('a threshold that all reach shows every order with a risk, and finds every outcome', () => {
    const [all] = preview.thresholds
    expect(all?.orders).toBe(preview.estimated)
    expect(all?.sensitivity?.value).toBe(1)
  })

  test('the higher the threshold the fewer the orders', () => {
    const orders = preview.thresholds.map((row) => (row.orders === 'few' ? 4 : Number(row.orders)))
    expect(orders).toEqual(orders.toSorted((a, b) => b - a))
  })

  test('silent records give the very same', () => {
    const silent = yearOf({ months: 2, isSilent: true })
    expect(previewThresholds(silent.cases, silent.outcomes, [0.5]).thresholds[0]?.orders).toBe(
      preview.thresholds[2]?.orders,
    )
  })

  test('without outcomes there is no yield', () => {
    const [preview] = previewThresholds(SOME.cases, [], [0.2]).thresholds
    expect(preview).toMatchObject({ known: 0, yield: undefined, sensitivity: undefined })
  })
})

describe('a record computed again', () => {
  const found = YEARS.records.find(({ estimate }) => estimate !== undefined)!

  test('by its own model is identical to the bit', () => {
    for (const record of YEARS.records.filter(({ estimate }) => estimate !== undefined)) {
      const stored = JSON.parse(JSON.stringify(record)) as AssessmentRecord
      expect(recompute(stored, model).verdict).toBe('identical')
    }
  })

  test('with a reading that was changed by the last bit is different, and says where', () => {
    const readings = found.readings.map((reading) =>
      reading.predictor === 'nlr'
        ? { ...reading, value: (reading.value ?? 0) * (1 + 2 ** -50) }
        : reading,
    )
    const { verdict, figures } = recompute({ ...found, readings }, model)
    expect(verdict).toBe('different')
    expect(figures.find(({ figure }) => figure === 'linear predictor')?.isSame).toBe(false)
  })

  test('by another model is different', () => {
    const { definition } = model
    const intercept = { ...definition.intercept, value: definition.intercept.value + 1e-9 }
    expect(recompute(found, toRiskModel({ ...definition, intercept })).verdict).toBe('different')
  })

  test('whose reading is gone is different, not an error', () => {
    expect(recompute({ ...found, readings: [] }, model).verdict).toBe('different')
  })

  test('without a figure has nothing to compare', () => {
    expect(recompute({ ...found, estimate: undefined }, model)).toEqual({
      verdict: 'no-figure',
      figures: [],
    })
  })

  test('of bounds is identical by the ranges that it holds', () => {
    const values = { cnlcStageIIIa: 1, nlr: 3, capsuleIncomplete: 1, dStar: 50 }
    const { range } = model.bounds(values, { adc: [0.8, 1.6] })
    const record: AssessmentRecord = {
      ...found,
      estimate: undefined,
      bounds: { range },
      readings: [
        ...Object.entries(values).map(([predictor, value]) => ({
          predictor,
          state: 'found' as const,
          value,
        })),
        { predictor: 'adc', state: 'missing', range: [0.8, 1.6] },
      ],
    }
    expect(recompute(record, model).verdict).toBe('identical')
  })
})

describe('a challenger', () => {
  // By the published figures alone, so that the intercept is all that differs.
  const published = toRiskModel({ ...model.definition, versions: undefined })
  const { definition } = published
  const better = toRiskModel({
    ...definition,
    version: '1.1.0',
    intercept: { ...definition.intercept, value: definition.intercept.value + 1 },
  })
  const data = monitored(
    syntheticRecords(published, { ...PLAN, seed: 11, miscalibration: 1, challenger: better }),
  )
  const [pair] = compareChallengers(
    oneCasePerOrder(data.cases, 'month').flatMap((recorded) =>
      recorded.estimate === undefined ? [] : [{ ...recorded, estimate: recorded.estimate }],
    ),
    data.outcomes,
  )

  test('that is right where the current model is too low has the smaller error', () => {
    expect(pair?.brierDifference?.ci95[1]).toBeLessThan(0)
    expect(pair?.challenger.observedToExpected?.value).toBeCloseTo(1, 1)
    expect(pair?.champion.observedToExpected?.value).toBeGreaterThan(1.1)
  })

  test('with another intercept alone ranks the same patients the same', () => {
    expect(pair?.challenger.cStatistic?.value).toBeCloseTo(
      pair?.champion.cStatistic?.value ?? 0,
      12,
    )
  })

  test('changes nothing of what the report says of the current model', () => {
    const bare = {
      ...data,
      cases: data.cases.map((recorded) => ({ ...recorded, challenger: undefined })),
    }
    const withIt = monitoringReport(data, reference, YEAR)
    const without = monitoringReport(bare, reference, YEAR)
    expect({ ...withIt, challengers: [] }).toEqual(without)
    expect(withIt.challengers).toHaveLength(1)
  })
})

test('a board’s record has no reading and no figure for the statistics, and no challenger judges it', () => {
  const record = boardRecordOf('b')
  expect(toRecordedCase(record)).toMatchObject({ readings: {}, service: 'board-order-select' })
  expect(toRecordedCase(record).estimate).toBeUndefined()
  const recorded = { id: 'm', version: '2', calibration: 'provisional', hash: 'h' } as const
  expect(withChallenger(record, { model, recorded })).toBe(record)
})

test('a record says nothing to the statistics but what they need', () => {
  const [record] = YEARS.records
  if (record === undefined) throw new Error('there is one')
  expect(toRecordedCase(record)).not.toHaveProperty('hookInstance')
})
