import { describe, expect, test } from '@jest/globals'
import { Z_95 } from '../../../src/clinical/models/normal.ts'
import { diagnosticMeasures } from '../../../src/evaluation/evidence/diagnostic-measures.ts'

describe('a confusion matrix', () => {
  const { sensitivity, specificity, positiveLikelihoodRatio, negativeLikelihoodRatio, flagged } =
    diagnosticMeasures({
      truePositives: 48,
      falseNegatives: 8,
      falsePositives: 6,
      trueNegatives: 73,
    })

  test('gives likelihood ratios that follow from sensitivity and specificity', () => {
    expect(positiveLikelihoodRatio.value).toBeCloseTo(
      sensitivity.value / (1 - specificity.value),
      12,
    )
    expect(negativeLikelihoodRatio.value).toBeCloseTo(
      (1 - sensitivity.value) / specificity.value,
      12,
    )
  })

  test('gives their intervals on the log scale', () => {
    const { value, ci95 } = positiveLikelihoodRatio
    expect(Math.sqrt(ci95[0] * ci95[1])).toBeCloseTo(value, 9)
    const standardError = Math.sqrt(1 / 48 - 1 / 56 + 1 / 6 - 1 / 79)
    expect(Math.log(ci95[1] / value)).toBeCloseTo(Z_95 * standardError, 9)
  })

  test('says what share it calls positive', () => {
    expect(flagged.value).toBeCloseTo(54 / 135, 12)
  })

  test('without healthy patients has no specificity and is refused', () => {
    expect(() =>
      diagnosticMeasures({
        truePositives: 4,
        falseNegatives: 1,
        falsePositives: 0,
        trueNegatives: 0,
      }),
    ).toThrow(RangeError)
  })
})
