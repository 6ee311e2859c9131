import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { Inputs } from '../../src/clinical/assessment/assess.ts'
import type { Action } from '../../src/hook/protocol/card.ts'
import { readOrder } from '../../src/clinical/fhir/order.ts'
import { chooseLanguage } from '../../src/base/language.ts'
import { recogniseOrder } from '../../src/clinical/recognition/recognise.ts'
import { resolvePrefetch } from '../../src/pages/cds/prefetch.ts'
import { applyActions, fromOrderable, toDraft } from '../../src/pages/ehr/drafts.ts'
import { type Orderable, toSettings } from '../../src/pages/ehr/settings.ts'
import { en as ehrEn } from '../../src/pages/ehr/words/en.ts'
import { zhCn as ehrZhCn } from '../../src/pages/ehr/words/zh-cn.ts'
import { en } from '../../src/pages/language/en.ts'
import { fill } from '../../src/base/fill.ts'
import { formatDate } from '../../src/pages/language/format.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import { differencesFrom } from '../../src/pages/smart/difference.ts'
import { riskIn } from '../../src/hook/cards/format.ts'
import { peopleOf } from '../../src/pages/smart/people-of.ts'
import { nomogramOf } from '../../src/pages/smart/nomogram.ts'
import { scopesFor } from '../../src/pages/smart/scopes.ts'
import { assumable, whatIf } from '../../src/pages/smart/what-if.ts'
import { frozenClock } from '../support/clock.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

const definition = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
  .definitions[0]!

/** Every text with its path. */
const leaves = (value: object, path = ''): readonly (readonly [string, string])[] =>
  Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    typeof member === 'string'
      ? [[`${path}.${key}`, member]]
      : leaves(member as object, `${path}.${key}`),
  )

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()

describe('the words of the pages', () => {
  test('are there in every language, none blank, with the same placeholders', () => {
    const inEnglish = leaves({ ...en, mockEhr: ehrEn })
    const inChinese = new Map(leaves({ ...zhCn, mockEhr: ehrZhCn }))
    expect([...inChinese.keys()]).toEqual(inEnglish.map(([path]) => path))
    for (const [path, text] of inEnglish) {
      expect(text.trim()).not.toBe('')
      expect(inChinese.get(path)?.trim()).toMatch(/\S/)
      expect([path, placeholders(inChinese.get(path) ?? '')]).toEqual([path, placeholders(text)])
    }
  })

  test('a placeholder without a value leaves nothing behind', () => {
    expect(fill('{a}-{b}', { a: 1 })).toBe('1-')
  })

  test('dates are written in the way of the language', () => {
    expect(formatDate('2026-11-15T07:30:00+08:00', 'zh-CN')).toBe('2026年11月15日')
    expect(formatDate('2026-11-15', 'en')).toBe('Nov 15, 2026')
    expect(formatDate(undefined, 'en')).toBe('')
  })
})

describe('the language of a reader', () => {
  const available = ['en', 'zh-CN']
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh-Hans-CN', 'zh-CN'],
    ['en-GB,zh;q=0.9', 'en'],
    ['fr,zh;q=0.5', 'zh-CN'],
    ['zh;q=0,en;q=0.1', 'en'],
    ['fr', undefined],
    ['*', undefined],
    [undefined, undefined],
  ]
  test.each(cases)('of %s is %s', (header, language) => {
    expect(chooseLanguage(header, available)).toBe(language)
  })

  test('is one of those that there are, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect([...available, undefined]).toContain(chooseLanguage(header, available))
      }),
    )
  })
})

describe('a prefetch template', () => {
  const context = { userId: 'Practitioner/7 a', patientId: 'p/1', selections: ['x'] }
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['Patient/{{context.patientId}}', 'Patient/p%2F1'],
    ['Patient/{{ context.patientId }}', 'Patient/p%2F1'],
    ['Practitioner/{{userPractitionerId}}', 'Practitioner/7%20a'],
    ['Patient/{{userPatientId}}', undefined],
    ['Encounter/{{context.encounterId}}', undefined],
    ['X?y={{context.selections}}', undefined],
    ['X?date=ge{{today() - 90 days}}', undefined],
    ['X?code=a%7Cb', 'X?code=a%7Cb'],
  ]
  test.each(cases)('%s becomes %s', (template, url) => {
    expect(resolvePrefetch(template, context)).toBe(url)
  })
})

