import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  computeScore,
  predictorsOf,
  type ScoreDefinition,
  type ScoreForm,
} from '../../../src/clinical/models/score.ts'

const scoreOf = (form: ScoreForm, classes: ScoreDefinition['classes'] = []): ScoreDefinition => ({
  id: 'synthetic',
  version: '1.0.0',
  form,
  classes,
})

const numbers = (values: Readonly<Record<string, number>>) => (name: string) => {
  const number = values[name]
  return number === undefined ? undefined : { number }
}

const term = (
  predictor: string,
  coefficient = 1,
  transform: 'identity' | 'log10' | 'square' = 'identity',
) => ({
  predictor,
  coefficient,
  transform,
})

const sum = scoreOf(
  { kind: 'formula', constant: 0, terms: [term('a'), term('b')], then: 'identity' },
  [
    { id: 'low', atMost: 7, leaning: 'favourable' },
    { id: 'high', leaning: 'unfavourable' },
  ],
)

describe('a formula', () => {
  test('is a constant and a sum of transformed terms, transformed at the end', () => {
    const hypotenuse = scoreOf({
      kind: 'formula',
      constant: 0,
      terms: [term('a', 1, 'square'), term('b', 1, 'square')],
      then: 'square-root',
    })
    expect(computeScore(hypotenuse, numbers({ a: 3, b: 4 }))?.value).toBe(5)
  })

  test('is compared with cut-offs without the noise of floating point', () => {
    expect(computeScore(sum, numbers({ a: 6.2, b: 0.8 }))?.class?.id).toBe('low')
    expect(computeScore(sum, numbers({ a: 7.000000000000001, b: 0 }))?.class?.id).toBe('low')
    expect(computeScore(sum, numbers({ a: 7.01, b: 0 }))?.class?.id).toBe('high')
  })

  test('says nothing while a predictor is not known', () => {
    expect(computeScore(sum, numbers({ a: 1 }))).toBeUndefined()
  })

  test('is never a number that is none', () => {
    const logarithm = scoreOf({
      kind: 'formula',
      constant: 1,
      terms: [term('a', 1, 'log10')],
      then: 'identity',
    })
    expect(computeScore(logarithm, numbers({ a: 0 }))).toBeUndefined()
    expect(computeScore(logarithm, numbers({ a: -1 }))).toBeUndefined()
    expect(computeScore(logarithm, numbers({ a: 100 }))?.value).toBe(3)
  })

  test('adds a constant where a condition holds, and nothing while it is not known', () => {
    const form: ScoreForm = {
      kind: 'formula',
      constant: 0,
      terms: [term('a'), { when: { input: 'b', atLeast: 10 }, coefficient: -12 }],
      then: 'identity',
    }
    expect(computeScore(scoreOf(form), numbers({ a: 40, b: 10 }))?.value).toBe(28)
    expect(computeScore(scoreOf(form), numbers({ a: 40, b: 9 }))?.value).toBe(40)
    expect(computeScore(scoreOf(form), numbers({ a: 40 }))).toBeUndefined()
    expect(predictorsOf(form)).toEqual(['a', 'b'])
  })
})

describe('a Cox model (synthetic: no published one is shipped)', () => {
  const baseline = [
    { months: 12, survival: 0.8 },
    { months: 36, survival: 0.4 },
  ]
  const model = scoreOf(
    {
      kind: 'cox',
      terms: [term('a', 0.5), term('b', -0.2)],
      centre: 0.3,
      baselineSurvival: baseline,
    },
    [
      { id: 'low', below: 0, leaning: 'favourable' },
      { id: 'high', leaning: 'unfavourable' },
    ],
  )

  test('gives the baseline survival where the linear predictor is at its centre', () => {
    const result = computeScore(model, numbers({ a: 1, b: 1 }))
    expect(result?.value).toBe(0.3)
    result?.survival.forEach(({ survival }, i) => {
      expect(survival).toBeCloseTo(baseline[i]!.survival, 12)
    })
  })

  test('raises survival to the power of the hazard ratio', () => {
    const [first] = computeScore(model, numbers({ a: 2, b: 1 }))?.survival ?? []
    expect(first?.survival).toBeCloseTo(0.8 ** Math.exp(0.5), 12)
  })

  test('survival falls with time and with the linear predictor, and stays between 0 and 1', () => {
    const value = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.double({ min: 0.1, max: 3, noNaN: true }), (a, b, more) => {
        const [early, late] = computeScore(model, numbers({ a, b }))!.survival
        const [worse] = computeScore(model, numbers({ a: a + more, b }))!.survival
        expect(late!.survival).toBeLessThanOrEqual(early!.survival)
        expect(worse!.survival).toBeLessThanOrEqual(early!.survival)
        for (const point of [early!, late!, worse!]) {
          expect(point.survival).toBeGreaterThanOrEqual(0)
          expect(point.survival).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('has classes by its linear predictor, and says nothing while one is not known', () => {
    expect(computeScore(model, numbers({ a: -1, b: 0 }))?.class?.id).toBe('low')
    expect(computeScore(model, numbers({ a: 1 }))).toBeUndefined()
  })
})
