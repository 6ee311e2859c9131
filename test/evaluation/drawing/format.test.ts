import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { coefficientText, ratio, ratioText } from '../../../src/evaluation/drawing/format.ts'

describe('an odds ratio in print', () => {
  test.each([
    [1, '1.000'],
    [1.664, '1.664'],
    [1.0000066, '1.0000066'],
    [0.99994, '0.999940'],
    [1.0102, '1.010'],
    [0.0421, '0.042'],
    [999, '999.000'],
    [3e6, '>1000'],
    [Infinity, '>1000'],
    [1e-7, '<0.001'],
    [0, '<0.001'],
  ])('%d is %s', (value, text) => {
    expect(ratio(value)).toBe(text)
  })

  test('is never 1 unless it is, whatever the unit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 5, noNaN: true }),
        fc.boolean(),
        (effect, isBelow) => {
          const text = ratio(Math.exp(isBelow ? -effect : effect))
          expect(text).not.toMatch(/^[01]\.?0*$|^0\.9+$/)
        },
      ),
    )
  })

  test('has an interval that may have no end', () => {
    expect(ratioText({ value: 10.129, ci95: [0.406, Infinity] })).toBe('10.129 (0.406 to >1000)')
    expect(coefficientText({ value: 2.3154, ci95: [-0.9, Infinity] })).toBe(
      '2.32 (-0.9 to no limit)',
    )
  })
})
