import { describe, expect, test } from '@jest/globals'
import { isJsonObject, type JsonObject, objects } from '../../src/base/json.ts'
import { addDays, type Instant, toInstant, toIsoDate } from '../../src/base/time.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { readProcedure } from '../../src/clinical/fhir/clinical-record.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { readStatements } from '../../src/clinical/fhir/statements.ts'
import { toAuxiliaryReader } from '../../src/clinical/readings/auxiliary-reader.ts'
import type { AuxiliaryInput, FindingValue } from '../../src/clinical/readings/input-definition.ts'
import { indexStatements } from '../../src/clinical/readings/select-statements.ts'
import { NOW } from '../support/clock.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import {
  type CodeName,
  gather,
  inputs,
  observation,
  on,
  outcome,
  type Resource,
  ucum,
} from '../support/readings.ts'

const { boards } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { board } = boards[0]!

/** An input as clinicians agreed to read it, stated apart from the data. */
interface Stated {
  /** How old a value may be, in days. */
  readonly days: number
  /** Days after TACE in which it is not read; `never`: what follows TACE is another quantity. */
  readonly after?: number | 'never'
  readonly unit?: string
  /** The least and the most that is believed. */
  readonly accepts?: readonly [number, number]
  /** What is usual; of a finding, the numbers that it stands for. */
  readonly usual?: readonly [number, number]
}

const STATED: Readonly<Record<string, Stated>> = {
  cnlcStageIIIa: { days: 45, usual: [0, 1] },
  nlr: { days: 14, after: 28, unit: '1', accepts: [0.1, 50], usual: [0.8, 7.2] },
  capsuleIncomplete: { days: 45, after: 'never', usual: [0, 1] },
  dStar: { days: 45, after: 'never', unit: '10*-3.mm2/s', accepts: [3, 300], usual: [24, 68] },
  adc: { days: 45, after: 'never', unit: '10*-3.mm2/s', accepts: [0.3, 3.5], usual: [0.81, 1.55] },
  performanceStatus: { days: 45, unit: '1', accepts: [0, 5] },
  bilirubin: { days: 14, unit: 'umol/L', accepts: [1, 1000] },
  albumin: { days: 14, unit: 'g/L', accepts: [10, 70] },
  inr: { days: 14, unit: '1', accepts: [0.5, 15] },
  ascites: { days: 45 },
  encephalopathy: { days: 45 },
  childPughClass: { days: 45 },
  vascularInvasion: { days: 45 },
  extrahepaticSpread: { days: 45 },
  tumourNumber: { days: 45, unit: '1', accepts: [0, 100] },
  tumourSize: { days: 45, unit: 'cm', accepts: [0.1, 40] },
  afp: { days: 14, unit: 'ng/mL', accepts: [0, 10_000_000] },
  crp: { days: 14, unit: 'mg/L', accepts: [0, 1000] },
  ast: { days: 14, unit: 'U/L', accepts: [1, 20_000] },
  tumourResponse: { days: 90 },
  liverDiseaseCause: { days: 365 },
  tumourGrowth: { days: 45 },
}

const auxiliaries: readonly AuxiliaryInput[] = [
  ...new Map([...inputs.auxiliaries, ...board.readings].map((one) => [one.id, one])).values(),
]

/** What is stated of an input, as the data says it. */
function asShipped(input: (typeof inputs.predictors)[number] | AuxiliaryInput): Stated {
  const after = 'afterProcedure' in input ? input.afterProcedure : undefined
  return {
    days: input.lookbackDays,
    ...(after !== undefined && { after: after === 'never-used' ? 'never' : after }),
    ...(input.kind !== 'finding' && { unit: input.unit, accepts: input.acceptance }),
    ...('referenceRange' in input && { usual: input.referenceRange }),
  }
}

