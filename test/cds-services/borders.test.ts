import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import {
  addPoints,
  allHold,
  type Condition,
  decide,
  isBelowMost,
  type Known,
  type Limits,
} from '../../src/clinical/models/decisions.ts'
import { predictorsOf, type ScoreForm } from '../../src/clinical/models/score.ts'
import { repositoryPath } from '../support/paths.ts'
import { resultOf } from '../support/score-result.ts'
import { CLASSES, FORMULAS, LEANINGS, POINTS, RULES, TABLES, VALUES } from './borders.cases.ts'

const { scores, definitions } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
})
const byId = new Map(scores.map(({ score }) => [score.definition.id, score]))
const { auxiliaries, predictors } = definitions[0]!.inputs

/** A value, and what it gives. */
type Case = readonly [value: string, gives: string]

const casesOf = (text: string) => text.split(' ').map((one) => one.split(':') as unknown as Case)

const isNumber = (value: string) => Number.isFinite(Number(value))

/** A value as a number and as a finding, in the unit in which it was measured if one is given. */
function knownAs(value: string, unit?: string): Known {
  if (!isNumber(value)) return { finding: value }
  const number = Number(value)
  return unit === undefined
    ? { number, finding: value }
    : { measured: { unit, number }, finding: value }
}

const numbersOf = ({ atLeast, above, atMost, below }: Limits) =>
  [atLeast, above, atMost, below].filter((limit) => limit !== undefined)

const twinsOf = (conditions: readonly Condition[], unit: string) =>
  conditions.flatMap(({ twins = [] }) => twins).filter((twin) => twin.unit === unit)

/** The limits that have no case at them, just below and just above. */
function uncovered(limits: readonly number[], cases: readonly Case[]): readonly number[] {
  const values = cases.map(([value]) => Number(value))
  const near = (limit: number) => Math.max(Math.abs(limit) / 9, 1)
  const isCovered = (limit: number) =>
    values.includes(limit) &&
    values.some((value) => value < limit && limit - value <= near(limit)) &&
    values.some((value) => value > limit && value - limit <= near(limit))
  return limits.filter((limit) => !isCovered(limit))
}

/** What of some conditions has no case: a limit, a named value. */
function gapsOf(conditions: readonly Condition[], cases: readonly Case[], unit?: string) {
  const limits = unit === undefined ? conditions : twinsOf(conditions, unit)
  const findings = conditions.flatMap(({ oneOf = [] }) => oneOf)
  const values = cases.map(([value]) => value)
  return [
    ...uncovered(limits.flatMap(numbersOf), cases),
    ...findings.filter((finding) => !values.includes(finding)),
  ]
}

type Items = Extract<ScoreForm, { kind: 'points' }>['items']

const itemsOf = (form: ScoreForm): Items => (form.kind === 'points' ? form.items : [])

/** Items by input, and by input and unit where one is printed for another unit. */
const itemNames = (items: Items) =>
  items.flatMap((bands) => {
    const [{ when }] = bands as [Items[number][number]]
    const units = new Set((when.twins ?? []).map(({ unit }) => unit))
    return [when.input, ...[...units].map((unit) => `${when.input} ${unit}`)]
  })

const ids = (record: object) => Object.keys(record).toSorted()

describe('each point, at its border and on both sides of it,', () => {
  const withItems = [...byId.values()].filter(
    ({ definition }) => itemsOf(definition.form).length > 0,
  )

  test('has cases, of every score and every item', () => {
    expect(ids(POINTS)).toEqual(withItems.map(({ definition }) => definition.id).toSorted())
    for (const { definition } of withItems)
      expect(ids(POINTS[definition.id]!)).toEqual(itemNames(itemsOf(definition.form)).toSorted())
  })

  const rows = Object.entries(POINTS).flatMap(([id, items]) =>
    Object.entries(items).map(([name, text]) => [id, name, text] as const),
  )

  test.each(rows)('is as the source prints it: %s, %s', (id, name, text) => {
    const [input = '', unit] = name.split(' ')
    const items = itemsOf(byId.get(id)!.definition.form)
    const bands = items.find(([band]) => band?.when.input === input)!
    const cases = casesOf(text)
    for (const [value, points] of cases)
      expect([value, addPoints([bands], () => knownAs(value, unit))?.value]).toEqual([
        value,
        Number(points),
      ])
    expect(
      gapsOf(
        bands.map(({ when }) => when),
        cases,
        unit,
      ),
    ).toEqual([])
  })
})

describe('each class', () => {
  const classesOf = (id: string) => byId.get(id)!.definition.classes
  const shown = { favourable: 'good', unfavourable: 'bad', neither: 'neither' }

  test('has a leaning, as the list has it', () => {
    const leanings = Object.fromEntries(
      [...byId.keys()].map((id) => [
        id,
        classesOf(id)
          .map((one) => `${one.id}:${shown[one.leaning]}`)
          .join(' '),
      ]),
    )
    expect(leanings).toEqual({ ...LEANINGS, 'ez-albi': '' })
  })

  test('has cases at its border and on both sides of it', () => {
    for (const { id, classes, form } of [...byId.values()].map(({ definition }) => definition)) {
      const cases = CLASSES[id] === undefined ? [] : casesOf(CLASSES[id])
      expect([
        id,
        form.kind === 'decision-table'
          ? []
          : gapsOf(
              classes.map((one) => ({ ...one, input: '' })),
              cases,
            ),
      ]).toEqual([id, []])
    }
  })

  test.each(Object.entries(CLASSES))('begins where the source says: %s', (id, text) => {
    for (const [value, expected] of casesOf(text)) {
      const reached = classesOf(id).find((one) => isBelowMost(Number(value), one))?.id
      expect([value, reached]).toEqual([value, expected])
    }
  })
})

