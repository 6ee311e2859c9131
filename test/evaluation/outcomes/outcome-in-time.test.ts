import { describe, expect, test } from '@jest/globals'
import {
  type Horizon,
  type Look,
  NO_HORIZON,
  outcomeInTime,
} from '../../../src/evaluation/outcomes/outcome-in-time.ts'
import { fc } from '../../support/property.ts'

const YEAR: Horizon = { ...NO_HORIZON, withinDays: 365, negativeAfterDays: 60 }

const said = (looks: readonly Look[], horizon = YEAR) => {
  const outcome = outcomeInTime(looks, horizon)
  return outcome.kind === 'known' ? outcome.value : outcome.why
}

const free = (...days: readonly number[]) => days.map((day): Look => ({ day, value: 0 }))
const event = (...days: readonly number[]) => days.map((day): Look => ({ day, value: 1 }))

describe('an outcome is an event in time', () => {
  test.each<readonly [string, readonly Look[], 0 | 1 | string]>([
    ['nothing recorded', [], 'not-recorded'],
    ['free for 61 days of a year', free(61), 'follow-up-too-short'],
    ['free for a day less than the year', free(364.9), 'follow-up-too-short'],
    ['free on the last day of the year', free(365), 0],
    ['free beyond the year', free(400), 0],
    ['free, then the event within the year', [...free(60), ...event(190)], 1],
    ['the event on the last day of the year', event(365), 1],
    ['the event beyond the year', event(366), 'after-the-horizon'],
    ['free to the year, the event beyond it', [...free(365), ...event(500)], 0],
    [
      'free for a while, the event beyond the year',
      [...free(60), ...event(500)],
      'after-the-horizon',
    ],
    ['the event, and free of it later', [...event(70), ...free(80)], 'contradictory'],
    ['the event, and free of it beyond the year', [...event(70), ...free(400)], 'contradictory'],
    ['both on one day', [...event(70), ...free(70)], 'contradictory'],
    ['the event twice', event(70, 90), 1],
  ])('%s', (_, looks, wanted) => {
    expect(said(looks)).toBe(wanted)
    expect(said(looks.toReversed())).toBe(wanted)
  })

  test('without a horizon an event counts whenever it came, and a no needs the stated follow-up', () => {
    const open = { ...NO_HORIZON, negativeAfterDays: 60 }
    expect([said(event(4000), open), said(free(59), open), said(free(60), open)]).toEqual([
      1,
      'follow-up-too-short',
      0,
    ])
  })

  const died = (day: number): Look => ({ day, value: 'death' })
  const grafted = (day: number): Look => ({ day, value: 'transplant' })

  test.each<readonly [string, readonly Look[], readonly (0 | 1 | string)[]]>([
    ['death within the year', [...free(60), died(200)], ['death-first', 0, 1]],
    ['transplant within the year', [grafted(90)], ['transplant-first', 0, 1]],
    ['the event, then death', [...event(100), died(200)], [1, 1, 1]],
    ['the event and death on one day', [...event(100), died(100)], [1, 1, 1]],
    ['death, then the event', [died(100), ...event(200)], ['death-first', 0, 1]],
    ['transplant, then the event', [grafted(90), ...event(200)], ['transplant-first', 0, 1]],
    ['transplant, then free to the year', [grafted(90), ...free(400)], ['transplant-first', 0, 1]],
    ['free after death', [died(100), ...free(120)], Array(3).fill('contradictory')],
    ['free to the year, then death', [...free(365), died(400)], [0, 0, 0]],
    [
      'death beyond the year, seen before',
      [...free(200), died(400)],
      Array(3).fill('follow-up-too-short'),
    ],
    ['transplant, then death', [grafted(90), died(200)], ['transplant-first', 0, 1]],
  ])('%s is apart, no event or an event as the definition says', (_, looks, wanted) => {
    const by = (countsAs: 'apart' | 'no-event' | 'event') =>
      said(looks, { ...YEAR, competing: { death: countsAs, transplant: countsAs } })
    expect([by('apart'), by('no-event'), by('event')]).toEqual(wanted)
  })

  const day = fc.integer({ min: 1, max: 800 })
  const looks = fc.array(fc.record({ day, value: fc.constantFrom<0 | 1>(0, 1) }), { maxLength: 6 })

  test('the look that decides says the same alone', () => {
    const countsAs = fc.constantFrom('apart' as const, 'no-event' as const, 'event' as const)
    const value = fc.constantFrom<Look['value']>(0, 1, 'death', 'transplant')
    const any = fc.array(fc.record({ day, value }), { maxLength: 6 })
    fc.assert(
      fc.property(any, countsAs, fc.integer({ min: 30, max: 700 }), (seen, as, withinDays) => {
        const competing = { death: as, transplant: as }
        const horizon = { ...NO_HORIZON, withinDays, competing }
        const outcome = outcomeInTime(seen, horizon)
        fc.pre(outcome.kind === 'known')
        expect(outcomeInTime([outcome.by], horizon)).toEqual(outcome)
      }),
    )
  })

  test('the order of the looks and repeated looks change nothing', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 30, max: 700 }), (seen, withinDays) => {
        const horizon = { ...NO_HORIZON, withinDays }
        expect(said([...seen.toReversed(), ...seen], horizon)).toBe(said(seen, horizon))
      }),
    )
  })

  test('a no is never said of who was not seen free of it at or beyond the horizon', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 30, max: 700 }), (seen, withinDays) => {
        const outcome = said(seen, { ...NO_HORIZON, withinDays })
        const isSeen = seen.some((look) => look.value === 0 && look.day >= withinDays)
        if (outcome === 0) expect(isSeen).toBe(true)
      }),
    )
  })

  test('an event within the horizon never makes a no, and an earlier look free of it changes nothing', () => {
    fc.assert(
      fc.property(looks, day, fc.integer({ min: 30, max: 700 }), (seen, first, withinDays) => {
        const horizon = { ...NO_HORIZON, withinDays }
        fc.pre(first <= withinDays)
        const later = seen.filter((look) => look.day > first)
        const withEvent = [...later, { day: first, value: 1 as const }]
        expect(said(withEvent, horizon)).not.toBe(0)
        expect(said([...free(first - 1), ...withEvent], horizon)).toBe(said(withEvent, horizon))
      }),
    )
  })
})
