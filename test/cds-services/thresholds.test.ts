import { describe, expect, test } from '@jest/globals'
import { toIsoDate } from '../../src/base/time.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { readStatements } from '../../src/clinical/fhir/statements.ts'
import { indexStatements } from '../../src/clinical/readings/select-statements.ts'
import { toAuxiliaryReader } from '../../src/clinical/readings/auxiliary-reader.ts'
import { computeScores } from '../../src/clinical/scores/compute-scores.ts'
import { marker, recordWith } from '../support/board.ts'
import { NOW } from '../support/clock.ts'
import { fc } from '../support/property.ts'
import { repositoryPath } from '../support/paths.ts'
import { observation, type Resource, ucum } from '../support/readings.ts'

const { boards } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { board } = boards[0]!

/** What a record comes to: each score's outcome, and the readings that are derived. */
function outcomesOf(changes: Readonly<Record<string, Resource | undefined>>) {
  const { statements } = readStatements(recordWith(changes).filter(isFhirResource))
  const time = { indexDate: NOW, indexDay: toIsoDate(NOW), now: NOW, earlierProcedures: [] }
  const record = { index: indexStatements(statements), stages: [] }
  const reader = toAuxiliaryReader(board.readings, record, { time, units: board.base.units })
  const facts = {
    readerAt: (at: string) => (at === 'now' ? reader : undefined),
    factOf: () => ({ isAbsent: true as const }),
    isUnread: () => false,
    unread: [],
  }
  const outcomes = computeScores(board.scores, facts)
  const of = (id: string) => outcomes.find(({ score }) => score.definition.id === id)!
  return { of, reader }
}

function valueOf(id: string, changes: Readonly<Record<string, Resource | undefined>>) {
  const outcome = outcomesOf(changes).of(id)
  return outcome.kind === 'computed' ? outcome.result.value : outcome.kind
}

const inMilligrams = (value: number, more: Resource = {}) =>
  observation('bilirubinMass', ucum(value, 'mg/dL', more))
const inMicromoles = (value: number, more: Resource = {}) =>
  observation('bilirubin', ucum(value, 'umol/L', more))

describe('a border is compared in the unit in which it was measured', () => {
  // Albumin 40 g/L, INR 1.1, no ascites, no encephalopathy: one point each.
  test.each([
    [inMilligrams(1.99), 5],
    [inMilligrams(2), 6],
    [inMilligrams(2.99), 6],
    [inMilligrams(3), 6],
    [inMilligrams(3.01), 7],
    [observation('bilirubinMass', ucum(30, 'mg/L')), 6],
    [observation('bilirubinMass', ucum(30.1, 'mg/L')), 7],
    [inMicromoles(33.9), 5],
    [inMicromoles(34), 6],
    [inMicromoles(51), 6],
    [inMicromoles(51.3), 7],
    [observation('bilirubin', ucum(0.051, 'mmol/L')), 6],
  ])('Child-Pugh, case %#', (bilirubin, points) => {
    expect(valueOf('child-pugh', { bilirubin })).toBe(points)
  })

  test.each([
    [inMilligrams(0.9), 1],
    [inMilligrams(1), 1],
    [inMilligrams(1.1), 2],
    [inMicromoles(17), 1],
    [inMicromoles(17.1), 2],
  ])('HAP, case %#', (bilirubin, points) => {
    expect(valueOf('hap', { bilirubin })).toBe(points)
  })

  test.each([
    [inMilligrams(0.99), []],
    [inMilligrams(1), ['bilirubin-at-border']],
    [inMilligrams(1.01), []],
    [observation('bilirubinMass', ucum(10, 'mg/L')), ['bilirubin-at-border']],
    [inMicromoles(16.9), []],
    [inMicromoles(17), ['bilirubin-at-border']],
    [inMicromoles(17.1), []],
  ])('HAP at its border of bilirubin is given with a caution, case %#', (bilirubin, cautions) => {
    expect(outcomesOf({ bilirubin }).of('hap')).toMatchObject({ kind: 'computed', cautions })
  })

  test.each([
    ['g/dL', 3.5, 6],
    ['g/dL', 3.51, 5],
    ['g/dL', 2.8, 6],
    ['g/dL', 2.79, 7],
    ['g/L', 35, 6],
    ['g/L', 28, 6],
    ['mg/dL', 2800, 6],
  ])('albumin in %s: %d', (unit, value, points) => {
    expect(valueOf('child-pugh', { albumin: observation('albumin', ucum(value, unit)) })).toBe(
      points,
    )
  })

  test('the class that the model derives is that of the score', () => {
    const bilirubin = fc
      .integer({ min: 10, max: 400 })
      .chain((n) => fc.constantFrom(inMilligrams(n / 100), inMicromoles(n / 4)))
    fc.assert(
      fc.property(bilirubin, (value) => {
        const { of, reader } = outcomesOf({ bilirubin: value })
        const outcome = of('child-pugh')
        const reading = reader.reading('childPughClass')
        expect(outcome).toMatchObject({ kind: 'computed' })
        expect(reading).toMatchObject({
          kind: 'found',
          value: { id: outcome.kind === 'computed' ? outcome.result.class?.id : '' },
        })
      }),
    )
  })

  test('what was measured in the unit of a formula is not converted there and back', () => {
    expect(valueOf('ez-albi', { bilirubin: inMilligrams(3) })).toBe(-33)
  })
})