test('every input is stated, and as the data has it', () => {
  const all = [...inputs.predictors, ...auxiliaries].map((one) => [one.id, asShipped(one)])
  expect(Object.fromEntries(all)).toEqual(STATED)
})

/** Where each input is sought and entered, by which codes, of which place, and what else is so. */
const SOUGHT: Readonly<Record<string, string>> = {
  cnlcStageIIIa: 'staging assessment cnlc-stage fromConditionStage other-staging clinical-staging',
  nlr: 'bloodCounts sample neutrophil-lymphocyte-ratio',
  capsuleIncomplete: 'imaging study tumour-capsule liver-tumour isPerLesion never-used',
  dStar:
    'imaging study perfusion-diffusion-coefficient liver-tumour isPerLesion never-used mean adc',
  adc: 'imaging study apparent-diffusion-coefficient liver-tumour isPerLesion never-used mean',
  performanceStatus: 'staging assessment ecog-performance-status ecog-grade',
  bilirubin: 'liverFunction sample bilirubin',
  albumin: 'liverFunction sample albumin',
  inr: 'liverFunction sample inr',
  ascites: 'staging assessment ascites',
  encephalopathy: 'staging assessment encephalopathy',
  childPughClass: 'staging assessment child-pugh',
  vascularInvasion: 'staging study vascular-invasion liver-vessels',
  extrahepaticSpread: 'staging study extrahepatic-spread',
  tumourNumber: 'staging study tumour-number liver-tumour',
  tumourSize: 'imaging study tumour-size liver-tumour takesLargest',
  afp: 'markers alpha-fetoprotein',
  crp: 'markers c-reactive-protein',
  ast: 'markers aspartate-aminotransferase',
  tumourResponse: 'markers tumour-response liver-tumour',
  liverDiseaseCause: 'markers liver-disease-cause',
  tumourGrowth: 'markers tumour-growth liver-tumour',
}

test('every input is sought where and by what is stated', () => {
  const isSaid = (name: string) => /^(?:id|kind|unit)$|Reason$|Source$/.test(name)
  const said = (input: JsonObject) =>
    Object.entries(input).flatMap(([name, value]) => {
      if (isSaid(name)) return []
      return typeof value === 'string' ? [value] : value === true ? [name] : []
    })
  const files = ['models/tace-resistance', 'boards/pre-tace-board'].map((folder) =>
    readRepositoryJson(`cds-services/${folder}/predictors.json`),
  )
  const all = files
    .filter(isJsonObject)
    .flatMap((file) => [...objects(file['predictors']), ...objects(file['auxiliaries'])])
  expect(Object.fromEntries(all.map((one) => [one['id'], said(one).join(' ')]))).toEqual(SOUGHT)
})

/** What each value of a finding stands for: a number, a reason to compute none, or itself. */
const MEANS: Readonly<Record<string, string>> = {
  cnlcStageIIIa: 'Ia:0 Ib:0 IIa:0 IIb:0 IIIa:1 IIIb:cnlc-iiib IV:cnlc-iv',
  capsuleIncomplete: 'complete:0 incomplete:1 absent:no-capsule',
  ascites: 'none:none mild:mild severe:severe',
  encephalopathy: 'none:none mild:mild severe:severe',
  childPughClass: 'A:A B:B C:child-pugh-c',
  vascularInvasion: 'present:present absent:absent',
  extrahepaticSpread: 'present:present absent:absent',
  tumourResponse:
    'complete:complete partial:partial stable:stable progressive:progressive response:response no-response:no-response',
  liverDiseaseCause: 'hepatitis-b:hepatitis-b hepatitis-c:hepatitis-c alcohol:alcohol other:other',
  tumourGrowth: 'infiltrative:infiltrative nodular:nodular',
}

