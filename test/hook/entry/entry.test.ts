import { describe, expect, test } from '@jest/globals'
import { isJsonObject, type JsonObject, objects } from '../../../src/base/json.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { toEntryForm } from '../../../src/hook/entry/entry-form.ts'
import { toObservations } from '../../../src/hook/entry/to-observations.ts'
import { toWording } from '../../../src/hook/cards/wording.ts'
import { toQuestionnaire } from '../../../src/hook/entry/to-questionnaire.ts'
import { fromServiceJson, toServiceJson } from '../../../src/hook/service-json.ts'
import { repositoryPath } from '../../support/paths.ts'
import { numberIn, option, questions, responseWith } from '../../support/entry.ts'
import { coded, observation, on, read } from '../../support/readings.ts'

const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const definition = catalog.definitions[0]!
const form = toEntryForm(definition)
const questionnaire = toQuestionnaire(form)

/** Every object within a value. */
function all(value: unknown): readonly JsonObject[] {
  const inside = Object.values(isJsonObject(value) || Array.isArray(value) ? value : {})
  return [...(isJsonObject(value) ? [value] : []), ...inside.flatMap(all)]
}

const asked = questions(questionnaire['item'])
const byId = new Map(asked.map((item) => [String(item['linkId']), item]))

const DAY = '2026-11-10'

const codingOf = (linkId: string, index = 0) => option(questionnaire, linkId, index).valueCoding

describe('the form of the inputs', () => {
  test('asks for every input that says what it is entered from, and for no other', () => {
    const wanted = [...definition.inputs.predictors, ...definition.inputs.auxiliaries]
      .filter(({ enteredFrom }) => enteredFrom !== undefined)
      .map(({ id }) => id)
    const inputs = form.groups.flatMap(({ items }) => items.map(({ input }) => input))
    expect([...new Set(inputs)].toSorted()).toEqual(wanted.toSorted())
    expect(wanted).toEqual(expect.arrayContaining(['adc', 'dStar', 'nlr', 'capsuleIncomplete']))
  })

  test('has nothing filled in or chosen beforehand: what the record says is only shown', () => {
    const preselecting = ['initial', 'initialSelected']
    const found = all(questionnaire).filter((part) => preselecting.some((member) => member in part))
    expect(found).toEqual([])
    const filled = asked.filter(({ extension }) =>
      objects(extension).some(({ url }) => String(url).endsWith('initialExpression')),
    )
    expect(filled.every(({ readOnly }) => readOnly === true)).toBe(true)
  })

  test('can say of every value that it is not stated, or that it is indeterminate', () => {
    for (const { items } of form.groups)
      for (const { linkId } of items) {
        const { answerOption } = byId.get(`${linkId}.absent`)!
        const codes = objects(answerOption).map(
          ({ valueCoding }) => (valueCoding as JsonObject)['code'],
        )
        expect(codes).toEqual(expect.arrayContaining(['unknown', 'IND']))
      }
  })

  test('asks for the unit of a number by itself, so that nobody’s renderer chooses one', () => {
    expect(all(questionnaire).filter(({ type }) => type === 'quantity')).toEqual([])
    expect(JSON.stringify(questionnaire)).not.toContain('questionnaire-unitOption')
    for (const { items } of form.groups)
      for (const { linkId, answer } of items) {
        const units = answer.kind === 'quantity' ? answer.units : []
        const asked = byId.get(`${linkId}.unit`)
        expect([linkId, asked === undefined]).toEqual([linkId, units.length < 2])
        expect(asked?.['required'] ?? true).toBe(true)
      }
  })

  test('has no template in which a value stands beside why there is none (obs-6)', () => {
    for (const template of objects(questionnaire['contained'])) {
      const has = (name: RegExp) => Object.keys(template).filter((key) => name.test(key)).length
      expect(has(/^value/) + has(/^dataAbsentReason$/)).toBe(1)
    }
  })

  test('is there in every language of the service', () => {
    const texts = asked.filter(({ _text: translated }) => {
      const [extension] = objects((translated as JsonObject | undefined)?.['extension'])
      return extension === undefined
    })
    expect(texts).toEqual([])
    expect(JSON.stringify(questionnaire)).toContain('zh-CN')
  })

  test('asks for no value before the day that dates it is known', () => {
    for (const { occasion, items } of form.groups)
      for (const { linkId } of items) {
        const conditions = objects(byId.get(linkId)!['enableWhen'])
        expect(conditions.map(({ question }) => question)).toEqual([`${occasion}.date`])
      }
  })

  test('is the same in the browser, which makes it from what the service sends', () => {
    const sent: unknown = JSON.parse(JSON.stringify(toServiceJson(definition)))
    expect(toQuestionnaire(toEntryForm(fromServiceJson(sent)))).toEqual(questionnaire)
  })

  test('has one template for each value, and none that nothing uses', () => {
    const ids = objects(questionnaire['contained']).map(({ id }) => `#${String(id)}`)
    const used = all(asked).flatMap(({ url, valueReference }) =>
      url === 'template' ? [(valueReference as JsonObject)['reference']] : [],
    )
    expect([...new Set(used)].toSorted()).toEqual(ids.toSorted())
  })
})