describe('draft orders', () => {
  const orderable = {
    id: 'a',
    names: { en: 'A', 'zh-CN': '甲' },
    order: { resourceType: 'ServiceRequest', status: 'draft' },
  }
  const context = { patientId: 'p', userId: 'Practitioner/1', authoredOn: '2026-11-20', id: 'd1' }
  const formFor = (item: Orderable, language: string) => ({
    ordered: fromOrderable(item, language),
    ...{ priority: 'routine', reason: '', note: ' ' },
  })
  const draft = toDraft(formFor(orderable, 'zh-CN'), context)
  const { resource } = draft

  test('hold nothing that was not filled in', () => {
    expect(Object.keys(resource)).not.toContain('note')
    expect(Object.keys(resource)).not.toContain('reasonReference')
  })

  test('are named in the language in which they were written', () => {
    expect(resource['code']).toEqual({ text: '甲' })
  })

  test('of the mock EHR mean the same to the service in each language', () => {
    const { orderables } = toSettings({
      orderables: readRepositoryJson('fixtures/orderables.json'),
    })
    const verdictOf = (item: Orderable, language: string) => {
      const written = toDraft(formFor(item, language), context)
      return recogniseOrder(readOrder(written.resource)!, definition.order)
    }
    expect(orderables.map((item) => [item.id, verdictOf(item, 'en')])).toEqual([
      ['tace', 'recognised'],
      ['tace-own-code', 'recognised'],
      ['deb-tace', 'recognised'],
      ['haic', 'other'],
      ['y90', 'other'],
      ['mri', 'other'],
    ])
    for (const item of orderables) expect(verdictOf(item, 'zh-CN')).toBe(verdictOf(item, 'en'))
  })

  test('change by a suggestion as its actions say, and the drafts before stay as they were', () => {
    const create = {
      type: 'create',
      description: 'c',
      resource: { resourceType: 'Task', id: 'of-the-service' },
    } as const
    const update = {
      type: 'update',
      description: 'u',
      resource: { ...resource, priority: 'stat' },
    } as const
    const remove = { type: 'delete', description: 'd', resourceId: 'ServiceRequest/d1' } as const
    const byIdAlone = { ...remove, resourceId: 'd1' }
    const after = (...actions: readonly Action[]) => applyActions([draft], actions, () => 'new')
    expect(after(create)).toEqual([draft, { resource: { resourceType: 'Task', id: 'new' } }])
    expect(after(update)).toEqual([{ resource: { ...resource, priority: 'stat' } }])
    expect(after(remove)).toEqual([])
    expect(after(byIdAlone)).toEqual([])
    expect(after()).toEqual([draft])
    expect(resource['priority']).toBe('routine')
  })
})

const from = {
  reference: 'Observation/1',
  asSent: '',
  written: '2026-11-15',
  ageDays: 5,
}
const found = (number: number) => ({ kind: 'found', value: { number }, from }) as const
const complete: Inputs = {
  cnlcStageIIIa: found(0),
  nlr: found(2.4),
  capsuleIncomplete: found(0),
  dStar: found(46),
  adc: found(1.18),
}

describe('what if', () => {
  const reasoned = { definition, record: { now: frozenClock.now() } }

  const withoutDStar: Inputs = { ...complete, dStar: { kind: 'missing' } }

  test('only what has no usable value may be assumed', () => {
    expect(assumable(definition, complete)).toEqual([])
    expect(assumable(definition, withoutDStar).map(({ id }) => id)).toEqual(['dStar'])
  })

  test('an assumption equal to a measurement gives the measured risk', () => {
    const answer = whatIf(reasoned, withoutDStar, { dStar: 46 })
    const measured = definition.model.estimate({
      cnlcStageIIIa: 0,
      nlr: 2.4,
      capsuleIncomplete: 0,
      dStar: 46,
      adc: 1.18,
    })
    expect(answer).toEqual({ kind: 'estimate', estimate: measured })
  })

  test('a measured value is not replaced, and nothing is assumed outside its usual range', () => {
    const [, most] = definition.inputs.predictors.find(({ id }) => id === 'dStar')!.referenceRange
    expect(whatIf(reasoned, withoutDStar, { dStar: 1e6, nlr: 40 })).toEqual(
      whatIf(reasoned, withoutDStar, { dStar: most }),
    )
  })

  test('what is still missing leaves bounds', () => {
    expect(whatIf(reasoned, { ...withoutDStar, adc: { kind: 'missing' } }, { adc: 1 }).kind).toBe(
      'bounds',
    )
  })
})

