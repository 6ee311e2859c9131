import {
  coded,
  count,
  diffusion,
  display,
  from,
  observation,
  on,
  type Resource,
  ucum,
} from '../support/readings.ts'

/** A record, and what the ratio or the one predictor is read as: a number, or in a word why none. */
type ContradictionCase = readonly [
  law: string,
  expected: number | string,
  record: readonly Resource[],
]

const n = (value: number, ...more: readonly Resource[]) =>
  observation('neutrophils', count(value), ...more)
const l = (value: number, ...more: readonly Resource[]) =>
  observation('lymphocytes', count(value), ...more)
const nShare = (value: number, ...more: readonly Resource[]) =>
  observation('neutrophilShare', ucum(value, '%'), ...more)
const lShare = (value: number, ...more: readonly Resource[]) =>
  observation('lymphocyteShare', ucum(value, '%'), ...more)
const ratio = (value: number, ...more: readonly Resource[]) =>
  observation('ratio', ucum(value, '1'), ...more)

const NEITHER = 'contradicting-values'
const method = (text: string) => ({ method: { text } })
const day = on('2026-11-15')
const noon = on('2026-11-15T12:00:00+08:00')
const meta = (lastUpdated?: string, versionId?: string) => ({
  meta: { lastUpdated, versionId },
})
const version = (value: number, ...more: readonly Resource[]) => n(value, { id: 'v' }, ...more)

export const RATIOS: readonly ContradictionCase[] = [
  ['two counts of one moment', NEITHER, [n(7.7), n(2), l(1.1)]],
  [
    'two counts of one specimen',
    NEITHER,
    [n(7.7, from('a')), n(2, from('a'), noon), l(1.1, from('a'))],
  ],
  ['two denominators of one moment', NEITHER, [n(7.7), l(1.1), l(2.2)]],
  [
    'two counts that differ less than the lymphocytes leave room for',
    NEITHER,
    [n(7.7), n(7.2), l(1)],
  ],
  ['two counts of one date', NEITHER, [n(5, day), n(9, day), l(1.5, day), l(0.5, day)]],
  [
    'a pair of a date and a pair of a moment of it',
    NEITHER,
    [n(5, day), l(1.5, day), n(9), l(0.5)],
  ],
  ['counts against shares', NEITHER, [n(7.7), l(1.1), nShare(60), lShare(30)]],
  ['counts against the reported ratio', NEITHER, [n(4.4), l(2), ratio(7)]],
  ['shares against the reported ratio', NEITHER, [nShare(60), lShare(30), ratio(7)]],
  ['two reported ratios', NEITHER, [ratio(2), ratio(7)]],
  [
    'a pair of one method beside the other count of its sample',
    NEITHER,
    [n(7.7), l(1.1), observation('manualNeutrophils', count(4.4))],
  ],
  [
    'automated and manual counts of one specimen',
    NEITHER,
    [
      n(6, from('a')),
      l(1.2, from('a')),
      observation('manualNeutrophils', count(8), from('a')),
      observation('manualLymphocytes', count(0.6), from('a')),
    ],
  ],
  [
    'an automated and a manual count alone are not mixed',
    'methods-differ',
    [n(6), observation('manualLymphocytes', count(0.6))],
  ],
  [
    'a method that is said in words is not mixed either',
    'methods-differ',
    [observation('anyNeutrophils', count(6), method('Manual count')), l(1.2)],
  ],
  [
    'a method that is said in Chinese is not mixed either',
    'methods-differ',
    [observation('anyNeutrophils', count(6), method('手工镜检')), l(1.2)],
  ],
  [
    'a count of no method pairs with an automated one',
    5,
    [observation('anyNeutrophils', count(6)), l(1.2)],
  ],
  [
    'a count of no method pairs with a manual one',
    10,
    [observation('anyNeutrophils', count(6)), observation('manualLymphocytes', count(0.6))],
  ],
  [
    'manual counts pair with each other',
    10,
    [observation('manualNeutrophils', count(6)), observation('manualLymphocytes', count(0.6))],
  ],
  [
    '4.05 by 1.76 and 62.3 % by 27.1 % agree',
    2.30113636364,
    [n(4.05), l(1.76), nShare(62.3), lShare(27.1)],
  ],
  [
    'a ratio that is reported with one digit agrees with its counts',
    2.75,
    [n(4.4), l(1.6), ratio(2.8)],
  ],
  [
    'a ratio that is reported as a whole number agrees with its counts',
    2.75,
    [n(4.4), l(1.6), ratio(3)],
  ],
  [
    'two counts of one value in two units agree',
    2.8,
    [n(4.2), observation('neutrophils', display(4200, '/uL')), l(1.5)],
  ],
  [
    'of two counts that agree the one with more digits is read',
    2.81333333333,
    [n(4.2), n(4.22), l(1.5)],
  ],
  ['the same count twice is one', 2.8, [n(4.2), n(4.2), l(1.5), l(1.5)]],
  [
    'the later of two samples of one day is the newer',
    2,
    [n(4.2), l(1.5), n(3, noon), l(1.5, noon)],
  ],
  [
    'an older pair does not contradict a newer one',
    2.8,
    [n(4.2), l(1.5), n(9, on('2026-11-14')), l(1, on('2026-11-14'))],
  ],
  [
    'an older reported ratio does not contradict newer counts',
    2.8,
    [n(4.2), l(1.5), ratio(9, on('2026-11-14'))],
  ],
  ['a newer reported ratio is newer', 9, [n(4.2), l(1.5), ratio(9, on('2026-11-18'))]],
  [
    'a moment that is written in two zones is one',
    NEITHER,
    [n(4.2), l(1.5), n(9, on('2026-11-14T19:30:00-05:00')), l(1, on('2026-11-14T19:30:00-05:00'))],
  ],
  [
    'of a refused half its reason is told',
    'only-a-limit',
    [n(4.2), observation('lymphocytes', ucum(0.1, '10*9/L', { comparator: '<' }))],
  ],
  [
    'of a preliminary half its reason is told',
    'not-final',
    [n(4.2), l(1.5, { status: 'preliminary' })],
  ],
  [
    'of a half without a unit its reason is told',
    'no-unit',
    [observation('neutrophils', { valueQuantity: { value: 4.2 } }), l(1.5)],
  ],
  [
    'of two versions the one written last counts',
    7,
    [
      version(2, meta('2026-11-15T01:00:00Z', '9')),
      version(7.7, meta('2026-11-15T01:00:00.5Z', '2')),
      l(1.1),
    ],
  ],
  [
    'of two versions without a time the higher number counts',
    7,
    [version(7.7, meta(undefined, '10')), version(2, meta(undefined, '9')), l(1.1)],
  ],
  [
    'of two versions whose ids are no numbers none counts',
    NEITHER,
    [version(7.7, meta(undefined, 'b')), version(2, meta(undefined, 'a')), l(1.1)],
  ],
  [
    'of two versions that say nothing of themselves none counts',
    NEITHER,
    [version(7.7), version(2), l(1.1)],
  ],
  [
    'a version that is entered in error may be the newer one',
    NEITHER,
    [version(7.7), version(7.7, { status: 'entered-in-error' }), l(1.1)],
  ],
  [
    'a later version that is entered in error is the newer one',
    'not-final',
    [
      version(7.7, meta(undefined, '1')),
      version(7.7, { status: 'entered-in-error' }, meta(undefined, '2')),
      l(1.1),
    ],
  ],
  [
    'two versions that say the same are one',
    7,
    [version(7.7, meta(undefined, 'a')), version(7.7, meta(undefined, 'b')), l(1.1)],
  ],
]