test('every value of a finding stands for what is stated', () => {
  const shown = ({ id, meaning }: FindingValue) => {
    if (meaning.kind === 'value') return `${id}:${String(meaning.value)}`
    return `${id}:${'because' in meaning ? meaning.because : id}`
  }
  const all = [...inputs.predictors, ...auxiliaries].flatMap((one) =>
    one.kind === 'finding' ? [[one.id, one.values.map(shown).join(' ')]] : [],
  )
  expect(Object.fromEntries(all)).toEqual(MEANS)
})

/** What an input reads of some Observations after some procedures, as of a moment. */
function readingOf(id: string, resources: readonly Resource[], indexDate: Instant) {
  if (inputs.predictors.some((one) => one.id === id))
    return outcome(gather(resources, { indexDate }).readings[id])
  const fhir = resources.filter(isFhirResource)
  const earlierProcedures = fhir.flatMap((one) => readProcedure(one)?.time ?? [])
  const time = { indexDate, indexDay: toIsoDate(indexDate), now: NOW, earlierProcedures }
  const record = { index: indexStatements(readStatements(fhir).statements), stages: [] }
  const reader = toAuxiliaryReader(auxiliaries, record, { time, units: board.base.units })
  const reading = reader.reading(id)
  if (reading.kind === 'found') return 'read'
  return reading.kind === 'unusable' ? reading.why : reading.kind
}

const codeOf = (id: string) => {
  const input = auxiliaries.find((one) => one.id === id)!
  return { code: { coding: input.codes.codings.slice(0, 1) } }
}

/** Observations of an input that is no auxiliary, with the value of a quantity. */
const PREDICTORS: Readonly<
  Partial<Record<string, (more: Resource, value?: number) => readonly Resource[]>>
> = {
  cnlcStageIIIa: (more) => [observation('stage', { valueString: 'Ib' }, more)],
  nlr: (more, value = 2) => [observation('ratio', ucum(value, '1'), more)],
  capsuleIncomplete: (more) => [observation('capsule', { valueString: 'complete' }, more)],
  dStar: (more, value = 46) => [observation('dStar', ucum(value, '10*-3.mm2/s'), more)],
  adc: (more, value = 1.2) => [observation('adc', ucum(value, '10*-3.mm2/s'), more)],
}

/** An Observation of an input: the most that is believed, or the first of its findings. */
function observed(id: string, more: Resource, value?: number): readonly Resource[] {
  const predictor = PREDICTORS[id]
  if (predictor !== undefined) return predictor(more, value)
  const input = auxiliaries.find((one) => one.id === id)!
  const valued =
    input.kind === 'quantity'
      ? ucum(value ?? input.acceptance[1], input.unit)
      : { valueString: [...input.values[0]!.texts][0] }
  return [observation('albumin', codeOf(id), valued, more)]
}

const at = (instant: Instant, ms = 0) => on(new Date(instant + ms).toISOString())

/** Whether a value was read, or in a word why not. */
function readOrWhy(id: string, resources: readonly Resource[], asOf = NOW): string | undefined {
  const reading = readingOf(id, resources, asOf)
  // A finding of a predictor is a number, or the rule that it is excluded by.
  return typeof reading === 'number' ? 'read' : reading
}

const tace = (performedDateTime: string): Resource => ({
  resourceType: 'Procedure',
  id: 'tace',
  status: 'completed',
  code: { text: 'TACE' },
  performedDateTime,
})

