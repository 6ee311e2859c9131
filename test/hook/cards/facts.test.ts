import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  type Fact,
  factsInSection,
  factsOnCard,
  stageOf,
} from '../../../src/clinical/assessment/facts.ts'
import { type RelevantAssessment, situationOf } from '../../../src/clinical/assessment/assess.ts'
import { expectedCStatistic, logOddsDistribution } from '../../../src/clinical/models/population.ts'
import { toCardValues } from '../../../src/hook/cards/card-values.ts'
import { toWording } from '../../../src/hook/cards/wording.ts'
import { serviceSpeaking, type Service } from '../../../src/hook/service.ts'
import { readCatalog } from '../../../src/catalog/read-catalog.ts'
import {
  cardMatrix,
  definitions,
  estimatedAssessments,
  LANGUAGES,
} from '../../support/card-matrix.ts'
import { NOW } from '../../support/clock.ts'
import { toInstant, toIsoDate } from '../../../src/base/time.ts'

const [definition] = definitions
const { factSheet } = definition!
const { facts } = factSheet
const DAY = toIsoDate(NOW)
const STATES = [
  'provisional',
  'platform-centred',
  'site-anchored',
  'share-counted',
  'outcome-updated',
  'outcome-calibrated',
] as const

const STAGES = definition!.inputs.predictors
  .filter((input) => input.id === factSheet.stagedBy)
  .flatMap((input) => (input.kind === 'finding' ? input.values.map(({ id }) => id) : []))

const SITUATIONS = Object.keys(definition!.cards.situations)

const tookWhole = ({ stages }: Fact, stage: string | undefined) =>
  stages === undefined || (stage !== undefined && stages[stage] === 'taken')

/** Names of trials: what a text may not hold where a trial did not take such patients. */
const TRIALS = facts.filter(({ kind }) => kind === 'trial').map(({ id }) => id.toUpperCase())

let estimated: readonly Extract<RelevantAssessment, { kind: 'estimated' }>[]
beforeAll(async () => {
  estimated = await estimatedAssessments()
})

/** The same patient in another stage, state and category. */
function inPlaceOf(
  assessment: (typeof estimated)[number],
  stage: string,
  told: { readonly state: (typeof STATES)[number]; readonly category: string | undefined },
): RelevantAssessment {
  const staged = assessment.inputs[factSheet.stagedBy!]!
  if (staged.kind !== 'found') throw new TypeError('the fixture has no stage')
  const reading = { ...staged, value: { ...staged.value, finding: stage } }
  return {
    ...assessment,
    inputs: { ...assessment.inputs, [factSheet.stagedBy!]: reading },
    estimate: { ...assessment.estimate, ...told },
  }
}

const factTexts = (service: Service, assessment: RelevantAssessment) => {
  const values = toCardValues(service, assessment, NOW)
  return 'mdt' in values ? `${values.mdt} ${values.limits}` : values.limits
}

test('there are stages, situations and trials to tell apart', () => {
  expect(STAGES).toContain('IIIa')
  expect(SITUATIONS).toContain('category-high')
  expect(TRIALS).toEqual(expect.arrayContaining(['EMERALD-1', 'LEAP-012', 'TALENTACE']))
})

describe.each(LANGUAGES)('in %s', (language) => {
  const service = serviceSpeaking(definition!, language)
  const { fact: wording } = toWording(service)

  test.each(STAGES)(
    'no card shows a fact whose source did not take patients of its stage: %s',
    (stage) => {
      const notTaken = facts
        .filter((fact) => !tookWhole(fact, stage))
        .map((fact) => wording.onCard(fact))
      const cards = estimated.flatMap((assessment) =>
        STATES.flatMap((state) =>
          [undefined, 'low', 'intermediate', 'high'].map((category) =>
            factTexts(service, inPlaceOf(assessment, stage, { state, category })),
          ),
        ),
      )
      for (const text of cards) {
        expect(notTaken.filter((sentence) => text.includes(sentence))).toEqual([])
        const cited = TRIALS.filter((name) => text.includes(name)).map((name) => name.toLowerCase())
        const scopes = facts
          .filter(({ id }) => cited.includes(id))
          .map(({ stages }) => stages?.[stage])
        expect(scopes.filter((scope) => scope !== 'taken')).toEqual([])
      }
    },
  )

  test.each(STAGES)(
    'the app shows a patient of %s what took such patients, with its condition',
    (stage) => {
      const shown = (['study', 'options', 'limits'] as const).flatMap((section) =>
        factsInSection(factSheet, section, stage),
      )
      for (const fact of shown) {
        const { details, text } = wording.told(fact, DAY)
        if (fact.stages === undefined) continue
        expect(Object.keys(fact.stages)).toContain(stage)
        if (fact.stages[stage] === 'in-part')
          expect(details.join('; ')).toContain(
            service.cards.facts.conditions[fact.id]!.split('{')[0]!.trim(),
          )
        expect(text).not.toMatch(/\{|\}|undefined/)
      }
    },
  )

  test('a fact past its review date is on no card, and the app says that it is past', () => {
    const late = toInstant(new Date('2040-01-01T00:00:00Z'))
    const [assessment] = estimated
    for (const stage of STAGES)
      for (const situation of SITUATIONS)
        for (const line of ['mdt', 'limits'])
          expect(factsOnCard(factSheet, { line, situation, stage, day: toIsoDate(late) })).toEqual(
            [],
          )
    expect(toCardValues(service, assessment!, late).limits).toBe('')
    for (const fact of facts)
      expect(wording.told(fact, toIsoDate(late)).dates).toContain(fact.reviewBy)
  })

  test('every statement says how and when its sources were seen, or that it is this project’s own', () => {
    for (const fact of facts) {
      const { sources, dates, text } = wording.told(fact, DAY)
      expect(text.length).toBeGreaterThan(10)
      expect(dates).toContain(fact.asOf)
      expect(sources.map(({ cite }) => cite)).toHaveLength(fact.sources.length)
      for (const { how } of sources) expect(how).toMatch(/\d{4}-\d\d-\d\d.*\d{4}-\d\d-\d\d/)
      if (sources.length === 0) expect(fact.kind).toBe('choice')
    }
  })

  test('no sentence says that the study was of one centre, of the same years or of adults', () => {
    const all = JSON.stringify([service.cards.facts, service.cards.texts])
    expect(all).not.toMatch(/one centre|single centre|same years|单中心|同一中心|同一时期/)
  })
})

