import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { CatalogError } from '../../src/catalog/problems.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { repositoryPath } from '../support/paths.ts'
import { copyOfServices } from '../support/services-folder.ts'

const folder = repositoryPath('cds-services')

describe('the discovery entries of the shipped services', () => {
  const { services } = loadCatalog({ folder, language: 'en' })
  const templates = services.flatMap(({ entry }) => Object.values(entry.prefetch))

  test('one per hook, each with an id of its own', () => {
    expect(services.map(({ entry }) => [entry.id, entry.hook])).toEqual([
      ['tace-resistance-order-select', 'order-select'],
      ['tace-resistance-order-sign', 'order-sign'],
    ])
  })

  test('every search names the patient and no parameter twice, and those for Observations their codes', () => {
    const searches = templates.filter((template) => template.includes('?'))
    expect(searches).toHaveLength(16)
    for (const search of searches) {
      const names = search
        .split('?')[1]!
        .split('&')
        .map((parameter) => parameter.split('=')[0])
      expect(names).toContain('patient')
      expect(names.includes('code')).toBe(search.startsWith('Observation?'))
      expect(new Set(names).size).toBe(names.length)
      expect(names.every((name) => ['patient', 'code', '_sort', '_count'].includes(name!))).toBe(
        true,
      )
    }
  })

  test('only root-level context tokens are used, and every code has its system, percent-encoded', () => {
    for (const template of templates) {
      expect(template.match(/\{\{.*?\}\}/g)).toEqual(['{{context.patientId}}'])
      const codes = /code=([^&]*)/.exec(template)?.[1]?.split(',') ?? []
      for (const code of codes) expect(code).toMatch(/^https?%3A%2F%2F[^|]+%7C.+$/)
    }
  })

  test("a site's own code is searched for", () => {
    const codes = { 'neutrophil-count': [{ system: 'http://lab.example/codes', code: 'NEUT' }] }
    const own = loadCatalog({ folder, language: 'en', site: { codes } })
    expect(own.services[0]?.entry.prefetch['bloodCounts']).toContain(
      'http%3A%2F%2Flab.example%2Fcodes%7CNEUT',
    )
  })
})

describe('a folder that is not whole', () => {
  const copy = copyOfServices()

  function change(file: string, edit: (json: Record<string, never>) => void) {
    const path = copy.toChange(file)
    const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, never>
    edit(json)
    writeFileSync(path, JSON.stringify(json))
  }

  function problemsOf(site?: unknown): readonly string[] {
    try {
      loadCatalog({ folder: copy.path, language: 'en', site })
      return []
    } catch (error) {
      if (error instanceof CatalogError) return error.problems
      throw error
    }
  }

  test('unchanged has no problem', () => {
    expect(problemsOf()).toEqual([])
  })

  test.each([
    [
      'an unknown member',
      'models/tace-resistance/orders.json',
      (json: object) => Object.assign(json, { extra: 1 }),
      'orders.json',
    ],
    [
      'categories that do not begin at 0',
      'models/tace-resistance/risk-model.json',
      (json: object) => Object.assign(json, { categories: [{ id: 'low', from: 0.1 }] }),
      'a risk below 0.1 would have no category',
    ],
    [
      'a predictor without a term',
      'models/tace-resistance/risk-model.json',
      (json: { terms: unknown[] }) => json.terms.pop(),
      'predictor adc has no term',
    ],
    [
      'a unit that is not UCUM',
      'models/tace-resistance/predictors.json',
      (json: { predictors: { unit?: string }[] }) => {
        json.predictors[4]!.unit = 'mm2 per s'
      },
      'mm2 per s is not UCUM',
    ],
    [
      'an unknown value set',
      'models/tace-resistance/predictors.json',
      (json: { predictors: { codes?: string }[] }) => {
        json.predictors[4]!.codes = 'nowhere'
      },
      'there is no such value set',
    ],
    [
      'a missing text',
      'models/tace-resistance/text/en/messages.json',
      (json: { applicability: Record<string, string> }) => {
        delete json.applicability['cnlc-iv']
      },
      "$.applicability['cnlc-iv']: is missing",
    ],
    [
      'a placeholder that nobody fills',
      'models/tace-resistance/text/en/messages.json',
      (json: { summaries: Record<string, string> }) => {
        json.summaries['no-diagnosis'] = '{{secret}}'
      },
      '{{secret}} is no known placeholder',
    ],
    [
      'an unescaped placeholder',
      'models/tace-resistance/text/en/messages.json',
      (json: { summaries: Record<string, string> }) => {
        json.summaries['no-diagnosis'] = '{{{risk}}}'
      },
      'only escaped placeholders',
    ],
    [
      'a code without a source',
      'terminology/value-sets/tace-order.json',
      (json: { compose: { include: { concept: { extension?: unknown }[] }[] } }) => {
        delete json.compose.include[0]!.concept[0]!.extension
      },
      'tace-order.json',
    ],
    [
      'a category without a card',
      'models/tace-resistance/cards.json',
      (json: { situations: Record<string, unknown> }) => {
        delete json.situations['category-low']
      },
      "$.situations['category-low']: is missing",
    ],
  ])('%s is a problem', (_name, file, edit, words) => {
    change(file, edit as never)
    expect(problemsOf().join('\n')).toContain(words)
  })

  test('an unknown value set in the site file is a problem', () => {
    expect(problemsOf({ codes: { nowhere: [] } }).join('\n')).toContain('codes.nowhere')
  })

  test.each(['lok-index', '_value-sets'])('a folder that nobody reads is a problem: %s', (name) => {
    mkdirSync(copy.toChange(name))
    expect(problemsOf()).toEqual([
      `${name}: is no folder that is read here. A model lies in models/, a score in scores/, a board in boards/`,
    ])
  })

  test('what a mount or a version control keeps for itself is none', () => {
    mkdirSync(copy.toChange('.git'))
    expect(problemsOf()).toEqual([])
  })

  test('a score that has the name of a model is a problem: a model card has its address by that', () => {
    mkdirSync(copy.toChange('scores/tace-resistance'))
    expect(problemsOf().join('\n')).toContain(
      'scores/tace-resistance: models/tace-resistance has that name already',
    )
  })

  test('a folder without models is a problem', () => {
    rmSync(copy.toChange('models'), { recursive: true })
    expect(problemsOf().join('\n')).toContain('holds no model')
  })

  test('several problems are told at once', () => {
    change('models/tace-resistance/cards.json', (json) => Object.assign(json, { extra: 1 }))
    change('models/tace-resistance/service.json', (json) => Object.assign(json, { extra: 1 }))
    expect(problemsOf().length).toBeGreaterThanOrEqual(2)
  })
})
