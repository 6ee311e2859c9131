import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { ScoreCase } from '../../src/catalog/published-score-file.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'
import { resultOf } from '../support/score-result.ts'

const { scores, boards, services } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
})
const byId = new Map(scores.map((one) => [one.score.definition.id, one]))

describe.each(scores.map((one) => [one.score.definition.id, one] as const))(
  '%s',
  (_id, dossier) => {
    test.each(dossier.cases.map((one) => [one.name, one] as const))(
      'gives what was worked out apart from the engine: %s',
      (_name, { values, value, class: reached }) => {
        const result = resultOf(dossier.score, values)
        if (value === undefined) expect(result?.value).toBeUndefined()
        else expect(result?.value).toBeCloseTo(value, 9)
        expect(result?.class?.id).toBe(reached)
      },
    )

    test('has a case for every class', () => {
      const reached = new Set(dossier.cases.map((one) => one.class))
      for (const { id } of dossier.score.definition.classes) expect(reached).toContain(id)
    })

    test('says how it fared in other patients, has a rule of its own, and speaks both languages', () => {
      expect(dossier.validations.length).toBeGreaterThan(0)
      expect(dossier.score.rules.length).toBeGreaterThan(0)
      expect(Object.keys(dossier.score.translations)).toEqual(['en', 'zh-CN'])
    })

    test('has failed only where its own patients were tested', () => {
      for (const { verdict, population } of dossier.validations)
        if (verdict === 'failed') expect(population).toMatch(/\d/)
    })

    test('has every text in each language', () => {
      const [first, ...others] = Object.values(dossier.score.translations).map((texts) => [
        ...['classes', 'outcomes', 'rules'].flatMap((group) =>
          Object.keys(texts[group as 'classes']).map((id) => `${group}.${id}`),
        ),
      ])
      for (const one of others) expect(one.toSorted()).toEqual(first!.toSorted())
    })
  },
)

describe('the published scores together', () => {
  const valueOf = (id: string, values: ScoreCase['values']) =>
    resultOf(byId.get(id)!.score, values)?.value

  const patient = fc.record({
    bilirubin: fc.double({ min: 1, max: 300, noNaN: true }),
    albumin: fc.double({ min: 15, max: 60, noNaN: true }),
    afp: fc.double({ min: 0, max: 5000, noNaN: true }),
    tumourSize: fc.double({ min: 0.5, max: 25, noNaN: true }),
    tumourNumber: fc.integer({ min: 1, max: 20 }),
  })

  test('mHAP-II is HAP, or one more', () => {
    fc.assert(
      fc.property(patient, (values) => {
        const more = valueOf('mhap-ii', values)! - valueOf('hap', values)!
        expect(more).toBe(values.tumourNumber >= 2 ? 1 : 0)
      }),
    )
  })

  test('the three sums of size and number are one sum', () => {
    fc.assert(
      fc.property(patient, (values) => {
        const sums = ['up-to-seven', 'six-and-twelve', 'seven-eleven'].map((id) =>
          valueOf(id, values),
        )
        expect(new Set(sums).size).toBe(1)
      }),
    )
  })

  test('a worse liver never makes ALBI or HAP better', () => {
    fc.assert(
      fc.property(patient, fc.double({ min: 0.1, max: 100, noNaN: true }), (values, more) => {
        const worse = { ...values, bilirubin: values.bilirubin + more }
        for (const id of ['albi', 'hap'])
          expect(valueOf(id, worse)!).toBeGreaterThanOrEqual(valueOf(id, values)!)
      }),
    )
  })

  test('each has its folder, model card and place on the board', () => {
    const [board] = boards.map((one) => one.board)
    expect(board?.scores.map(({ definition }) => definition.id).toSorted()).toEqual(
      [...byId.keys()].toSorted(),
    )
    for (const id of byId.keys())
      expect(filesIn(`cds-services/scores/${id}`)).toEqual([
        'README.md',
        'applicability.json',
        'predictors.json',
        'reference-cases.json',
        'score.json',
        'text',
      ])
  })
})

describe('the prefetch of the board', () => {
  const [board] = boards
  const base = services.find(({ entry }) => entry.hook === 'order-select')!

  test('asks in the same words as the resistance service for what both read', () => {
    const { markers, ...shared } = board!.entry.prefetch
    expect(Object.keys(shared)).toHaveLength(6)
    for (const [key, template] of Object.entries(shared))
      expect(template).toBe(base.entry.prefetch[key])
    expect(markers).toMatch(/^Observation\?patient=\{\{context\.patientId\}\}&code=/)
  })

  test('has the codes of every reading that a score needs', () => {
    const templates = Object.values(board!.entry.prefetch).join('\n')
    for (const { codes } of board!.board.readings)
      for (const { system, code } of codes.codings)
        expect(templates).toContain(encodeURIComponent(`${system}|${code}`))
  })
})
