import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { CatalogError } from '../../src/catalog/problems.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { conversionFactor } from '../../src/clinical/terminology/convert.ts'
import { recogniseOrder } from '../../src/clinical/recognition/recognise.ts'
import { isDiagnosis } from '../../src/clinical/recognition/recognise-diagnosis.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

const folder = repositoryPath('cds-services')
const load = (site?: unknown) => loadCatalog({ folder, language: 'en', site })

function problemsOf(site: unknown): readonly string[] {
  try {
    load(site)
    return []
  } catch (error) {
    if (error instanceof CatalogError) return error.problems
    throw error
  }
}

const LOCAL = { system: 'http://hospital.example/codes', code: 'X1' }
const LOINC = 'http://loinc.org'
const NEUTROPHILS = { code: '751-8', equivalence: 'equivalent' }

/** A ConceptMap of one local code. */
const mapOf = (targets: readonly object[], system = LOINC) => ({
  resourceType: 'ConceptMap',
  group: [
    { source: LOCAL.system, target: system, element: [{ code: LOCAL.code, target: targets }] },
  ],
})

test("a site's spelling of a unit is read, whatever its blanks", () => {
  const units = [
    { written: 'mil/uL', ucum: '10*3/uL' },
    { written: 'x10-3/uL', ucum: '10*3/uL' },
    { written: 'u.d.', ucum: '10*-6.mm2/s' },
  ]
  const { written } = load({ units }).definitions[0]!.units
  const factor = (unit: string, canonical: string) => conversionFactor({ unit }, canonical, written)
  expect(factor('mil / uL', '10*9/L')).toBe(1)
  expect(factor('x10-3/uL', '10*9/L')).toBe(1)
  expect(factor('u.d.', '10*-3.mm2/s')).toBe(0.001)
  expect(factor('u.d.', '10*9/L')).toBeUndefined()
})

describe('the documented example', () => {
  const catalog = load(readRepositoryJson('fixtures/site-file/example.json'))
  const { order, diagnosis } = catalog.definitions[0]!
  const prefetch = Object.values(catalog.services[0]!.entry.prefetch).join('\n')
  const ordered = (system: string, code: string) => ({
    codes: [{ codings: [{ system, code }] }],
    bodySites: [],
    notes: [],
  })

  test("the hospital's order codes are TACE", () => {
    for (const code of ['IR-TACE-01', 'IR-TACE-02'])
      expect(recogniseOrder(ordered('http://hospital.example/orders', code), order)).toBe(
        'recognised',
      )
  })

  test('a mapped diagnosis is the diagnosis', () => {
    const coding = { system: 'http://hospital.example/diagnoses', code: 'C22.000' }
    expect(isDiagnosis({ codings: [coding] }, diagnosis)).toBe(true)
  })

  test.each(['NEUT#', 'LYMPH#', 'ADC-MEAN', 'CAPSULE'])(
    'the mapped code %s is prefetched',
    (code) => {
      expect(prefetch).toContain(encodeURIComponent(`|${code}`))
    },
  )

  test('a code of an answer is recognised, not searched', () => {
    const system = 'http://hospital.example/imaging/capsule'
    const [capsule] = catalog.definitions[0]!.inputs.predictors.filter(
      (input) => input.kind === 'finding' && input.isPerLesion,
    )
    const values = capsule?.kind === 'finding' ? capsule.values : []
    expect(values.filter(({ codes }) => codes.has({ system, code: '1' }))).toHaveLength(1)
    expect(prefetch).not.toContain(encodeURIComponent(system))
  })

  test('units are by system and code', () => {
    expect(Object.fromEntries(catalog.definitions[0]!.units.defaultUnits)).toEqual({
      'urn:oid:1.2.3.4.5|NEUT#': '10*9/L',
      'urn:oid:1.2.3.4.5|LYMPH#': '10*9/L',
      'http://hospital.example/imaging|ADC-MEAN': '10*-6.mm2/s',
    })
  })

  test('every JSON block of its documentation can be loaded', () => {
    const text = readFileSync(repositoryPath('docs/site-file.md'), 'utf8')
    const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]): unknown =>
      JSON.parse(json!),
    )
    expect(blocks).toHaveLength(5)
    expect(problemsOf(Object.assign({}, ...blocks) as unknown)).toEqual([])
  })
})

