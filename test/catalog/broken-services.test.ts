import { describe, expect, test } from '@jest/globals'
import { CatalogError } from '../../src/catalog/problems.ts'
import { checkCatalog, loadCatalog } from '../../src/catalog/load-catalog.ts'
import { makeMistake, type MistakeFixture, mistakeFixtures } from '../support/broken-services.ts'
import { copyOfServices } from '../support/services-folder.ts'

const TODAY = '2026-11-23'
const FIXTURES = mistakeFixtures()

const services = copyOfServices()
const options = { folder: services.path, language: 'en' }

function broken(...mistakes: readonly MistakeFixture[]) {
  for (const mistake of mistakes) makeMistake(services, mistake)
  return checkCatalog(options, TODAY)
}

const placeOf = ({ file, path, message }: MistakeFixture['report']) => ({ file, path, message })

test('there are at least 35 ways to get a service wrong', () => {
  expect(FIXTURES.length).toBeGreaterThanOrEqual(35)
})

test('the shipped services hold no mistake', () => {
  expect(broken()).toEqual([])
})

describe('each mistake is told once, with its file and JSON path, and nothing else', () => {
  test.each(FIXTURES)('%s', (_name, fixture) => {
    expect(broken(fixture).map(placeOf)).toEqual([fixture.report])
  })
})

const byName = Object.fromEntries(FIXTURES)

/**
 * Mistakes in as many files, of which none hides another: all but one of them leave their file
 * readable.
 */
const TOGETHER = [
  'json-trailing-comma',
  'code-without-source',
  'unit-word-not-ucum',
  'local-code-not-marked',
  'order-codes-unknown',
  'unit-not-ucum',
  'usual-range-refused',
  'rule-twice',
  'sign-lost',
  'standard-error-mistyped',
  'p-value-mistyped',
  'versions-cap-of-nothing',
  'more-outcomes-than-patients',
  'categories-overlap',
  'text-missing-in-one-language',
  'summary-too-long',
  'category-without-words',
  'reason-in-one-language-only',
  'suggestion-of-nothing',
  'gap-order-of-nothing',
  'sign-off-without-date',
  'still-todo-in-a-text',
  'placeholder-unknown',
  'share-does-not-add-up',
  'reference-case-not-met',
].map((name) => byName[name]!)

describe('mistakes in one folder', () => {
  test('are all told at once, each as it is told alone', () => {
    const told = broken(...TOGETHER).map(placeOf)
    // Reference cases are computed only with a model that is right in itself.
    const expected = TOGETHER.map(({ report }) => report).filter(
      ({ file }) => !file.endsWith('reference-cases.json'),
    )
    expect(told).toHaveLength(expected.length)
    expect(told).toEqual(expect.arrayContaining(expected))
  })

  test('a broken service does not hide the mistakes of another', () => {
    const found = broken(byName['json-nan']!, byName['value-set-misnamed']!)
    expect(found.map(({ file }) => file)).toEqual([
      'terminology/value-sets/albumin.json',
      'models/tace-resistance/risk-model.json',
    ])
  })
})

describe('the start of the service', () => {
  function startWith(fixture: MistakeFixture) {
    makeMistake(services, fixture)
    try {
      loadCatalog(options)
      return []
    } catch (error) {
      if (error instanceof CatalogError) return error.found.map(placeOf)
      throw error
    }
  }

  test.each(FIXTURES.filter(([name], i) => i % 6 === 0 && name !== 'review-past'))(
    'stops with the same words: %s',
    (_, fixture) => {
      expect(startWith(fixture)).toEqual([fixture.report])
    },
  )

  test('is not stopped by a review that is past: the cards say so', () => {
    expect(startWith(byName['review-past']!)).toEqual([])
  })
})

describe('the line of a mistake', () => {
  test('is that of the value in the file as it stands', () => {
    const [found] = broken(byName['json-trailing-comma']!)
    expect(found).toMatchObject({ line: 100, file: 'models/tace-resistance/service.json' })
  })

  test('of something that is missing is that of what it is missing from', () => {
    const [found] = broken(byName['population-missing']!)
    expect(found?.line).toBeGreaterThan(1)
  })
})
