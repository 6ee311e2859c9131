import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { CatalogError } from '../../src/catalog/problems.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { copyOfServices } from '../support/services-folder.ts'

const services = copyOfServices()
const options = { folder: services.path, language: 'en' }

function edit(file: string, change: (json: never) => unknown): void {
  const path = services.toChange(file)
  const json = JSON.parse(readFileSync(path, 'utf8')) as never
  change(json)
  writeFileSync(path, JSON.stringify(json))
}

/** What the catalog says once a file of it is edited. */
function problemsAfter(file: string, change: (json: never) => unknown): string {
  edit(file, change)
  try {
    loadCatalog(options)
    return ''
  } catch (error) {
    if (error instanceof CatalogError) return error.problems.join('\n')
    throw error
  }
}

describe('a folder of a score that is not whole is refused, with the file', () => {
  test.each<[string, string, (json: never) => unknown, string]>([
    [
      'an unknown member',
      'scores/albi/score.json',
      (json) => Object.assign(json, { extra: 1 }),
      'scores/albi/score.json',
    ],
    [
      'a formula that names no predictor',
      'scores/albi/score.json',
      (json: { form: { terms: { predictor: string }[] } }) => {
        json.form.terms[0]!.predictor = 'nothing'
      },
      'nothing is not in predictors.json',
    ],
    [
      'a transform that there is not',
      'scores/albi/score.json',
      (json: { form: { terms: { transform: string }[] } }) => {
        json.form.terms[0]!.transform = 'log2'
      },
      'scores/albi/score.json',
    ],
    [
      'a predictor that nothing uses',
      'scores/albi/predictors.json',
      (json: { predictors: object[] }) =>
        json.predictors.push({ id: 'afp', kind: 'reading', reading: 'afp', unit: 'ng/mL' }),
      'afp is not used',
    ],
    [
      'limits that do not ascend',
      'scores/albi/score.json',
      (json: { classes: object[] }) => json.classes.reverse(),
      'only the last class has no limit',
    ],
    [
      'a table that leads to no class',
      'scores/bolondi/score.json',
      (json: { form: { rows: { value: string }[] } }) => {
        json.form.rows[0]!.value = 'B9'
      },
      'B9 is no class',
    ],
    [
      'a class without a text',
      'scores/hap/text/zh-CN/messages.json',
      (json: { classes: Record<string, string> }) => {
        delete json.classes['D']
      },
      'classes.D: is missing',
    ],
    [
      'a rule without a text',
      'scores/hap/text/en/messages.json',
      (json: { rules: Record<string, string> }) => {
        delete json.rules['child-pugh-c']
      },
      "rules['child-pugh-c']: is missing",
    ],
    [
      'a case without a value',
      'scores/hap/reference-cases.json',
      (json: { cases: { values: Record<string, number> }[] }) => {
        delete json.cases[0]!.values['afp']
      },
      'afp has no value',
    ],
    [
      'a reading that nobody reads',
      'scores/hap/predictors.json',
      (json: { predictors: { reading: string }[] }) => {
        json.predictors[0]!.reading = 'creatinine'
      },
      'hap: albumin needs creatinine, which is no reading',
    ],
    [
      'a reading in another unit',
      'scores/hap/predictors.json',
      (json: { predictors: { unit: string }[] }) => {
        json.predictors[0]!.unit = 'g/dL'
      },
      'hap: albumin is read in g/L, not in g/dL',
    ],
    [
      'a conversion without a source',
      'scores/ez-albi/predictors.json',
      (json: { predictors: { perUnitSource?: string }[] }) => {
        delete json.predictors[0]!.perUnitSource
      },
      'a conversion needs its perUnitSource',
    ],
    [
      'a score before those that it is made from',
      'boards/pre-tace-board/board.json',
      (json: { scores: string[] }) => json.scores.reverse(),
      'needs up-to-seven, no score before it',
    ],
    [
      'a rule that asks for what nobody reads',
      'scores/hap/applicability.json',
      (json: { rules: { when: { input: string }[] }[] }) => {
        json.rules[0]!.when[0]!.input = 'weight'
      },
      'hap: no rule can ask for weight',
    ],
    [
      'a base that there is not',
      'boards/pre-tace-board/board.json',
      (json: { base: string }) => {
        json.base = 'elsewhere'
      },
      'elsewhere is no service',
    ],
    [
      'a shared key that the base has not',
      'boards/pre-tace-board/board.json',
      (json: { prefetch: { shared: string[] } }) => json.prefetch.shared.push('genome'),
      'genome is no prefetch key',
    ],
    [
      'a placeholder that no board fills',
      'boards/pre-tace-board/text/en/messages.json',
      (json: { summaries: { none: string } }) => {
        json.summaries.none = '{{risk}}'
      },
      '{{risk}} is no known placeholder',
    ],
    [
      'a reading without a label',
      'boards/pre-tace-board/text/en/messages.json',
      (json: { readings: Record<string, unknown> }) => {
        delete json.readings['crp']
      },
      'readings.crp: is missing',
    ],
  ])('%s', (_name, file, edit, words) => {
    expect(problemsAfter(file, edit)).toContain(words)
  })
})

const byHand = { name: 'synthetic', source: 'worked out by hand' }

test('a score is a folder: a synthetic Cox model needs no line of code', () => {
  cpSync(services.toChange('scores/albi'), services.toChange('scores/synthetic'), {
    recursive: true,
  })
  edit('scores/synthetic/score.json', (json) =>
    Object.assign(json, {
      id: 'synthetic',
      form: {
        kind: 'cox',
        terms: [
          { predictor: 'bilirubin', transform: 'ln', coefficient: 0.5 },
          { predictor: 'albumin', coefficient: -0.05 },
        ],
        centre: -0.5,
        baselineSurvival: [{ months: 12, survival: 0.7 }],
      },
    }),
  )
  // Of a bilirubin of 1 the logarithm is 0.
  edit('scores/synthetic/reference-cases.json', (json) =>
    Object.assign(json, {
      cases: [
        { ...byHand, values: { bilirubin: 1, albumin: 40 }, value: -2, class: '2' },
        { ...byHand, values: { bilirubin: 1, albumin: 60 }, value: -3, class: '1' },
      ],
    }),
  )
  edit('boards/pre-tace-board/board.json', (json: { scores: string[] }) =>
    json.scores.push('synthetic'),
  )
  const { boards } = loadCatalog(options)
  expect(boards[0]?.board.scores.at(-1)?.definition.form.kind).toBe('cox')
})
