import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { BOARD_PLACEHOLDERS, type BoardValues } from '../../../src/hook/cards/board-placeholders.ts'
import { boardTexts, toBoardValues } from '../../../src/hook/cards/board-values.ts'
import {
  type CARD_PLACEHOLDERS,
  misusesOnCard,
  placeholdersOf,
  type RESOURCE_PLACEHOLDERS,
  type SituationValues,
} from '../../../src/hook/cards/card-placeholders.ts'
import { clip } from '../../../src/hook/cards/format.ts'
import {
  misusesOf,
  type Placeholders,
  type ValuesOf,
} from '../../../src/hook/cards/placeholders.ts'
import { type Template, type TemplateValues, toTemplate } from '../../../src/hook/cards/template.ts'
import { boardSpeaking } from '../../../src/hook/board.ts'
import { SUMMARY_MAX } from '../../../src/hook/protocol/invariants.ts'
import {
  boards,
  cardMatrix,
  definitions,
  HOOKS,
  LANGUAGES,
  type MatrixCard,
  PATIENTS,
} from '../../support/card-matrix.ts'
import { keptCards } from '../../support/kept-cards.ts'
import { filesIn, repositoryPath } from '../../support/paths.ts'
import { emptied, lookUps, marksOf, watched } from '../../support/shown-names.ts'

/** What may be blank where it stands, and why. */
const BLANK_CELLS: Readonly<Record<string, string>> = {
  'gaps.asSent': 'nothing was sent of an input that is not in the record',
  'gaps.date': 'the same, and a value may be refused because it has no date',
}

/** The texts that a rendering leaves empty. */
const emptyTexts = ({ uses }: Pick<Template, 'uses'>, values: TemplateValues) =>
  lookUps(uses, { path: '', values })
    .filter(({ as }) => as === 'text')
    .filter(({ value }) => typeof value !== 'string' || value.trim() === '')
    .map(({ path }) => path)
    .filter((path) => BLANK_CELLS[path] === undefined)

/** The names that the renderer itself looks up, with what it finds. */
function lookedUpBy({ render }: Template, values: TemplateValues) {
  const seen: unknown[] = []
  render(watched(values, (name, value) => seen.push([name, value])))
  return seen
}

const nameOf = (path: string) => path.split('.').at(-1)

const where = ({ service, site, patient, hook, language, situation }: MatrixCard) =>
  [service, site, patient, hook, language, situation].join(' / ')

const distinct = (all: readonly string[]) => [...new Set(all)].toSorted()

let matrix: readonly MatrixCard[]
beforeAll(async () => {
  matrix = await cardMatrix()
})

