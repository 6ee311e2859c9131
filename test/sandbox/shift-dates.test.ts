import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { addDays, DAY_MS } from '../../src/base/time.ts'
import { daysSinceNominal, NOMINAL_DAY, shiftDates } from '../../src/sandbox/shift-dates.ts'

const days = fc.integer({ min: -20_000, max: 20_000 })
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const time = fc.constantFrom(
  '',
  'T07:30:00+08:00',
  'T23:59:59.999Z',
  'T00:00:00-05:00',
  'T12:00:00Z',
)
const dated = fc.tuple(day, time).map(([date, rest]) => `${date}${rest}`)
const other = fc.constantFrom(
  'final',
  '2026',
  '2026-11',
  '10*9/L',
  '109841003',
  'MRI of 2026-11-08',
)
const resource = fc.record({
  resourceType: fc.constant('Observation'),
  status: other,
  effectiveDateTime: dated,
  note: fc.array(fc.record({ time: dated, text: other })),
  valueQuantity: fc.record({ value: fc.double({ noNaN: true }), code: other }),
})

const atOf = (text: string): number => Date.parse(text)

describe('moving a resource in time', () => {
  test('by no days leaves it as it is', () => {
    fc.assert(fc.property(resource, (each) => expect(shiftDates(each, 0)).toEqual(each)))
  })

  test('forth and back by the same days leaves it as it is', () => {
    fc.assert(
      fc.property(resource, days, (each, n) => {
        expect(shiftDates(shiftDates(each, n), -n)).toEqual(each)
      }),
    )
  })

  test('keeps the interval between two of its dates', () => {
    fc.assert(
      fc.property(dated, dated, days, (from, to, n) => {
        const moved = shiftDates({ from, to }, n)
        expect(atOf(moved.to) - atOf(moved.from)).toBe(atOf(to) - atOf(from))
      }),
    )
  })

  test('moves every date by just that many days and keeps the time of day as written', () => {
    fc.assert(
      fc.property(day, time, days, (date, rest, n) => {
        const { at } = shiftDates({ at: `${date}${rest}` }, n)
        expect(at.slice(10)).toBe(rest)
        expect(atOf(at.slice(0, 10)) - atOf(date)).toBe(n * DAY_MS)
      }),
    )
  })

  test('leaves the birth date, and what names no day', () => {
    const patient = { resourceType: 'Patient', birthDate: '1960-02-29', deceasedDateTime: '2026' }
    expect(shiftDates(patient, 3)).toEqual(patient)
  })

  test('does not change what it was given', () => {
    const given = Object.freeze({ effectiveDateTime: '2026-11-20', note: Object.freeze([]) })
    expect(shiftDates(given, 1)).toEqual({ effectiveDateTime: '2026-11-21', note: [] })
  })
})

describe('the days since the nominal day', () => {
  test('are whole ones, none on the day itself', () => {
    expect(daysSinceNominal(NOMINAL_DAY)).toBe(0)
    expect(daysSinceNominal(addDays(NOMINAL_DAY, 0.99))).toBe(0)
    expect(daysSinceNominal(addDays(NOMINAL_DAY, 400))).toBe(400)
    expect(daysSinceNominal(addDays(NOMINAL_DAY, -1))).toBe(-1)
  })
})
