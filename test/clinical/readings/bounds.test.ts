import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  coded,
  count,
  diffusion,
  from,
  observation,
  of,
  on,
  outcome,
  read,
  type Resource,
} from '../../support/readings.ts'

/** So many seconds before the values of the other cases. */
const second = (i: number) => on(new Date(Date.UTC(2026, 10, 15) - i * 1_000).toISOString())

const many = (length: number, make: (i: number) => Resource) =>
  Array.from({ length }, (_, i) => make(i))

const counts = (length: number) => [
  ...many(length, (i) => observation('neutrophils', count(4), second(i))),
  ...many(length, (i) => observation('lymphocytes', count(2), second(i))),
]

const ofOneSpecimen = (length: number) => counts(length).map((one) => ({ ...one, ...from('s') }))

const lesions = (length: number, more: (i: number) => Resource = () => ({})) =>
  many(length, (i) =>
    observation('adc', diffusion(1 + (i % 7) / 10), of(`lesion-${String(i)}`), more(i)),
  )

describe('what is compared with each other is bounded', () => {
  test.each([
    [2, 2],
    [15, 2],
    [20, 'too-many-values'],
    [301, 'too-many-values'],
    [6_000, 'too-many-values'],
  ])('of %i counts of each kind within the look-back the ratio is %p', (length, expected) => {
    expect(outcome(read(...counts(length))['nlr'])).toBe(expected)
  })

  test('what is older than the look-back does not count, however much it is', () => {
    const old = many(5_000, (i) =>
      observation(
        'neutrophils',
        count(9),
        on(`2024-01-01T00:00:${String(i % 60).padStart(2, '0')}Z`),
      ),
    )
    expect(outcome(read(...old, ...counts(10))['nlr'])).toBe(2)
  })

  test.each([
    [15, 2],
    [20, 'too-many-values'],
    [300, 'too-many-values'],
  ])('of %i counts of each kind in one specimen, each with each, it is %p', (length, expected) => {
    expect(outcome(read(...ofOneSpecimen(length))['nlr'])).toBe(expected)
  })

  test('of values that contradict each other too many are told as too many, and in any order', () => {
    const values = many(301, (i) => observation('adc', diffusion(1 + i / 1_000), second(i)))
    const order = fc.shuffledSubarray(values, { minLength: values.length })
    fc.assert(
      fc.property(order, (shuffled) => {
        expect(outcome(read(...shuffled)['adc'])).toBe('too-many-values')
      }),
      { numRuns: 5 },
    )
    expect(outcome(read(...values.slice(1))['adc'])).toBe('contradicting-values')
  })

  test.each([5, 100, 101, 300])('of %i lesions without sizes none is picked', (length) => {
    const { adc } = read(...lesions(length))
    expect(outcome(adc)).toBe('several-lesions')
    // Between what the values lie is said of as many as are told apart.
    expect(adc).toEqual(
      length > 100
        ? expect.not.objectContaining({ range: expect.anything() })
        : expect.objectContaining({ range: [1, length > 6 ? 1.6 : 1.4] }),
    )
  })

  test('a stage that too many values state does not follow from its components', () => {
    const stages = many(301, (i) => observation('stage', coded('cnlc-stage', 'IIb'), second(i)))
    expect(outcome(read(...stages)['cnlcStageIIIa'])).toBe('too-many-values')
  })

  test.each([
    [
      'components with a value in words',
      { component: many(51, (i) => ({ code: { text: 'x' }, valueString: String(i) })) },
      'unknown-site',
    ],
    ['places', { focus: many(13, (i) => ({ display: `lesion ${String(i)}` })) }, 'unknown-site'],
    [
      'a name of a place that is longer than is read',
      { bodySite: { text: `liver ${'x'.repeat(1_000)} prostate` } },
      'unknown-site',
    ],
  ])('what says more of itself than is read is not used: %s', (_what, more, why) => {
    expect(outcome(read(observation('adc', diffusion(1), more))['adc'])).toBe(why)
  })
})
