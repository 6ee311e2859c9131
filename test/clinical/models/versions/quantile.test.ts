import { expect, test } from '@jest/globals'
import { quantileOf } from '../../../../src/clinical/models/versions/quantile.ts'
import { fc } from '../../../support/property.ts'

/** By its definition: the values sorted, and a straight line between two ranks. */
function bySorting(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const [low = 0, next = low] = sorted.slice(Math.floor(position))
  return low + (position - Math.floor(position)) * (next - low)
}

const value = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  // Many that are equal.
  fc.constantFrom(0, 0.05, 0.5, 1),
)
const values = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 200 }),
  fc.array(value, { minLength: 1, maxLength: 200 }).map((all) => all.toSorted((a, b) => a - b)),
  fc.array(value, { minLength: 1, maxLength: 200 }).map((all) => all.toSorted((a, b) => b - a)),
)
const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.05, 0.95, 1),
)

test('a quantile is that of the sorted values, one after the other of the same values too', () => {
  fc.assert(
    fc.property(values, share, share, (all, first, second) => {
      const numbers = Float64Array.from(all)
      expect(quantileOf(numbers, first)).toBe(bySorting(all, first))
      expect(quantileOf(numbers, second)).toBe(bySorting(all, second))
      expect([...numbers].toSorted()).toEqual(all.toSorted())
    }),
  )
})