describe('the matrix of cards', () => {
  test('holds every fixture, hook, language and service', () => {
    const have = (valueOf: (card: MatrixCard) => string) => distinct(matrix.map(valueOf))
    expect(have(({ patient }) => patient)).toEqual(distinct(PATIENTS.map(({ name }) => name)))
    expect(have(({ hook }) => hook)).toEqual(distinct(HOOKS))
    expect(have(({ language }) => language)).toEqual(distinct(LANGUAGES))
    expect(have(({ service }) => service)).toEqual(
      distinct([...definitions.map(({ id }) => id), ...boards.map(({ board }) => board.id)]),
    )
  })

  test('holds every situation of every service, in each language', () => {
    const expected = LANGUAGES.flatMap((language) => [
      ...definitions.flatMap(({ id, translations }) =>
        Object.keys(translations[language]!.situations).map((one) => `${id} ${language} ${one}`),
      ),
      ...boards.flatMap(({ board }) =>
        Object.keys(board.translations[language]!.summaries).map(
          (one) => `${board.id} ${language} ${one}`,
        ),
      ),
    ])
    const have = matrix.map(({ service, language, situation }) =>
      [service, language, situation].join(' '),
    )
    expect(distinct(have)).toEqual(distinct(expected))
  })

  test('leaves no placeholder empty', () => {
    const empty = matrix.flatMap((card) =>
      [card.summary, card.detail].flatMap((template) =>
        emptyTexts(template, card.values).map((path) => `${where(card)}: ${path}`),
      ),
    )
    expect(empty).toEqual([])
  })

  test('looks up by the renderer what the check of empty placeholders looks at', () => {
    for (const { summary, detail, values } of matrix)
      for (const template of [summary, detail])
        expect(lookedUpBy(template, values)).toEqual(
          lookUps(template.uses, { path: '', values }).map(({ path, value }) => [
            nameOf(path),
            value,
          ]),
        )
  })

  test('is made of cards that the values of their situation fill, with nothing beside', () => {
    for (const { card, summary, detail, values, placeholders } of matrix) {
      expect(card.summary).toBe(clip(summary.render(values), SUMMARY_MAX))
      expect(card.detail).toBe(detail.render(values))
      expect(Object.keys(values).toSorted()).toEqual(Object.keys(placeholders).toSorted())
      expect(`${card.summary}${card.detail ?? ''}`).not.toMatch(/\{\{|undefined|\[object|NaN/)
    }
  })
})

test('every card of the matrix says what is kept of it: npm run fixtures writes a change', () => {
  const pages = keptCards(matrix)
  expect(distinct(pages.map(([path]) => path))).toEqual(
    filesIn('fixtures/cards').map((name) => `fixtures/cards/${name}`),
  )
  for (const [path, page] of pages)
    expect(page.split('\n')).toEqual(readFileSync(repositoryPath(path), 'utf8').split('\n'))
})

const distinctBoards = [...new Map(boards.map(({ board }) => [board.id, board])).values()]

/** Every template of every service, with what fills it. */
const templates = LANGUAGES.flatMap((language) => [
  ...definitions.flatMap(({ id, translations }) =>
    Object.entries(translations[language]!.situations).flatMap(([situation, texts]) =>
      (['summary', 'detail'] as const).map((part): readonly [string, Template, Placeholders] => [
        `${id} ${language} ${situation} ${part}`,
        texts[part],
        placeholdersOf(situation)!,
      ]),
    ),
  ),
  ...distinctBoards.flatMap((board) => {
    const { summaries, detail } = board.translations[language]!
    return Object.entries({ ...summaries, detail }).map(
      ([part, template]): readonly [string, Template, Placeholders] => [
        `${board.id} ${language} ${part}`,
        template,
        BOARD_PLACEHOLDERS,
      ],
    )
  }),
])

test.each(templates)('%s shows every name that it uses', (_name, template, table) => {
  // Conditions both ways, and whatever may be empty empty, for the sections that stand for it.
  const fillings = [
    marksOf(table, true),
    marksOf(table, false),
    { ...marksOf(table, true), ...emptied(table) },
  ]
  const used = fillings.flatMap((values) =>
    lookUps(template.uses, { path: '', values }).filter(({ as }) => as === 'text'),
  )
  const shown = fillings.map((values) => template.render(values)).join('\n')
  for (const { path } of used) expect(shown).toContain(`{${path}}`)
  const names = distinct(used.map(({ path }) => nameOf(path)!))
  const all = (uses: Template['uses']): readonly string[] =>
    uses.flatMap(({ name, as, inside }) => [...(as === 'text' ? [name] : []), ...all(inside)])
  expect(names).toEqual(distinct(all(template.uses)))
})

describe('what a card suggests', () => {
  const resources = definitions.flatMap(({ cards }) => Object.entries(cards.resources))

  test.each(resources)('%s names the patient, what is ordered and why', (_id, template) => {
    const values: ValuesOf<typeof RESOURCE_PLACEHOLDERS> = {
      patient: 'Patient/a',
      what: 'an order',
      why: 'a reason',
    }
    expect(emptyTexts(template.resource, values)).toEqual([])
    const filled = JSON.stringify(template.resource.fill(values))
    for (const value of Object.values(values)) expect(filled).toContain(value)
  })
})

describe.each(LANGUAGES)('in %s a board of which no score lacks anything', (language) => {
  const board = boardSpeaking(boards[0]!.board, language)

  test('names nothing that was not read', () => {
    const values = toBoardValues({
      board,
      outcomes: board.scores.map((score) => ({ kind: 'unanswered', score })),
      facts: {
        readerAt: () => undefined,
        factOf: () => undefined,
        isUnread: () => false,
        unread: [],
      },
      indexDay: '2026-11-20',
    })
    const { summaries, detail } = boardTexts(board)
    expect(emptyTexts(summaries.none, values)).toEqual([])
    expect(emptyTexts(detail, values)).toEqual([])
    expect(summaries.none.render(values)).not.toMatch(/Not read|未读取/)
  })
})

describe('the matrix would tell', () => {
  const markdown = (source: string) => toTemplate(source, { isPlain: false })
  const refusedOn = (situation: keyof typeof CARD_PLACEHOLDERS, source: string) =>
    misusesOnCard(markdown(source), situation)

  test('a name that is misspelt', () => {
    const card = matrix.find(({ situation }) => situation === 'category-high')!
    const template = markdown('Predicted risk: {{riks}}')
    expect(emptyTexts(template, card.values)).toEqual(['riks'])
    expect(misusesOnCard(template, card.situation)).toEqual(['{{riks}} is no known placeholder'])
  })

  test('a value that nothing fills', () => {
    const card = matrix.find(({ situation }) => situation === 'category-high')!
    const { evidence: _evidence, ...rest } = card.values
    expect(emptyTexts(card.detail, rest)).toContain('evidence')
  })

  test('an empty value of a row, and none in a section that is not shown', () => {
    const template = markdown('{{#inputs}}{{label}}{{/inputs}}{{#note}}{{note}}{{/note}}')
    const rows = [{ label: 'ADC' }, { label: ' ' }]
    expect(emptyTexts(template, { inputs: rows, note: '' })).toEqual(['inputs.label'])
  })

  test.each([
    ['a name of another situation', 'not-classifiable', '{{category}}'],
    ['a name of a list outside of it', 'insufficient-data', '{{why}}'],
    ['a name of one list in another', 'insufficient-data', '{{#inputs}}{{why}}{{/inputs}}'],
    ['a weight where nothing is weighed', 'insufficient-data', '{{#inputs}}{{effect}}{{/inputs}}'],
    ['a list as a text', 'insufficient-data', '{{gaps}}'],
    ['a condition as a text', 'category', '{{provisional}}'],
    ['a text that may be empty, bare', 'category', '{{rank}}'],
    ['the same where it is empty', 'category', '{{^rank}}{{rank}}{{/rank}}'],
  ] as const)('%s is refused', (_what, situation, source) => {
    expect(refusedOn(situation, source)).toHaveLength(1)
  })

  test.each([
    ['an outer name inside of a list', 'category', '{{#inputs}}{{label}} {{risk}}{{/inputs}}'],
    ['a guarded text', 'category', '{{#rank}}{{#calibrated}}{{rank}}{{/calibrated}}{{/rank}}'],
    ['the absence of a list', 'insufficient-data', '{{^inputs}}{{total}}{{/inputs}}'],
    ['a blank cell', 'insufficient-data', '{{#gaps}}{{asSent}}{{/gaps}}'],
  ] as const)('%s is not refused', (_what, situation, source) => {
    expect(refusedOn(situation, source)).toEqual([])
  })

  test('names of a part outside of it', () => {
    expect(
      misusesOf(markdown('{{#directions}}{{better}}{{/directions}}'), BOARD_PLACEHOLDERS),
    ).toEqual([])
    expect(misusesOf(markdown('{{better}}'), BOARD_PLACEHOLDERS)).toEqual([
      '{{better}} is no known placeholder',
    ])
  })
})

test('values that lack a name, or have another, are no values of their card', () => {
  const model = {
    calibrated: false,
    provisional: true,
    calibration: 'provisional',
    modelVersion: '1',
    fittedHere: '',
    ownEvidence: '',
    reviewOverdue: false,
    reviewBy: '2027-11-23',
    limits: '',
    hasUnread: false,
    unread: [],
    isAllPartial: true,
  }
  const whole: SituationValues<'under-review'> = model
  const { reviewBy: _reviewBy, ...rest } = model
  // @ts-expect-error reviewBy is not filled
  const unfilled: SituationValues<'under-review'> = rest
  // @ts-expect-error reviewDate is misspelt
  const misspelt: SituationValues<'under-review'> = { ...rest, reviewDate: '2027-11-23' }
  // @ts-expect-error a row of inputs has no number
  const row: SituationValues<'insufficient-data'>['inputs'][number] = { label: 'ADC' }
  // @ts-expect-error a part is whole or not there
  const part: BoardValues['directions'] = { better: 'ALBI' }
  expect([whole, unfilled, misspelt, row, part]).toHaveLength(5)
})

test('what was not read is never said to be missing from the record', () => {
  const nothing = matrix.filter(
    ({ patient, situation }) => patient === 'nothing obtained' && situation === 'record-unread',
  )
  expect(nothing.length).toBeGreaterThan(0)
  for (const { card } of nothing) expect(card.detail).not.toMatch(/not in the record|病历中没有/)
})