describe('without a site file', () => {
  test('there are no default units', () => {
    expect(load().definitions[0]!.units.defaultUnits.size).toBe(0)
  })
})

describe('a ConceptMap', () => {
  test.each(['equivalent', 'equal', 'wider', 'subsumes'])(
    '%s: the code is read as its target',
    (equivalence) => {
      const site = { conceptMaps: [mapOf([{ ...NEUTROPHILS, equivalence }])] }
      const { services } = load(site)
      expect(JSON.stringify(services[0]!.entry.prefetch)).toContain(
        encodeURIComponent(`${LOCAL.system}|${LOCAL.code}`),
      )
    },
  )

  test.each(['narrower', 'specializes', 'inexact', 'relatedto'])(
    '%s: the target says more than the code, which is a problem',
    (equivalence) => {
      const [problem] = problemsOf(mapOf([{ ...NEUTROPHILS, equivalence }]))
      expect(problem).toContain(`${equivalence} is too loose`)
    },
  )

  test.each(['unmatched', 'disjoint'])('%s: the code is not mapped', (equivalence) => {
    const { services } = load(mapOf([{ ...NEUTROPHILS, equivalence }]))
    expect(services.map(({ entry }) => entry)).toEqual(load().services.map(({ entry }) => entry))
  })

  test('alone is a site file', () => {
    const alone = load(mapOf([NEUTROPHILS]))
    const inside = load({ conceptMaps: [mapOf([NEUTROPHILS])] })
    expect(alone.services[0]!.entry).toEqual(inside.services[0]!.entry)
  })
})

