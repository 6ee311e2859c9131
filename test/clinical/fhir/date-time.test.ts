import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { isInFuture, parseDateTime } from '../../../src/clinical/fhir/date-time.ts'
import { DAY_MS, toInstant } from '../../../src/base/time.ts'

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

describe('a date names the span of time that it leaves open', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-02', '2026-02-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z', '2026-11-20T23:59:59.999Z'],
    ['2026-11-20T08:30:00+08:00', '2026-11-20T00:30:00.000Z', '2026-11-20T00:30:00.000Z'],
    ['2026-11-20T08:30:00-05:00', '2026-11-20T13:30:00.000Z', '2026-11-20T13:30:00.000Z'],
    ['2026-11-20T08:30:00.123Z', '2026-11-20T08:30:00.000Z', '2026-11-20T08:30:00.000Z'],
  ])('%s', (text, earliest, latest) => {
    const span = parseDateTime(text)
    expect([iso(span?.earliest), iso(span?.latest)]).toEqual([earliest, latest])
  })

  test.each([
    '',
    'yesterday',
    '2026-13',
    '2026-02-30',
    '20261120',
    '2026-11-20T25:00:00Z',
    '2026-11-20T08:30:00.Z',
    '2026-11-20T08:30:00+15:00',
    '2026-11-20T08:30:00*05:00',
    '0999-01-01',
  ])('"%s" is no date', (text) => {
    expect(parseDateTime(text)).toBeUndefined()
  })

  test('any text gives a span or nothing, never an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const span = parseDateTime(text)
        expect(span === undefined || span.earliest <= span.latest).toBe(true)
      }),
    )
  })

  test('every instant that JavaScript writes is read back to the second', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
        (date) => {
          const seconds = Math.floor(date.getTime() / 1000) * 1000
          expect(parseDateTime(date.toISOString())?.earliest).toBe(seconds)
        },
      ),
    )
  })
})

test('an instant is the same in whatever zone it is written, from -12:00 to +14:00', () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const instant = fc.date({
    noInvalidDate: true,
    min: new Date('2000-01-02'),
    max: new Date('2100-01-01'),
  })
  fc.assert(
    fc.property(instant, fc.integer({ min: -12 * 60, max: 14 * 60 }), (date, ahead) => {
      const moment = Math.floor(date.getTime() / 1000) * 1000
      const local = new Date(moment + ahead * 60_000).toISOString().slice(0, 19)
      const zone = `${two(Math.trunc(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
      const written = `${local}${ahead < 0 ? '-' : '+'}${zone}`
      expect(parseDateTime(written)).toEqual({ earliest: moment, latest: moment, written })
    }),
  )
})

test('a day of grace is given to clocks and zones, no more', () => {
  const now = toInstant(Date.UTC(2026, 10, 20))
  const at = (days: number) => parseDateTime(new Date(now + days * DAY_MS).toISOString())!
  expect(isInFuture(at(0.9), now)).toBe(false)
  expect(isInFuture(at(1.1), now)).toBe(true)
})