describe('the people of a range', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const range = fc
    .tuple(share, share)
    .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))

  test('are as many as its words say, and tell nothing apart beyond 5 and 95 %', () => {
    fc.assert(
      fc.property(range, ({ low, high }) => {
        const { certain, possible } = peopleOf({ low, high })
        const [least, most] = [low, high].map(riskIn(en.common.outOf100))
        expect(String(certain)).toBe(least === '<5' ? '0' : least === '>95' ? '95' : least)
        expect(String(certain + possible)).toBe(most === '<5' ? '5' : most === '>95' ? '100' : most)
      }),
    )
  })
})

describe('the nomogram', () => {
  const { contributions } = definition.model.estimate({
    cnlcStageIIIa: 1,
    nlr: 7,
    capsuleIncomplete: 1,
    dStar: 60,
    adc: 0.9,
  })
  const { lines, total, riskMarks } = nomogramOf(definition, contributions)

  test('has its longest line at 100 points, and no line that falls', () => {
    expect(Math.max(...lines.map(({ length }) => length))).toBeCloseTo(100, 9)
    expect(Math.min(...lines.map(({ length }) => length))).toBeGreaterThan(0)
  })

  test('reads the risk of the published figures off its sum of points', () => {
    const values = Object.fromEntries(
      contributions.map(({ predictor, value }) => [predictor, value]),
    )
    const { linearPredictor } = definition.model.estimate(values)
    const [first, last] = [riskMarks[0]!, riskMarks.at(-1)!]
    const logit = (p: number) => Math.log(p / (1 - p))
    const perPoint = (logit(last.value) - logit(first.value)) / (last.points - first.points)
    expect(logit(first.value) + perPoint * (total - first.points)).toBeCloseTo(linearPredictor, 9)
  })

  test('gives points in proportion to log odds', () => {
    const { terms } = definition.model.definition
    const perPoint = lines.map(({ predictor, from: start, value, points }) => {
      const term = terms.find((candidate) => candidate.predictor === predictor)!
      return (term.coefficient * (value - start)) / points
    })
    for (const logOdds of perPoint) expect(logOdds).toBeCloseTo(perPoint[0]!, 9)
  })
})

describe('the difference from a card', () => {
  const assessment = {
    kind: 'insufficient-data',
    inputs: { nlr: found(2), adc: { kind: 'missing' } },
    indexDate: from.ageDays as never,
    indexDay: '2026-11-20',
    cautions: [],
    isOfLargestLesion: false,
    outside: [],
    isHalfRead: false,
    mayExclude: [],
    imaging: {},
    unread: [],
    bounds: {
      range: { low: 0, high: 1 },
      ranges: { adc: [0.8, 1.6] },
      scenarios: [],
      state: 'provisional',
      fallbacks: [],
      category: undefined,
      below: undefined,
      atLeast: undefined,
    },
  } as const
  const context = { service: 's', card: 'c', order: 'o', situation: 'insufficient-data' }

  test('is told by input, by situation, or not at all', () => {
    const compare = (given: Parameters<typeof differencesFrom>[0]) =>
      differencesFrom(given, assessment, 'insufficient-data')
    expect(compare(undefined)).toEqual({ kind: 'no-card' })
    expect(compare({ ...context, inputs: { nlr: 2 } })).toEqual({ kind: 'same' })
    expect(compare({ ...context, situation: 'no-diagnosis' })).toEqual({ kind: 'other-situation' })
    expect(compare({ ...context, inputs: { nlr: 3, adc: 1 } })).toEqual({
      kind: 'other-inputs',
      inputs: [
        { predictor: 'nlr', then: 3, now: 2 },
        { predictor: 'adc', then: 1, now: undefined },
      ],
    })
  })
})

describe('the scopes that the app asks for', () => {
  test('are of the first version only for a server that knows no other', () => {
    expect(scopesFor(['permission-v1'], true)).toMatch(
      /^launch openid fhirUser patient\/Patient\.read/,
    )
    expect(scopesFor(['permission-v1', 'permission-v2'], true)).toMatch(/Observation\.crus/)
    expect(scopesFor([], false)).toMatch(/^launch\/patient /)
  })
})
