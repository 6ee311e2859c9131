import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  count,
  diffusion,
  inputs,
  observation,
  on,
  outcome,
  read,
  type Resource,
  ucum,
} from '../../support/readings.ts'

/** Ways to write a value of a quantity: the unit, and how many of it one canonical unit is. */
const CELLS = [
  ['/uL', 1000],
  ['/mm3', 1000],
  ['10*3/uL', 1],
  ['10*3/mm3', 1],
  ['10*9/L', 1],
  ['10*6/L', 1000],
] as const
const DIFFUSION = [
  ['10*-3.mm2/s', 1],
  ['mm2/s', 0.001],
  ['um2/s', 1000],
  ['um2/ms', 1],
  ['10*-6.mm2/s', 1000],
  ['10*-9.m2/s', 1],
  ['cm2/s', 0.00001],
] as const

const close = (value: number | string | undefined, expected: number) => {
  expect(typeof value).toBe('number')
  expect(Number(value)).toBeCloseTo(expected, 9)
}

describe('a value is the same in whatever accepted unit it comes', () => {
  test('cell counts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CELLS), fc.constantFrom(...CELLS), ([a, n], [b, m]) => {
        const { nlr } = read(
          observation('neutrophils', ucum(4.2 * n, a)),
          observation('lymphocytes', ucum(1.5 * m, b)),
        )
        expect(outcome(nlr)).toBe(2.8)
      }),
    )
  })

  test('diffusion coefficients', () => {
    const values = fc.integer({ min: 400, max: 3000 }).map((n) => n / 1000)
    fc.assert(
      fc.property(fc.constantFrom(...DIFFUSION), values, ([unit, n], value) => {
        close(outcome(read(observation('adc', ucum(value * n, unit)))['adc']), value)
      }),
    )
  })
})

test('no reading depends on the order in which the Observations come', () => {
  const all = [
    observation('neutrophils', count(4.2)),
    observation('lymphocytes', count(1.5)),
    observation('neutrophils', count(8), on('2026-11-10T08:30:00Z')),
    observation('lymphocytes', count(1), on('2026-11-10T08:30:00Z')),
    observation('adc', diffusion(1.2)),
    observation('adc', diffusion(1.3), on('2026-11-01T08:30:00Z')),
    observation('dStar', diffusion(44)),
  ]
  const expected = read(...all)
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(read(...shuffled)).toEqual(expected)
    }),
  )
})

test('whatever an Observation holds, a reading is a finite number within its limits or a word', () => {
  const value = fc.oneof(
    fc.record({ valueQuantity: fc.anything() }),
    fc.record({
      valueQuantity: fc.record({
        value: fc.double(),
        unit: fc.constantFrom('um2/s', 'mm2/s', '', 'kg'),
      }),
    }),
    fc.record({ valueString: fc.string() }),
    fc.record({ valueInteger: fc.integer() }),
    fc.record({ valueRange: fc.anything() }),
    fc.record({ valueRatio: fc.anything() }),
    fc.record({ component: fc.anything() }),
    fc.record({ effectivePeriod: fc.anything() }),
    fc.record({ effectiveTiming: fc.anything() }),
    fc.record({ focus: fc.anything(), derivedFrom: fc.anything(), contained: fc.anything() }),
  )
  const names = fc.constantFrom('adc', 'dStar', 'capsule', 'stage', 'neutrophils', 'size')
  const record = fc.array(fc.tuple(names, value), { maxLength: 4 })
  fc.assert(
    fc.property(record, (entries) => {
      const resources = entries.map(([name, more]) => observation(name as 'adc', more as Resource))
      for (const [id, reading] of Object.entries(read(...resources))) {
        if (reading.kind !== 'found') continue
        const { number } = reading.value
        const input = inputs.predictors.find((predictor) => predictor.id === id)
        const [least, most] = input?.kind === 'finding' ? [0, 1] : input!.acceptance
        expect(number >= least && number <= most).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('an age is the difference of the dates that are printed, in whatever zones', () => {
  const offset = fc.integer({ min: -12 * 60, max: 14 * 60 }).map((minutes) => {
    const [hour, minute] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
    const two = (n: number) => String(n).padStart(2, '0')
    return `${minutes < 0 ? '-' : '+'}${two(hour)}:${two(minute)}`
  })
  const day = fc.integer({ min: 10, max: 20 })
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 23 }), offset, (date, hour, zone) => {
      const written = `2026-11-${String(date)}T${String(hour).padStart(2, '0')}:30:00${zone}`
      const { adc } = read(observation('adc', diffusion(1.2), on(written)))
      expect(adc).toMatchObject({ kind: 'found', from: { written, ageDays: 20 - date } })
    }),
  )
})
