import { NO_HORIZON } from '../../../src/evaluation/outcomes/outcome-in-time.ts'
import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import type { Extracted } from '../../../src/evaluation/extraction/extract-patient.ts'
import { judgeOutcome, type OutcomeStatement } from '../../../src/evaluation/extraction/outcome.ts'
import type { OutcomeRule } from '../../../src/evaluation/outcomes/observed-outcome.ts'
import { parseDateTime } from '../../../src/clinical/fhir/date-time.ts'
import {
  at,
  complete,
  counts,
  day,
  draw,
  type Made,
  observation,
  order,
  procedure,
  quantity,
} from '../../support/synthetic-patient.ts'
import { extract as extractFor } from './support.ts'

const drawn = draw('p', toRandom(5))

const extract = (resources: readonly Made[]) => extractFor(resources, 'p')

function nlrOf(extracted: Extracted): number | string {
  if (extracted.kind !== 'assessed') return extracted.kind
  const { assessment } = extracted
  if (!('inputs' in assessment)) return assessment.kind
  const reading = assessment.inputs['nlr']
  return reading?.kind === 'found' ? reading.value.number : (reading?.kind ?? 'none')
}

const without = (resources: readonly Made[], name: string) =>
  resources.filter(({ id }) => !String(id).includes(name))
const later = (days: number) => counts({ ...drawn, neutrophils: 9, lymphocytes: 1 }, days, 'later')
const tace = procedure(drawn, 'tace', 0)
const expected = nlrOf(extract([...complete(drawn), tace]))

describe('the record as of the first treatment', () => {
  test('what was observed after the procedure changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), (days) => {
        expect(nlrOf(extract([...complete(drawn), tace, ...later(days)]))).toBe(expected)
      }),
    )
  })

  test('what was observed just before it is used', () => {
    expect(nlrOf(extract([...complete(drawn), tace, ...later(-0.1)]))).toBe(9)
  })

  test('a value of the day of a procedure without a time of day may be of after it, and is not used', () => {
    const dated = procedure(drawn, 'tace', 0, { performedDateTime: day(drawn, 0) })
    expect(nlrOf(extract([...complete(drawn), dated, ...later(-0.05)]))).toBe(expected)
  })

  test('between order and procedure nothing is used: the service answers the order', () => {
    const resources = [...complete(drawn), order(drawn, -1), tace, ...later(-0.5)]
    expect(nlrOf(extract(resources))).toBe(expected)
  })

  test('a procedure over days begins with its start', () => {
    const long = procedure(drawn, 'tace', 0, {
      performedDateTime: undefined,
      performedPeriod: { start: at(drawn, 0), end: at(drawn, 4) },
    })
    expect(nlrOf(extract([...complete(drawn), long, ...later(2)]))).toBe(expected)
  })

  test('a second treatment does not make the first one an earlier one', () => {
    const resources = [...complete(drawn), tace, procedure(drawn, 'again', 50)]
    expect(nlrOf(extract(resources))).toBe(expected)
  })

  test('a treatment without a date may have come first: the service excludes the patient', () => {
    const undated = procedure(drawn, 'undated', 0, { performedDateTime: undefined })
    expect(nlrOf(extract([...complete(drawn), tace, undated]))).toBe('not-applicable')
  })

  test('an order that was taken back is no treatment', () => {
    const resources = [...complete(drawn), order(drawn, 0, { status: 'revoked' })]
    expect(extract(resources).kind).toBe('not-treated')
  })

  test('a day is needed, a month is too vague', () => {
    const vague = procedure(drawn, 'tace', 0, { performedDateTime: day(drawn, 0).slice(0, 7) })
    expect(extract([...complete(drawn), vague])).toEqual({
      kind: 'no-index-date',
      why: 'index-date-vague',
    })
  })

  test('the order in which resources come does not matter', () => {
    const resources = [
      ...complete(drawn),
      tace,
      procedure(drawn, 'again', 50),
      ...later(3),
      observation(drawn, 'adc-2', { code: 'adc', days: 9 }, quantity(2, '10*-3.mm2/s')),
    ]
    const inOrder = extract(resources)
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), (mixed) => {
        expect(extract(mixed)).toEqual(inOrder)
      }),
      { numRuns: 20 },
    )
  })

  test('a value that is not there is missing, not taken from elsewhere', () => {
    expect(nlrOf(extract([...without(complete(drawn), 'blood'), tace, ...later(1)]))).toBe(
      'missing',
    )
  })
})

describe('the outcome of a patient', () => {
  const extracted = extract([...complete(drawn), tace])
  const first = extracted.kind === 'assessed' ? extracted.first : undefined
  const rule: OutcomeRule = {
    ...NO_HORIZON,
    observation: undefined,
    negativeAfterDays: 60,
    withinDays: 365,
  }
  const said = (value: 0 | 1, days: number): OutcomeStatement => ({
    value,
    time: parseDateTime(at(drawn, days)),
  })
  const judge = (...statements: readonly OutcomeStatement[]) => {
    if (first === undefined) throw new Error('there is a treatment')
    const outcome = judgeOutcome(statements, first, rule)
    return outcome.kind === 'known' ? outcome.value : outcome.why
  }

  test('is unknown when nothing is recorded, never 0', () => {
    expect(judge()).toBe('not-recorded')
  })

  test('a 0 needs follow-up to the horizon, a 1 does not', () => {
    expect([judge(said(0, 61)), judge(said(0, 366)), judge(said(1, 20))]).toEqual([
      'follow-up-too-short',
      0,
      1,
    ])
  })

  test('before the treatment and after the horizon it does not count', () => {
    expect([judge(said(1, -1)), judge(said(1, 400))]).toEqual([
      'not-after-treatment',
      'after-the-horizon',
    ])
  })

  test('of two that contradict each other none is picked', () => {
    expect(judge(said(1, 70), said(0, 80))).toBe('contradictory')
    expect(judge(said(0, 30), said(1, 80))).toBe(1)
  })
})
