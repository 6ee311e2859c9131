import { describe, expect, test } from '@jest/globals'
import { addDays, calendarDaysBetween, toInstant, toIsoDate } from '../../src/base/time.ts'
import { fc } from '../support/property.ts'

const day = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays(toInstant(0), days))

describe('calendar days', () => {
  test('are the difference of the dates that are written, whatever time and zone follow', () => {
    const rest = fc.constantFrom('', 'T00:00:00-12:00', 'T23:59:59+14:00', 'T08:30:00Z', 'T08:30')
    fc.assert(
      fc.property(day, fc.integer({ min: -400, max: 400 }), rest, rest, (from, days, a, b) => {
        const to = addDays(from, days)
        expect(calendarDaysBetween(`${toIsoDate(from)}${a}`, `${toIsoDate(to)}${b}`)).toBe(days)
      }),
    )
  })

  test.each([
    ['2026-11-26', '2026-11-29', 3],
    ['2026-11-30', '2026-11-29', -1],
    ['2026-11', '2026-11-29', 28],
    ['2026', '2026-01-02', 1],
    ['2024-02-28', '2024-03-01', 2],
    ['last week', '2026-11-29', undefined],
    ['2026-11-29', '', undefined],
  ])('from %s to %s are %s', (from, to, expected) => {
    expect(calendarDaysBetween(from, to)).toBe(expected)
  })
})