const LIMITED = [
  ['hap', { afp: marker('afp', ucum(400, 'ng/mL', { comparator: '>' })) }, 3],
  ['hap', { afp: marker('afp', ucum(400, 'ng/mL', { comparator: '>=' })) }, 'lacking'],
  ['hap', { afp: marker('afp', ucum(400, 'ng/mL', { comparator: '<' })) }, 2],
  ['hap', { afp: marker('afp', ucum(400, 'ng/mL', { comparator: '<=' })) }, 2],
  ['hap', { afp: marker('afp', ucum(300, 'ng/mL', { comparator: '>' })) }, 'lacking'],
  ['hap', { afp: marker('afp', ucum(1210, 'ng/mL', { comparator: '>' })) }, 3],
  ['hap', { size: observation('size', ucum(7, 'cm', { comparator: '>' })) }, 2],
  ['hap', { size: observation('size', ucum(70, 'mm', { comparator: '>=' })) }, 'lacking'],
  ['hap', { bilirubin: inMilligrams(1, { comparator: '>' }) }, 2],
  ['hap', { bilirubin: inMilligrams(0.2, { comparator: '<' }) }, 1],
  ['child-pugh', { bilirubin: inMilligrams(2, { comparator: '<' }) }, 5],
  ['child-pugh', { bilirubin: inMilligrams(2, { comparator: '<=' }) }, 'lacking'],
  ['child-pugh', { bilirubin: inMilligrams(3, { comparator: '>' }) }, 7],
  ['child-pugh', { bilirubin: inMilligrams(30, { comparator: '>' }) }, 7],
  ['child-pugh', { inr: observation('inr', { valueString: '>8.0' }) }, 7],
  ['child-pugh', { inr: observation('inr', { valueString: '≥ 1.5' }) }, 'lacking'],
  ['albi', { bilirubin: inMilligrams(30, { comparator: '>' }) }, 'lacking'],
  ['up-to-seven', { size: observation('size', ucum(7, 'cm', { comparator: '>' })) }, 'lacking'],
] as const

describe('a comparator that decides a border is used, one that does not gives no number', () => {
  test.each(LIMITED)('%s, case %#', (id, changes, expected) => {
    expect(valueOf(id, changes)).toBe(expected)
  })

  test('a size beyond a limit is larger than the numbers of its day', () => {
    const size = observation('size', ucum(7, 'cm', { comparator: '>' }))
    const small = observation('size', ucum(3, 'cm'))
    expect(valueOf('hap', { size, small })).toBe(2)
    expect(valueOf('up-to-seven', { size, small })).toBe('lacking')
  })

  test('a limit decides the class that is derived', () => {
    const worst = {
      bilirubin: inMilligrams(3, { comparator: '>' }),
      albumin: observation('albumin', ucum(27, 'g/L')),
      inr: observation('inr', ucum(2.5, '1')),
    }
    const { reader } = outcomesOf(worst)
    expect(reader.reading('childPughClass')).toMatchObject({ kind: 'found', value: { id: 'C' } })
  })
})