describe('a site file with a problem', () => {
  test.each<[string, unknown, string]>([
    ['an unknown member', { extra: 1 }, 'site file'],
    ['an unknown value set', { codes: { nowhere: [LOCAL] } }, 'codes.nowhere: there is no such'],
    [
      'a missing system',
      { codes: { 'tace-order': [{ code: 'X' }] } },
      "$.codes['tace-order'][0].system: is missing: it must be the URI of a code system",
    ],
    [
      'a system that is a name',
      { codes: { 'tace-order': [{ system: 'hospital', code: 'X' }] } },
      'must be the URI',
    ],
    [
      'a code with white space around it',
      { codes: { 'tace-order': [{ ...LOCAL, code: 'X ' }] } },
      'white space',
    ],
    [
      'a code in two value sets',
      { codes: { 'neutrophil-count': [LOCAL], 'lymphocyte-count': [LOCAL] } },
      `${LOCAL.system}|X1 means neutrophil-count already and cannot mean lymphocyte-count`,
    ],
    [
      'a code in a value set and mapped into another',
      {
        codes: { 'lymphocyte-count': [LOCAL] },
        conceptMaps: [mapOf([NEUTROPHILS])],
      },
      'means lymphocyte-count already and cannot mean automated-count and neutrophil-count',
    ],
    [
      'a code mapped to two targets that differ',
      mapOf([NEUTROPHILS, { code: '731-0', equivalence: 'equivalent' }]),
      'means automated-count and neutrophil-count already and cannot mean automated-count and lymphocyte-count',
    ],
    [
      'a shipped code put into another value set',
      { codes: { 'lymphocyte-count': [{ system: LOINC, code: '751-8' }] } },
      'means automated-count and neutrophil-count already',
    ],
    [
      'a code for any embolization called TACE',
      { codes: { 'tace-order': [{ system: 'http://www.ama-assn.org/go/cpt', code: '37243' }] } },
      'means embolization-procedure already',
    ],
    [
      'a target that nothing reads',
      mapOf([{ code: '718-7', equivalence: 'equivalent' }]),
      'its target http://loinc.org|718-7 is in no value set',
    ],
    [
      'a target without a code',
      mapOf([{ equivalence: 'equivalent' }]),
      'its target http://loinc.org| is in no value set',
    ],
    [
      'a mapping with a condition',
      mapOf([{ ...NEUTROPHILS, dependsOn: [{ property: 'x', value: 'y' }] }]),
      'conditions are not read',
    ],
    [
      'a rule for unmapped codes',
      {
        ...mapOf([NEUTROPHILS]),
        group: [{ ...mapOf([NEUTROPHILS]).group[0], unmapped: { mode: 'provided' } }],
      },
      'list every code',
    ],
    [
      'a ConceptMap without target systems',
      { resourceType: 'ConceptMap', group: [{ source: LOCAL.system, element: [] }] },
      'target: is missing: it must be the URI',
    ],
    [
      'a panel under a key that is none',
      { panels: { labs: [LOCAL] } },
      'is no key of Observations: bloodCounts',
    ],
    ['a panel under a key of another type', { panels: { procedures: [LOCAL] } }, 'is no key of'],
    ['a panel without a system', { panels: { bloodCounts: [{ code: 'CBC' }] } }, 'system'],
    [
      'a measurement of what nothing measures',
      { measurements: { dstar: { scanners: [] } } },
      '$.measurements.dstar: is no measured input: nlr, dStar, adc',
    ],
    [
      'a finding as a measurement',
      { measurements: { capsuleIncomplete: { scanners: [] } } },
      'is no measured input',
    ],
    [
      'two statements of one scanner',
      {
        measurements: { dStar: { scanners: [{ device: 'MR 1' }, { device: 'MR 1', model: 'X' }] } },
      },
      'MR 1 is there twice',
    ],
    [
      'two scanners of values that name none',
      { measurements: { dStar: { scanners: [{ model: 'X' }, { model: 'Y' }] } } },
      'only one scanner can be that of values that name no device',
    ],
    [
      'a way to average that is none',
      { measurements: { dStar: { method: { of: 'slices' } } } },
      'region',
    ],
    [
      'a unit that is not UCUM',
      { defaultUnits: [{ system: LOINC, code: '751-8', unit: 'x10^9/L' }] },
      "$.defaultUnits['http://loinc.org|751-8']: x10^9/L is not UCUM",
    ],
    [
      'a spelling that stands for no UCUM',
      { units: [{ written: 'x1000/field', ucum: 'a thousand' }] },
      "$.units['x1000/field']: a thousand is not UCUM",
    ],
    [
      'a spelling of two meanings',
      { units: ['10*3/uL', '/uL'].map((ucum) => ({ written: 'NEUT U', ucum })) },
      'has two meanings, 10*3/uL and /uL',
    ],
    [
      'a spelling that is read as another number',
      { units: [{ written: 'K/uL', ucum: '10*6/uL' }] },
      'is read as 10*3/uL and cannot mean 10*6/uL',
    ],
    [
      'two units for one code',
      {
        defaultUnits: ['10*9/L', '/uL'].map((unit) => ({ system: LOINC, code: '751-8', unit })),
      },
      'has two units, 10*9/L and /uL',
    ],
    [
      'a unit for a code that nothing reads',
      { defaultUnits: [{ ...LOCAL, unit: '10*9/L' }] },
      'would never be used',
    ],
  ])('%s', (_name, site, words) => {
    const problems = problemsOf(site)
    expect(problems.join('\n')).toContain(words)
    for (const problem of problems) expect(problem).toMatch(/^site file/)
  })

  test('the same meaning said twice is no contradiction', () => {
    const codes = { 'neutrophil-count': [LOCAL, { system: LOINC, code: '751-8' }] }
    expect(problemsOf({ codes, conceptMaps: [mapOf([NEUTROPHILS])] })).toEqual([])
  })

  test('no problem hides another: all kinds are told at once', () => {
    const problems = problemsOf({
      extra: 1,
      codes: { nowhere: [LOCAL], 'tace-order': [{ code: 'X' }, LOCAL] },
      conceptMaps: [mapOf([{ code: '718-7', equivalence: 'equal' }]), { resourceType: 'Bundle' }],
      defaultUnits: [
        { ...LOCAL, unit: 'nonsense' },
        { code: 'Y', unit: '1' },
      ],
    }).join('\n')
    for (const words of [
      '$.extra: is no member that is known here',
      'codes.nowhere',
      "$.codes['tace-order'][0].system",
      '718-7 is in no value set',
      '$.conceptMaps[1].resourceType',
      'nonsense is not UCUM',
      '$.defaultUnits[1].system',
    ])
      expect(problems).toContain(words)
  })

  test.each([[[]], ['text'], [7]])('%j is no site file', (site) => {
    expect(problemsOf(site)).not.toEqual([])
  })
})