describe('each rule of whom a score was not made for', () => {
  test('has cases', () => {
    const rules = Object.fromEntries(
      [...byId].map(([id, score]) => [id, score.rules.map((one) => `${one.id} ${one.class}`)]),
    )
    expect(rules).toEqual(
      Object.fromEntries([...byId.keys()].map((id) => [id, Object.keys(RULES[id] ?? {})])),
    )
  })

  const rows = Object.entries(RULES).flatMap(([id, rules]) =>
    Object.entries(rules).map(([name, text]) => [id, name, text] as const),
  )

  test.each(rows)('holds where the list says: %s, %s', (id, name, text) => {
    const { when } = byId.get(id)!.rules.find((one) => name === `${one.id} ${one.class}`)!
    for (const part of text.split(' | ')) {
      const [head = '', ...rest] = part.split(' ')
      const cases = casesOf(rest.join(' '))
      const unit = part === text.split(' | ')[0] ? undefined : head
      if (unit === undefined) expect(when.map(({ input }) => input)).toEqual([head])
      for (const [value, expected] of cases)
        expect([value, allHold(when, () => knownAs(value, unit))]).toEqual([
          value,
          expected === 'yes',
        ])
      expect(gapsOf(when, cases, unit).filter((gap) => gap !== 0)).toEqual([])
    }
  })
})

/** Every combination of the values of some inputs. */
function combinations(
  inputs: readonly string[],
): readonly Readonly<Record<string, number | string>>[] {
  return inputs.reduce<readonly Readonly<Record<string, number | string>>[]>(
    (all, input) =>
      all.flatMap((one) => VALUES[input]!.map((value) => ({ ...one, [input]: value }))),
    [{}],
  )
}

describe('on every combination of values at and around its borders', () => {
  const formulas = [...byId.values()].filter(({ definition }) => definition.form.kind === 'formula')

  test('a formula has been written down a second time', () => {
    expect(ids(FORMULAS)).toEqual(formulas.map(({ definition }) => definition.id).toSorted())
  })

  test.each(Object.entries(FORMULAS))(
    'the formula gives what its paper prints: %s',
    (id, formula) => {
      const score = byId.get(id)!
      for (const values of combinations(predictorsOf(score.definition.form)))
        expect(resultOf(score, values)?.value).toBeCloseTo(formula(values), 9)
    },
  )

  const tables: Readonly<
    Record<string, (given: Readonly<Record<string, number | string>>) => string | undefined>
  > = {
    'bclc-2022': (given) => resultOf(byId.get('bclc-2022')!, given)?.class?.id,
    bolondi: (given) => resultOf(byId.get('bolondi')!, given)?.class?.id,
    cnlc: (given) => {
      const stage = predictors.find(({ id }) => id === 'cnlcStageIIIa')
      const derivation = stage?.kind === 'finding' ? stage.derivation : undefined
      if (derivation?.kind !== 'decision-table') return undefined
      return decide(derivation.rows, (input) => knownAs(String(given[input])))?.value
    },
  }

  test('a table has been written down a second time', () => {
    const shipped = [...byId.values()].filter(
      ({ definition }) => definition.form.kind === 'decision-table',
    )
    expect(ids(TABLES)).toEqual(
      [...shipped.map(({ definition }) => definition.id), 'cnlc'].toSorted(),
    )
  })

  test.each([
    [
      'bclc-2022',
      [
        'performanceStatus',
        'childPughClass',
        'extrahepaticSpread',
        'vascularInvasion',
        'tumourNumber',
        'tumourSize',
      ],
    ],
    [
      'cnlc',
      [
        'performanceStatus',
        'childPughClass',
        'extrahepaticSpread',
        'vascularInvasion',
        'tumourNumber',
        'tumourSize',
      ],
    ],
    ['bolondi', ['childPugh', 'upToSeven', 'performanceStatus']],
  ] as const)('the table gives what its source prints: %s', (id, inputs) => {
    const wrong = combinations(inputs).filter((given) => tables[id]!(given) !== TABLES[id]!(given))
    expect(wrong).toEqual([])
  })
})

describe('the Child-Pugh table of the resistance service', () => {
  const auxiliary = auxiliaries.find(({ id }) => id === 'childPughClass')
  const derivation = auxiliary?.kind === 'finding' ? auxiliary.derivation : undefined
  const { form, classes } = byId.get('child-pugh')!.definition

  test('is that of the published score', () => {
    expect(derivation).toMatchObject({ kind: 'points', items: itemsOf(form) })
  })

  test('comes to the same class, whether the sum is computed or sent', () => {
    for (const sum of [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]) {
      const derived = derivation?.kind === 'points' ? derivation.classes : []
      const sent = auxiliary?.kind === 'finding' ? auxiliary.values : []
      const expected = casesOf('5:A 6:A 7:B 8:B 9:B 10:C 11:C 12:C 13:C 14:C 15:C').find(
        ([points]) => Number(points) === sum,
      )?.[1]
      expect([
        derived.find(({ atMost }) => sum <= atMost)?.value,
        sent.find(({ scores: [least, most] = [0, -1] }) => sum >= least && sum <= most)?.id,
        classes.find((one) => isBelowMost(sum, one))?.id,
      ]).toEqual([expected, expected, expected])
    }
  })
})