describe.each(Object.entries(STATED))('%s', (id, { days, after, accepts }) => {
  test('is read to the last millisecond of its look-back in whole days, and no longer', () => {
    const value = observed(id, at(addDays(NOW, -days)))
    const nextDay = addDays(NOW, 1)
    expect(readOrWhy(id, value)).toBe('read')
    expect(readOrWhy(id, value, toInstant(nextDay - 1))).toBe('read')
    expect(readOrWhy(id, value, nextDay)).toBe('too-old')
  })

  test('is read at both ends of what is believed, and refused just beyond them', () => {
    if (accepts === undefined) return
    const [least, most] = accepts
    const beyond = (end: number) => Math.max(Math.abs(end) * 1e-3, 1e-3)
    for (const end of accepts) expect(readOrWhy(id, observed(id, at(NOW), end))).toBe('read')
    for (const value of [least - beyond(least), most + beyond(most)])
      expect([value, readOrWhy(id, observed(id, at(NOW), value))]).toEqual([value, 'implausible'])
  })

  test('is read again from the end of its wash-out on, or never', () => {
    const done = (daysAgo: number) => tace(new Date(addDays(NOW, -daysAgo)).toISOString())
    const read = (daysAgo: number, ms = 0) =>
      readOrWhy(id, [...observed(id, at(NOW, ms)), done(daysAgo)])
    if (after === undefined) expect(read(0)).toBe('read')
    else if (after === 'never') expect(read(10_000)).toBe('after-procedure')
    else expect([read(after), read(after, -1)]).toEqual(['read', 'in-wash-out'])
  })
})

/** The parts of the ratio, each beside a partner that is believed, and what of them is. */
const PARTS: readonly (readonly [CodeName, CodeName, string, number, readonly [number, number]])[] =
  [
    ['neutrophils', 'lymphocytes', '10*9/L', 10, [1, 100]],
    ['lymphocytes', 'neutrophils', '10*9/L', 5, [0.1, 50]],
    ['neutrophils', 'lymphocytes', '10*9/L', 0.05, [0.05, 2.5]],
    ['lymphocytes', 'neutrophils', '10*9/L', 100, [2, 100]],
    ['neutrophilShare', 'lymphocyteShare', '%', 20, [2, 81]],
    ['lymphocyteShare', 'neutrophilShare', '%', 60, [1.2, 41]],
    ['lymphocyteShare', 'neutrophilShare', '%', 1, [0.1, 10]],
  ]

test.each(PARTS)(
  '%s beside %s in %s of %d are a ratio within %j',
  (part, other, unit, value, ends) => {
    const nlr = (n: number) =>
      outcome(
        gather([
          observation(part, ucum(n, unit), at(NOW)),
          observation(other, ucum(value, unit), at(NOW)),
        ]).readings['nlr'],
      )
    for (const end of ends) expect([end, typeof nlr(end)]).toEqual([end, 'number'])
    const [least, most] = ends
    for (const beyond of [least * 0.99, most * 1.01])
      expect([beyond, typeof nlr(beyond)]).toEqual([beyond, 'string'])
  },
)

/** The parts of the ratio as they are stated apart from the data: counts, shares, of leukocytes. */
const CELLS = '10*9/L 0.05 100'
const SHARE = '% 0 100'
const LYMPHOCYTES = '% 0.1 100'
const PAIRS = [
  [CELLS, CELLS, undefined],
  [SHARE, LYMPHOCYTES, 101],
  [CELLS, CELLS, undefined],
  [SHARE, LYMPHOCYTES, 101],
  [CELLS, `${LYMPHOCYTES} of 10*9/L 0.1 500`, undefined],
  [`${SHARE} of 10*9/L 0.1 500`, CELLS, undefined],
]

test('the pairs of the ratio are believed as stated, half an hour apart at most', () => {
  const nlr = inputs.predictors.find(({ id }) => id === 'nlr')
  if (nlr?.kind !== 'ratio') throw new TypeError('the ratio is no ratio')
  const rule = (one: { readonly unit: string; readonly acceptance: readonly [number, number] }) =>
    [one.unit, ...one.acceptance].join(' ')
  const half = (one: (typeof nlr.pairs)[number]['numerator']) =>
    one.shareOf === undefined ? rule(one) : `${rule(one)} of ${rule(one.shareOf)}`
  expect(
    nlr.pairs.map(({ numerator, denominator, sumAtMost }) => [
      half(numerator),
      half(denominator),
      sumAtMost,
    ]),
  ).toEqual(PAIRS)
  expect(nlr.windowMinutes).toBe(30)
})
