import { describe, expect, test } from '@jest/globals'
import {
  type Resource,
  gather,
  observation,
  of,
  on,
  outcome,
  read,
  diffusion,
  ucum,
} from '../support/readings.ts'
import { cases } from './readings.cases.ts'

describe('a record in, readings out', () => {
  test('every law is said once', () => {
    const laws = cases.map(({ law }) => law)
    expect(new Set(laws).size).toBe(laws.length)
    expect(laws.length).toBeGreaterThanOrEqual(150)
  })

  test.each(cases.map((one) => [one.law, one] as const))('%s', (_law, { record, expected }) => {
    const readings = read(...record)
    const found = Object.fromEntries(Object.keys(expected).map((id) => [id, outcome(readings[id])]))
    expect(found).toEqual(expected)
  })
})

describe('what is no number still says where the number lies', () => {
  const rangeOf = (...record: readonly Resource[]) => {
    const { adc } = read(...record)
    return adc?.kind === 'unusable' ? adc.range : undefined
  }

  test('below a limit: from the least that is believed up to it', () => {
    const limited = ucum(1.2, '10*-3.mm2/s', { comparator: '<' })
    expect(rangeOf(observation('adc', limited))).toEqual([0.3, 1.2])
  })

  test('above a limit: from it to the most that is believed', () => {
    const limited = ucum(1.2, '10*-3.mm2/s', { comparator: '>' })
    expect(rangeOf(observation('adc', limited))).toEqual([1.2, 3.5])
  })

  test('several lesions: between their least and their greatest', () => {
    const values = [1.2, 1, 1.4].map((value, i) =>
      observation('adc', diffusion(value), of(`lesion-${String(i)}`)),
    )
    expect(rangeOf(...values)).toEqual([1, 1.4])
  })

  test('several lesions of which one has no usable value: nothing', () => {
    const values = [
      observation('adc', diffusion(1.2), of('a')),
      observation('adc', diffusion(1200), of('b')),
      observation('dStar', diffusion(44), of('b')),
    ]
    expect(rangeOf(...values)).toBeUndefined()
  })
})

describe('a unit that the site states for a code', () => {
  const defaultUnits = new Map([['http://dicom.nema.org/resources/ontology/DCM|113041', 'um2/s']])

  test('is used for values sent without one', () => {
    const { readings } = gather([observation('adc', { valueQuantity: { value: 1200 } })], {
      defaultUnits,
    })
    expect(outcome(readings['adc'])).toBe(1.2)
  })

  test('is by code and system: a coding without its system has none', () => {
    const code = {
      coding: [
        { code: '113041' },
        { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '113041' },
      ],
    }
    const { readings } = gather([observation('adc', { valueInteger: 1200, code })], {
      defaultUnits,
    })
    expect(outcome(readings['adc'])).toBe(1.2)
  })

  test('does not overrule a unit that was sent', () => {
    const { readings } = gather([observation('adc', ucum(1.2, 'um2/ms'))], { defaultUnits })
    expect(outcome(readings['adc'])).toBe(1.2)
  })
})

test('a derived stage names its parts, and is as old as the oldest', () => {
  const { cnlcStageIIIa: stage } = read(
    observation('ecog', { valueInteger: 1 }),
    observation('childPugh', { valueString: 'A' }, on('2026-11-01')),
    observation('spread', { valueBoolean: false }),
    observation('invasion', { valueBoolean: true }),
  )
  const from = stage?.kind === 'found' ? stage.from : undefined
  expect(from?.parts?.map(({ input, asSent }) => `${input} ${asSent}`)).toEqual([
    'performanceStatus 1',
    'childPughClass A',
    'extrahepaticSpread false',
    'vascularInvasion true',
  ])
  expect(from?.written).toBe('2026-11-01')
})
