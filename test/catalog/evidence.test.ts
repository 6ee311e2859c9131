import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { copyOfServices } from '../support/services-folder.ts'

const services = copyOfServices()

/** Replaces a text in a file of the service, once. */
function replace(file: string, from: string, to: string): void {
  const path = services.toChange(`models/tace-resistance/${file}`)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

const load = (site?: unknown) => () => loadCatalog({ folder: services.path, language: 'en', site })

describe('what is told of a model is whole, or the service does not start', () => {
  test.each([
    ['model-card.json', '"number": 7,', '"number": 8,', 'must be numbered from 1 to 31'],
    ['model-card.json', '"reviewBy": "2027-11-23"', '"reviewBy": "soon"', 'review.reviewBy'],
    ['model-card.json', '"status": "not-reported"', '"status": "unknown"', 'sourceAttributes'],
    ['study.json', '"predictor": "adc"', '"predictor": "afp"', 'afp has no term'],
    ['study.json', '"withOutcome": 79', '"withOutcome": 790', 'more outcomes than patients'],
    ['study.json', '"accuracy": 0.896', '"accuracy": 89.6', '$.cohorts[0].accuracy'],
    ['reference-cases.json', '"adc": 1.6', '"afp": 1.6', 'low: adc has no value'],
  ])('%s: %s', (file, from, to, problem) => {
    replace(file, from, to)
    expect(load()).toThrow(problem)
  })

  test('a repeatability without a term is refused', () => {
    replace(
      'risk-model.json',
      '"predictor": "adc",\n      "relative"',
      '"predictor": "afp",\n      "relative"',
    )
    expect(load()).toThrow('$.repeatability[1].predictor: afp has no term')
  })
})

describe('the site file', () => {
  test('says what a card shows after the review date; a line if it says nothing', () => {
    const reviewOf = (site?: unknown) => load(site)().definitions[0]?.review.afterReviewDate
    expect(reviewOf()).toBe('line')
    expect(reviewOf({ afterReviewDate: 'withhold' })).toBe('withhold')
    expect(load({ afterReviewDate: 'nothing' })).toThrow('afterReviewDate')
  })
})
