import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { pointsOf, roundMarks, toNomogram } from '../../../src/clinical/models/nomogram.ts'
import { repositoryPath } from '../../support/paths.ts'

const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { model, inputs } = definitions[0]!
const { predictors } = inputs
const ranges = Object.fromEntries(predictors.map(({ id, referenceRange }) => [id, referenceRange]))
const nomogram = toNomogram(model.definition, ranges)

const valuesInRange = fc.record(
  Object.fromEntries(
    predictors.map((predictor): [string, fc.Arbitrary<number>] => {
      const [min, max] = predictor.referenceRange
      const isYesNo = predictor.kind === 'finding'
      return [predictor.id, isYesNo ? fc.constantFrom(0, 1) : fc.double({ min, max, noNaN: true })]
    }),
  ),
)

describe('a nomogram', () => {
  test('read as a person reads it, gives the risk of the published figures', () => {
    fc.assert(
      fc.property(valuesInRange, (values) => {
        const total = model.definition.terms
          .map((term) => pointsOf(term, values[term.predictor]!, ranges, nomogram.logOddsPerPoint))
          .reduce((sum, points) => sum + points, 0)
        expect(total).toBeGreaterThanOrEqual(-1e-9)
        expect(total).toBeLessThanOrEqual(nomogram.totalPoints + 1e-9)
        const risk = inverseLogit(nomogram.logOddsAtZero + total * nomogram.logOddsPerPoint)
        expect(risk).toBeCloseTo(inverseLogit(model.estimate(values).linearPredictor), 12)
      }),
    )
  })

  test('gives 100 points to the predictor that moves the log odds furthest, and no more to any', () => {
    const spans = nomogram.axes.map(({ span }) => span)
    expect(Math.max(...spans)).toBeCloseTo(100, 9)
    expect(spans.reduce((sum, span) => sum + span, 0)).toBeCloseTo(nomogram.totalPoints, 9)
  })

  test('marks each value where its points are, from the end with the lower risk', () => {
    for (const { marks, span, predictor } of nomogram.axes) {
      expect(marks.length).toBeGreaterThanOrEqual(2)
      for (const { points } of marks) {
        expect(points).toBeGreaterThanOrEqual(-1e-9)
        expect(points).toBeLessThanOrEqual(span + 1e-9)
      }
      const rises = marks.at(-1)!.points > marks[0]!.points
      expect(rises).toBe(predictor !== 'adc')
    }
  })

  test('marks risks in ascending order of points', () => {
    const points = nomogram.riskMarks.map((mark) => mark.points)
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(nomogram.riskMarks.map(({ value }) => value)).toContain(0.5)
  })

  test('needs a range of every predictor', () => {
    const { nlr: _nlr, ...others } = ranges
    expect(() => toNomogram(model.definition, others)).toThrow('nlr')
  })
})

describe('round marks', () => {
  test('lie inside the range, equally spaced, about as many as asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (from, width, count) => {
          const marks = roundMarks([from, from + width], count)
          expect(marks.length).toBeLessThanOrEqual(count + 1)
          for (const mark of marks) {
            expect(mark).toBeGreaterThanOrEqual(from - width * 1e-6)
            expect(mark).toBeLessThanOrEqual(from + width * (1 + 1e-6))
          }
        },
      ),
    )
  })

  test('are the numbers that a person would choose', () => {
    expect(roundMarks([24, 68], 8)).toEqual([30, 40, 50, 60])
    expect(roundMarks([0.8, 7.2], 8)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(roundMarks([0, 1], 4)).toEqual([0, 0.5, 1])
  })
})