test('a stage that is not known, or that the model does not know, is told nothing by stage', () => {
  for (const stage of [undefined, 'IIIb', 'IV', 'C', ''])
    for (const situation of SITUATIONS)
      for (const { stages } of factsOnCard(factSheet, { line: 'mdt', situation, day: DAY, stage }))
        expect(stages).toBeUndefined()
  expect(stageOf({ kind: 'no-diagnosis', unread: [] }, factSheet)).toBeUndefined()
})

test('what is named to the multidisciplinary team is named where a high category is firm alone', () => {
  for (const { card } of facts.filter((fact) => fact.card?.line === 'mdt'))
    expect(card?.situations).toEqual(['category-high'])
})

test('adverse events of trials are compared by one measure', () => {
  const measures = facts
    .flatMap(({ comparisons = [] }) => comparisons)
    .map(({ measure }) => measure)
    .filter((measure) => measure.includes('adverse-events'))
  expect(measures.length).toBeGreaterThan(1)
  expect(new Set(measures)).toEqual(new Set(['treatment-related-adverse-events']))
  for (const { comparisons = [] } of facts)
    for (const { measure, grades } of comparisons)
      if (measure.includes('adverse-events')) expect(grades).toMatch(/^\d–\d$/)
})

test('a trial that took portal vein invasion only in part is on no card of that stage', () => {
  const onCard = facts.filter(
    ({ card, stages }) => card !== undefined && stages?.['IIIa'] !== undefined,
  )
  for (const { stages } of onCard) expect(stages?.['IIIa']).toBe('taken')
  for (const id of ['leap-012', 'talentace', 'survival-summary'])
    expect(facts.find((fact) => fact.id === id)?.stages?.['IIIa']).toBeUndefined()
})

describe('figures that stand in two places are the same', () => {
  const figuresOf = (id: string) => facts.find((fact) => fact.id === id)!.figures!

  test('of the study', async () => {
    const { modelFiles } = await readCatalog({})
    const { patients, cohorts } = modelFiles[0]!.study
    expect(figuresOf('study-patients')).toMatchObject({
      patients: String(patients.total),
      resistant: String(patients.withOutcome),
      percent: String(patients.publishedPercent),
    })
    const [low, high] = cohorts[0]!.aucCi95
    expect(figuresOf('study-c-statistic')).toMatchObject({ low: String(low), high: String(high) })
  })

  test('of repeatability', () => {
    const shares = Object.fromEntries(
      definition!.model.definition.repeatability!.map(({ predictor, relative }) => [
        predictor,
        String(Number((100 * relative).toPrecision(3))),
      ]),
    )
    expect(figuresOf('between-scanners')).toMatchObject(shares)
  })

  test('of the assumed population', () => {
    const { terms, anchor, intercept } = definition!.model.definition
    const c = expectedCStatistic(logOddsDistribution(terms, anchor.population), intercept.value)
    expect(figuresOf('study-c-statistic')['here']).toBe(c.toFixed(2))
  })
})

test('every situation of an estimate says on how many patients the model rests', () => {
  for (const assessment of estimated)
    expect(
      factsOnCard(factSheet, {
        line: 'limits',
        situation: situationOf(assessment),
        stage: undefined,
        day: DAY,
      }).map(({ id }) => id),
    ).toContain('study-patients')
})

test('where bounds rest on the usual range of D*, and there alone, the card says what that is worth', async () => {
  const WORTH = { en: "one series' and depends on the fit", 'zh-CN': '出自单一系列' }
  const namesIn = (rows: unknown) =>
    Array.isArray(rows) ? rows.map(({ name }: { readonly name: string }) => name) : []
  const matrix = await cardMatrix()
  const cards = matrix.filter(({ service }) => service === definition!.id)
  const told = cards.map(({ card, values, language }) => {
    const { bounds = '', gaps, unreadInputs, inputs } = values
    const open = [...namesIn(gaps), ...namesIn(unreadInputs)]
    return {
      isSaid: card.detail?.includes(WORTH[language as 'en']) === true,
      isDue: bounds !== '' && !namesIn(inputs).includes('D*') && open.includes('D*'),
    }
  })
  for (const { isSaid, isDue } of told) expect(isSaid).toBe(isDue)
  expect(told.filter(({ isDue }) => isDue).length).toBeGreaterThan(0)
})
