import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { deriveCoefficient } from '../../../src/clinical/models/odds-ratio.ts'
import {
  expectedStandardErrors,
  impliedSpreads,
} from '../../../src/evaluation/evidence/implied-spread.ts'
import { findMatrices } from '../../../src/evaluation/evidence/matrix-search.ts'
import {
  interceptSwings,
  solveReferenceIntercept,
} from '../../../src/evaluation/evidence/reference-intercept.ts'
import { repositoryPath } from '../../support/paths.ts'

const [modelFile] = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).modelFiles
const { definition, study } = modelFile!
const model = definition.model.definition
const { total, withOutcome, publishedPercent } = study.patients

describe('the published figures', () => {
  test('79 of 194 is the published percentage', () => {
    expect((100 * withOutcome) / total).toBeCloseTo(publishedPercent, 2)
  })

  test.each(model.terms)('$predictor: the P value follows from odds ratio and interval', (term) => {
    expect(deriveCoefficient(term.published!).pText).toBe(term.published!.p)
  })

  test('fit exactly one pair of confusion matrices', () => {
    const found = findMatrices(study.cohorts, total, withOutcome)
    expect(found).toEqual([
      [
        { truePositives: 48, falseNegatives: 8, falsePositives: 6, trueNegatives: 73 },
        { truePositives: 18, falseNegatives: 5, falsePositives: 4, trueNegatives: 32 },
      ],
    ])
  })

  test('the search finds nothing when one published figure is another', () => {
    const [training, validation] = study.cohorts
    const changed = [training!, { ...validation!, f1: 0.81 }]
    expect(findMatrices(changed, total, withOutcome)).toEqual([])
  })

  test('the training matrix has the size and outcomes that the intercept is anchored to', () => {
    expect(model.anchor).toMatchObject({ events: 56, patients: 135 })
  })
})

describe('the implied spreads', () => {
  const spreads = impliedSpreads(model, model.anchor.population, model.anchor.patients)
  const population = Object.fromEntries(
    Object.entries(model.anchor.population).map(([id, marginal]) => [
      id,
      marginal.kind === 'bernoulli' ? marginal : { ...marginal, sd: spreads[id]! },
    ]),
  )

  test('give the published standard errors of the continuous predictors', () => {
    const errors = expectedStandardErrors(model, population, model.anchor.patients)
    model.terms.forEach(({ predictor, standardError }, i) => {
      if (spreads[predictor] === undefined) return
      expect(errors[i]! / standardError).toBeCloseTo(1, 3)
    })
  })

  test('are of the size that the model card tells: D* 5 to 6, ADC 0.75 to 0.95', () => {
    expect(spreads['dStar']).toBeGreaterThan(5)
    expect(spreads['dStar']).toBeLessThan(6.3)
    expect(spreads['adc']).toBeGreaterThan(0.75)
    expect(spreads['adc']).toBeLessThan(0.95)
    expect(spreads['nlr']).toBeGreaterThan(1.7)
    expect(spreads['nlr']).toBeLessThan(3.4)
  })
})

describe('the reference population', () => {
  const reference = solveReferenceIntercept(model)

  test('flags about as many at 0.5 as the study called positive', () => {
    const high = reference.flagged.find(({ category }) => category === 'high')
    expect(high?.share).toBeGreaterThan(0.373)
    expect(high?.share).toBeLessThan(0.4)
  })

  test('moves the intercept most by the mean of D*: by more than four logits', () => {
    const swings = interceptSwings(model, study.publishedRanges.slice(0, 2))
    expect(swings[0]?.label).toContain('D*')
    expect(Math.abs(swings[0]!.atHigh - swings[0]!.atLow)).toBeGreaterThan(4)
    const widths = swings.map(({ atLow, atHigh }) => Math.abs(atHigh - atLow))
    expect(widths).toEqual(widths.toSorted((a, b) => b - a))
  })
})