const a = (value: number, ...more: readonly Resource[]) =>
  observation('adc', diffusion(value), ...more)
const stage = (code: string, ...more: readonly Resource[]) =>
  observation('stage', coded('cnlc-stage', code), ...more)

/** By predictor. */
export const VALUES: readonly (readonly [string, string, number | string, readonly Resource[]])[] =
  [
    ['adc', 'two values of one moment', NEITHER, [a(1.2), a(1.6)]],
    ['adc', 'a value of a date and one of a moment of it', NEITHER, [a(1.2, day), a(1.6)]],
    ['adc', 'a value of a month and one of a day in it', NEITHER, [a(1.2, on('2026-11')), a(1.6)]],
    ['adc', 'one moment in two zones', NEITHER, [a(1.2), a(1.6, on('2026-11-14T14:30:00-10:00'))]],
    ['adc', 'values that agree by their digits', 1.18, [a(1.2), a(1.18)]],
    [
      'adc',
      'values that agree in two units',
      1.2,
      [a(1.2), observation('adc', display(1200, 'um2/s'))],
    ],
    [
      'adc',
      'a limit that the value keeps',
      1.2,
      [a(1.2), observation('adc', ucum(1, '10*-3.mm2/s', { comparator: '>' }))],
    ],
    [
      'adc',
      'a limit that the value breaks',
      NEITHER,
      [a(1.2), observation('adc', ucum(1.5, '10*-3.mm2/s', { comparator: '>' }))],
    ],
    [
      'adc',
      'a newer limit beside an older number',
      'only-a-limit',
      [a(1.2), observation('adc', ucum(1, '10*-3.mm2/s', { comparator: '<' }), on('2026-11-18'))],
    ],
    ['adc', 'a value of a later day', 1.6, [a(1.2), a(1.6, on('2026-11-16'))]],
    ['cnlcStageIIIa', 'two stages of one moment', NEITHER, [stage('IIIa'), stage('IIb')]],
    [
      'cnlcStageIIIa',
      'two stages of a date and a moment of it',
      NEITHER,
      [stage('IIIa', day), stage('IIb')],
    ],
    ['cnlcStageIIIa', 'the same stage twice', 1, [stage('IIIa', day), stage('IIIa')]],
  ]
