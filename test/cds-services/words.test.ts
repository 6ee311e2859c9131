import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { FindingInput } from '../../src/clinical/readings/input-definition.ts'
import { judgeSite } from '../../src/clinical/readings/sites.ts'
import { readStatements } from '../../src/clinical/fhir/statements.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { judgeDiagnosis } from '../../src/clinical/recognition/recognise-diagnosis.ts'
import { recogniseOrder } from '../../src/clinical/recognition/recognise.ts'
import { wordsOf as withoutFillers } from '../../src/clinical/readings/finding-words.ts'
import { applicableRules } from '../../src/clinical/readings/applicability.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { diffusion, inputs, observation, outcome, read } from '../support/readings.ts'
import { NOTHING } from '../support/nothing-known.ts'

const STATED = readRepositoryJson('test/cds-services/lists.json') as Readonly<
  Record<string, string>
>
const { definitions, boards } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
})
const { order, diagnosis, applicability } = definitions[0]!

const MODEL = 'models/tace-resistance'

/** The words of a list, a stem as the beginning of a word and `#` as a number. */
const wordsOf = (list: string) =>
  STATED[list]!.split(' ¦ ').map((word) => word.replace('*', '').replace('#', '25'))

const ordered = (name: string) =>
  recogniseOrder({ codes: [{ codings: [], text: name }], bodySites: [], notes: [] }, order)
const disease = (name: string) => judgeDiagnosis({ codings: [], text: name }, diagnosis)
const adc = (more: object) => outcome(read(observation('adc', diffusion(1.1), { ...more }))['adc'])
const byMethod = (text: string) => adc({ method: { text } })

/** What a place in words is taken for. */
function placed(text: string) {
  const resource = observation('adc', diffusion(1.2), { bodySite: { text } })
  const { statements } = readStatements([resource].filter(isFhirResource))
  return judgeSite(statements[0]!, inputs.lesions!.sites)
}

/** What each word of a list makes of what holds it. */
const MEANS: readonly (readonly [string, (word: string) => unknown, readonly unknown[]])[] = [
  [`${MODEL}/orders.order.phrases`, ordered, ['recognised']],
  [`${MODEL}/orders.order.phrasesOfSite`, ordered, ['recognised', 'if-diagnosed']],
  [`${MODEL}/orders.order.phrasesOfSite`, (w) => ordered(`${w} of the liver`), ['recognised']],
  [`${MODEL}/orders.order.otherOrgans`, (w) => ordered(`TACE ${w}`), ['other']],
  [`${MODEL}/orders.order.otherProcedures`, (w) => ordered(w), ['other']],
  [`${MODEL}/orders.order.visits`, (w) => ordered(`TACE ${w}`), ['other']],
  [`${MODEL}/orders.order.imaging`, (w) => ordered(`${w} after TACE`), ['other']],
  [`${MODEL}/orders.diagnosis.phrases`, disease, ['in-words']],
  [
    `${MODEL}/orders.diagnosis.excludingPhrases`,
    (w) => disease(`${w} hepatocellular carcinoma`),
    ['silent', 'other'],
  ],
  [`${MODEL}/orders.diagnosis.otherDiseases`, (w) => disease(w), ['other']],
  [`${MODEL}/predictors.statistics.mean.meanPhrases`, byMethod, [1.1]],
  [`${MODEL}/predictors.statistics.mean.otherPhrases`, byMethod, ['not-the-mean']],
  [`${MODEL}/predictors.statistics.mean.unclearPhrases`, byMethod, ['statistic-not-understood']],
  [`${MODEL}/predictors.statistics.mean.ignoredPhrases`, byMethod, [1.1]],
  [`${MODEL}/predictors.statistics.mean.techniquePhrases`, byMethod, [1.1, 'another-method']],
  [`${MODEL}/predictors.predictors.adc.methods.phrases`, byMethod, [1.1]],
  [`${MODEL}/predictors.predictors.adc.methods.otherMethodPhrases`, byMethod, ['another-method']],
  ['sites.admittedPhrases', placed, ['admitted']],
  ['sites.otherPhrases', placed, ['other-organ']],
  ['sites.backgroundPhrases', placed, ['background']],
  ['sites.regionPhrases', placed, ['unsaid']],
]

test.each(MEANS)('each word of %s, case %#', (list, judge, expected) => {
  const others = wordsOf(list)
    .map((word) => [word, judge(word)])
    .filter(([, is]) => !expected.includes(is))
  expect(others).toEqual([])
})

describe('each text', () => {
  const findings = [
    ...inputs.predictors,
    ...inputs.auxiliaries,
    ...boards[0]!.board.readings,
  ].filter((one): one is FindingInput => one.kind === 'finding')

  test('of a finding is of the value that is stated, and of no other', () => {
    const texts = Object.keys(STATED).flatMap((list) => {
      const [, id, value] = /\.(\w+)\.values\.([\w-]+)\.texts$/.exec(list) ?? []
      return id === undefined || list.startsWith('dicom')
        ? []
        : wordsOf(list).map((text) => ({ id, value, text }))
    })
    expect(texts.length).toBeGreaterThan(150)
    const wrong = texts.filter(({ id, value, text }) => {
      const { values, ...words } = findings.find((one) => one.id === id)!
      const found = values.filter((one) => one.texts.has(withoutFillers(text, words).rest))
      return found.length !== 1 || found[0]?.id !== value
    })
    expect(wrong).toEqual([])
  })
  test('of a rule raises it, and no other rule', () => {
    const wrong = applicability.flatMap((rule) => {
      const list = `${MODEL}/applicability.rules.${rule.id}.phrases`
      if (STATED[list] === undefined) return []
      const where = rule.kind === 'order-text' ? 'orderTexts' : 'recordTexts'
      const raised = (text: string) =>
        applicableRules(applicability, { ...NOTHING, [where]: [text] }).map(({ id }) => id)
      return wordsOf(list).filter((text) => raised(text).join(' ') !== rule.id)
    })
    expect(wrong).toEqual([])
  })
})