describe('what is entered', () => {
  const ofStudy = {
    'study.date': { valueDate: DAY },
    'lesion.site': { valueCoding: codingOf('lesion.site', 5) },
  }

  test.each([
    ['10*-3.mm2/s', 45],
    ['10*-6.mm2/s', 45_000],
    ['mm2/s', 0.045],
    ['um2/ms', 45],
  ])('in %s is read as the same number', (code, value) => {
    const response = responseWith({
      ...ofStudy,
      ...numberIn(questionnaire, 'dStar', value, code),
      'dStar.statistic': { valueCoding: codingOf('dStar.statistic') },
      'dStar.method': { valueCoding: codingOf('dStar.method') },
    })
    const [observation] = toObservations(form, response)
    expect(read(observation!)['dStar']).toMatchObject({
      kind: 'found',
      value: { number: expect.closeTo(45, 9) as unknown },
      from: { written: DAY },
    })
  })

  test.each([
    ['complete', { kind: 'found', value: { number: 0 } }],
    ['incomplete', { kind: 'found', value: { number: 1 } }],
    ['absent', { kind: 'excluding' }],
  ])('a capsule that is %s is read as such, and never as another', (code, reading) => {
    const capsuleIncomplete = option(questionnaire, 'capsuleIncomplete', code)
    const response = responseWith({ ...ofStudy, capsuleIncomplete })
    expect(read(...toObservations(form, response))['capsuleIncomplete']).toMatchObject(reading)
  })

  test.each(form.groups.flatMap(({ items }) => items.map(({ linkId }) => linkId)))(
    '%s that is not stated or indeterminate is no value',
    (linkId) => {
      for (const code of ['unknown', 'IND']) {
        const absent = { [`${linkId}.absent`]: option(questionnaire, `${linkId}.absent`, code) }
        const made = toObservations(form, responseWith({ ...ofStudy, ...absent }))
        expect(made).toMatchObject([{ dataAbsentReason: { coding: [{ code }] } }])
        expect(Object.keys(made[0]!).filter((key) => key.startsWith('value'))).toEqual([])
      }
    },
  )

  test('without its unit, which a renderer may not have insisted on, is refused, never read', () => {
    const response = responseWith({
      ...ofStudy,
      tumourSize: { valueDecimal: 32 },
      adc: { valueDecimal: 1.1 },
    })
    const [adc, size] = toObservations(form, response)
    expect([adc, size].map((one) => JSON.stringify(one).includes('"code":"cm"'))).toEqual([
      false,
      false,
    ])
    expect(read(adc!)['adc']).toMatchObject({ kind: 'unusable' })
  })

  test.each([
    ['statistic', 1, 'not-the-mean'],
    ['statistic', 2, 'not-the-mean'],
    ['statistic', 3, 'not-the-mean'],
    ['statistic', 4, 'statistic-not-understood'],
    ['method', 1, 'another-method'],
  ])('another %s (%s) than the model reads is refused, not read: %s', (suffix, index, why) => {
    const answers = {
      ...ofStudy,
      ...numberIn(questionnaire, 'dStar', 45),
      'dStar.statistic': { valueCoding: codingOf('dStar.statistic') },
      'dStar.method': { valueCoding: codingOf('dStar.method') },
    }
    const response = responseWith({
      ...answers,
      [`dStar.${suffix}`]: { valueCoding: codingOf(`dStar.${suffix}`, index) },
    })
    expect(read(...toObservations(form, response))['dStar']).toMatchObject({ why })
  })

  test('is dated by what it is read from, and says by whom, of what and from what', () => {
    const response = responseWith({
      ...ofStudy,
      'study.reference': { valueString: 'ImagingStudy/s1' },
      'study.report': { valueString: 'DiagnosticReport/d1 of 2026-11-10' },
      capsuleIncomplete: { valueCoding: codingOf('capsuleIncomplete') },
    })
    expect(toObservations(form, response)).toMatchObject([
      {
        status: 'final',
        subject: { reference: 'Patient/p' },
        effectiveDateTime: DAY,
        performer: [{ reference: 'Practitioner/example' }],
        bodySite: { coding: [{ system: 'http://snomed.info/sct' }] },
        derivedFrom: [
          { reference: 'ImagingStudy/s1' },
          { reference: 'QuestionnaireResponse/form-1' },
        ],
        note: [{ text: 'DiagnosticReport/d1 of 2026-11-10' }],
      },
    ])
  })

  test('gives a ratio from two counts of one sample', () => {
    const response = responseWith({
      'sample.date': { valueDate: DAY },
      ...numberIn(questionnaire, 'nlr.neutrophil-count', 4.2),
      ...numberIn(questionnaire, 'nlr.lymphocyte-count', 1500, '/uL'),
    })
    expect(read(...toObservations(form, response))['nlr']).toMatchObject({
      kind: 'found',
      value: { number: 2.8 },
    })
  })

  test('is an Observation only where something was answered', () => {
    expect(toObservations(form, responseWith(ofStudy))).toEqual([])
  })
})

