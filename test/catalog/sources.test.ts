import { writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { figuresIn } from '../../src/catalog/figures.ts'
import { checkSources } from '../../src/catalog/check-sources.ts'
import { openFolder } from '../../src/catalog/folder.ts'
import { checkCatalog } from '../../src/catalog/load-catalog.ts'
import { Problems } from '../../src/catalog/problems.ts'
import { type Change, makeMistake } from '../support/broken-services.ts'
import { copyOfServices } from '../support/services-folder.ts'

const TODAY = '2026-11-30'
const services = copyOfServices()

function found(today = TODAY) {
  const problems = new Problems()
  checkSources(openFolder(services.path, problems), today)
  return problems.found()
}

const NO_REPORT = { file: '', path: '', message: '' }

/** What is found after changes of one JSON file. */
function foundAfter(file: string, ...change: readonly Change[]) {
  makeMistake(services, { what: '', file, change, report: NO_REPORT })
  return found()
}

const MODEL = 'models/tace-resistance'

test('nothing of the shipped services lacks a source, or is past its review', () => {
  expect(found()).toEqual([])
})

test('check-services tells what lacks a source', () => {
  writeFileSync(services.toChange(`${MODEL}/text/en/under-review.md`), 'In 9 of 10 patients.\n')
  const told = checkCatalog({ folder: services.path, language: 'en' }, TODAY)
  expect(told).toEqual(found())
  expect(told).toHaveLength(2)
})

test('a source past its review is a mistake', () => {
  const late = found('2027-06-01').filter(({ file }) => file.endsWith('sources.json'))
  expect(late.map(({ message }) => message)).toEqual(
    expect.arrayContaining([expect.stringContaining('emerald-1-os is past its review')]),
  )
  expect(found('2027-05-31').filter(({ file }) => file.endsWith('sources.json'))).toEqual([])
})

const SENTENCES: readonly (readonly [string, string])[] = [
  ['en', 'It was right in 9 of 10 patients.'],
  ['en', 'Survival was 15.0 months.'],
  ['en', 'About 40 % of patients resist.'],
  ['en', 'The study is of 2024.'],
  ['en', 'A trial of 1,204 patients says so.'],
  ['en', 'The hazard ratio was 0.77 (0.61–0.98).'],
  ['zh-CN', '该研究共 194 例。'],
  ['zh-CN', '约 40% 的患者发生抵抗。'],
  ['zh-CN', '中位生存 15.0 个月。'],
  ['zh-CN', '2024 年的研究。'],
]

describe('of the texts', () => {
  test.each(SENTENCES)('a figure without a source is a mistake: %s: %s', (language, sentence) => {
    writeFileSync(services.toChange(`${MODEL}/text/${language}/under-review.md`), `${sentence}\n`)
    const messages = found().map(({ file, message }) => `${file} ${message}`)
    expect(messages.length).toBeGreaterThan(0)
    for (const message of messages)
      expect(message).toMatch(/under-review\.md writes out [\d.,]+ without a source/)
  })

  test.each([
    'It was right in 9 of 10 patients (He et al. 2026).',
    'Of PD-1 and CNLC IIIa, in 10⁻³ mm²/s, at {{risk}} by FHIR R4 and C22.0.',
    'EMERALD-1 and LEAP-012 name no figure.',
    'Fewer than ten patients.',
  ])('what names a source, a name or no figure is none: %s', (sentence) => {
    writeFileSync(services.toChange(`${MODEL}/text/en/under-review.md`), `${sentence}\n`)
    expect(found()).toEqual([])
  })

  test('a figure of a score that its own file does not bear is a mistake', () => {
    const messages = foundAfter('scores/hap/text/en/messages.json', {
      op: 'replace',
      path: '/outcomes/A',
      value: 'median survival 99.9 months',
    })
    expect(messages.map(({ message }) => message)).toEqual([
      expect.stringContaining('writes out 99.9 without a source'),
    ])
  })
})

const CITED: readonly (readonly [string, string])[] = [
  ['terminology/value-sets/albumin.json', '/compose/include/0/concept/0/extension/0/valueString'],
  [
    'terminology/value-sets/ecog-grade.json',
    '/compose/include/0/concept/0/extension/0/valueString',
  ],
  ['terminology/units.json', '/powers/0/source'],
  [`${MODEL}/risk-model.json`, '/repeatability/0/source'],
  [`${MODEL}/risk-model.json`, '/versions/documented/0/source'],
  [`${MODEL}/risk-model.json`, '/anchor/population/nlr/source'],
  [`${MODEL}/predictors.json`, '/predictors/0/derivation/source'],
  [`${MODEL}/predictors.json`, '/predictors/1/rangesSource'],
  ['scores/hap/score.json', '/formulaSource'],
  ['scores/hap/score.json', '/validations/0/source'],
  ['boards/pre-tace-board/predictors.json', '/auxiliaries/0/rangesSource'],
]

describe('a code, a figure or a constant', () => {
  test.each(CITED)('of %s that names no listed source is a mistake: %s', (file, path) => {
    const messages = foundAfter(file, { op: 'replace', path, value: 'Somebody said so.' })
    expect(messages.filter(({ message }) => message.includes('names no source'))).toHaveLength(1)
  })

  test.each([
    [
      `${MODEL}/predictors.json`,
      '/predictors/1/rangesSource',
      'is a constant without rangesSource',
    ],
    [`${MODEL}/risk-model.json`, '/anchor/population/nlr/source', 'is a constant without source'],
    [`${MODEL}/risk-model.json`, '/versions/slope/source', 'is a constant without source'],
  ])('of %s without any is a mistake: %s', (file, path, message) => {
    const messages = foundAfter(file, { op: 'remove', path }).map((problem) => problem.message)
    expect(messages).toContain(message)
  })

  test.each(['Project choice: so it is.', 'Assumption: no source was found.'])(
    'that is called this project’s own is none: %s',
    (value) => {
      const messages = foundAfter(`${MODEL}/predictors.json`, {
        op: 'replace',
        path: '/predictors/1/rangesSource',
        value,
      })
      expect(messages).toEqual([])
    },
  )
})

test('a model card states no figure without the ids of its sources', () => {
  const messages = foundAfter(`${MODEL}/model-card.json`, {
    op: 'replace',
    path: '/sourceAttributes/16/value',
    value: 'One, of 300 patients.',
  })
  expect(messages.map(({ message }) => message)).toEqual(['states 300 without sources'])
})

test('a model card names no source that is not listed', () => {
  const messages = foundAfter(`${MODEL}/model-card.json`, {
    op: 'add',
    path: '/sourceAttributes/16/sources',
    value: ['nobody-2026'],
  })
  expect(messages.map(({ message }) => message)).toEqual([
    'there is no source nobody-2026 in sources.json',
  ])
})

describe('figures of a text', () => {
  test.each<readonly [string, readonly string[]]>([
    ['15.0 v 8.2 months', ['15.0', '8.2']],
    ['5,249 patients', ['5,249']],
    ['{{risk}} and {n} of R4B', []],
    ['EMERALD-1, CARES-005, PD-L1, Vp3, B7, C22.0', []],
    ['10⁻³ mm²/s', []],
    ['≥3 mg/dL', ['3']],
    ['第 2 版', ['2']],
    ['0.61–0.98', ['0.61', '0.98']],
    ['no figure at all', []],
    ['98 %', ['98']],
  ])('%s', (text, figures) => {
    expect(figuresIn(text)).toEqual(figures)
  })
})