describe('a value that somebody typed beside what the record says', () => {
  const typed = (day: string, study?: string) => {
    const response = responseWith({
      'study.date': { valueDate: day },
      ...(study === undefined ? {} : { 'study.reference': { valueString: study } }),
      'lesion.site': option(questionnaire, 'lesion.site', 0),
      capsuleIncomplete: option(questionnaire, 'capsuleIncomplete', 'complete'),
    })
    return toObservations(form, response)[0]!
  }
  const reported = (code: string, more: JsonObject = {}) =>
    observation('capsule', coded('tumour-capsule', code), on('2026-11-10'), more)

  test.each([
    ['of the same day', typed('2026-11-10')],
    ['of a later day that was typed', typed('2026-11-15')],
    ['of today', typed('2026-11-20')],
    ['of the same study, dated later', typed('2026-11-12', 'ImagingStudy/s1')],
  ])('%s, never takes its place: both are said, and by whom', (_name, value) => {
    const own = reported('absent', { derivedFrom: [{ reference: 'ImagingStudy/s1' }] })
    const reading = read(own, value)['capsuleIncomplete']!
    expect(reading).toMatchObject({ kind: 'unusable', why: 'contradicting-values' })
    const said = toWording(definition).asSent(
      'from' in reading ? reading.from : (undefined as never),
    )
    expect(said).toMatch(/absent.*≠.*complete.*Practitioner\/example/)
  })

  test('is used where it says the same, where it is alone, and of a later study of the record', () => {
    expect(read(reported('complete'), typed('2026-11-15'))['capsuleIncomplete']?.kind).toBe('found')
    expect(read(typed('2026-11-15'))['capsuleIncomplete']?.kind).toBe('found')
    const later = typed('2026-11-15', 'ImagingStudy/s2')
    expect(read(reported('incomplete'), later)['capsuleIncomplete']).toMatchObject({
      kind: 'found',
      value: { finding: 'complete' },
      from: { enteredBy: 'Practitioner/example' },
    })
  })

  test('is used again when it is undone or the other is corrected', () => {
    const undone = { ...typed('2026-11-15'), status: 'entered-in-error' }
    expect(read(reported('incomplete'), undone)['capsuleIncomplete']).toMatchObject({
      value: { finding: 'incomplete' },
    })
    const withdrawn = reported('incomplete', { status: 'entered-in-error' })
    expect(read(withdrawn, typed('2026-11-15'))['capsuleIncomplete']).toMatchObject({
      value: { finding: 'complete' },
    })
  })

  test('typed today for an old study is as old as the study', () => {
    expect(read(typed('2026-09-01'))['capsuleIncomplete']).toMatchObject({
      why: 'too-old',
      from: { ageDays: 80 },
    })
  })

  test('of a study after an earlier TACE is not used', () => {
    const tace = {
      resourceType: 'Procedure',
      status: 'completed',
      subject: { reference: 'Patient/p' },
      code: { text: 'TACE' },
      performedDateTime: '2026-11-01',
    }
    expect(read(tace, typed('2026-11-15'))['capsuleIncomplete']).toMatchObject({
      why: 'after-procedure',
    })
  })
})
