/**
 * What the scores and the staging give at each border, written down a second time, apart from the
 * data and from its sources as score.json cites them: a value, and what it gives.
 */
export type Cases = Readonly<Record<string, string>>

const BILIRUBIN_OF_HAP = { bilirubin: '16.9:0 17:0 17.1:1', 'bilirubin mg/dL': '0.9:0 1:0 1.1:1' }
const HAP: Cases = {
  albumin: '35.9:1 36:0 36.1:0',
  ...BILIRUBIN_OF_HAP,
  afp: '399:0 400:0 401:1',
  tumourSize: '6.9:0 7:0 7.1:1',
}

/** Points of each item, by score and input; an input with a unit is compared in that unit. */
export const POINTS: Readonly<Record<string, Cases>> = {
  'child-pugh': {
    bilirubin: '33.9:1 34:2 34.1:2 50.9:2 51:2 51.1:3',
    'bilirubin mg/dL': '1.9:1 2:2 2.1:2 2.9:2 3:2 3.1:3',
    albumin: '27.9:3 28:2 28.1:2 34.9:2 35:2 35.1:1',
    inr: '1.69:1 1.7:2 1.71:2 2.29:2 2.3:2 2.31:3',
    ascites: 'none:1 mild:2 severe:3',
    encephalopathy: 'none:1 mild:2 severe:3',
  },
  hap: HAP,
  'mhap-ii': { ...HAP, tumourNumber: '1:0 2:1 3:1' },
  'albi-tae': {
    albi: '1:0 2:1 3:1',
    afp: '199:0 200:0 201:1',
    burden: '10.9:0 11:0 11.1:1',
  },
  'art-score': {
    astRatio: '1.24:0 1.25:0 1.26:4',
    childPughRise: '0:0 0.99:0 1:1.5 1.01:1.5 1.99:1.5 2:3 2.01:3',
    tumourResponse: 'no-response:1 stable:1 progressive:1 response:0 complete:0 partial:0',
  },
  niace: {
    tumourNumber: '2:0 3:1 4:1',
    growth: 'infiltrative:1.5 nodular:0',
    afp: '199:0 200:1.5 201:1.5',
    childPughClass: 'A:0 B:1.5',
    performanceStatus: '0:0 1:1.5 2:1.5',
  },
}

/** The class of a score's number. */
export const CLASSES: Cases = {
  'child-pugh': '5:A 6:A 6.1:B 7:B 8.9:B 9:B 9.1:C 10:C',
  hap: '-1:A 0:A 0.1:B 0.9:B 1:B 1.1:C 1.9:C 2:C 2.1:D 4:D',
  'mhap-ii': '-1:A 0:A 0.1:B 0.9:B 1:B 1.1:C 1.9:C 2:C 2.1:D 5:D',
  'albi-tae': '-1:A 0:A 0.1:B 0.9:B 1:B 1.1:C 1.9:C 2:C 2.1:D 3:D',
  albi: '-2.61:1 -2.6:1 -2.59:2 -1.4:2 -1.39:2 -1.38:3',
  'art-score': '1.4:low 1.5:low 1.6:high 2.5:high',
  niace: '0.9:low 1:low 1.1:middle 2.9:middle 3:middle 3.1:high',
  'pre-tace-predict': '0.93:1 0.94:1 0.95:2 1.46:2 1.47:2 1.48:3 2.09:3 2.1:3 2.11:4',
  'post-tace-predict': '1.81:1 1.82:1 1.83:2 2.48:2 2.49:2 2.5:3 3.36:3 3.37:3 3.38:4',
  'seven-eleven': '6.9:low 7:low 7.1:middle 10.9:middle 11:middle 11.1:high',
  'six-and-twelve': '5.9:low 6:low 6.1:middle 11.9:middle 12:middle 12.1:high',
  'up-to-seven': '6.9:in 7:in 7.1:out',
  'state-score': '17.9:low 18:high 18.1:high',
  'tumour-burden-score': '3.35:low 3.36:middle 3.37:middle 13.73:middle 13.74:middle 13.75:high',
}

/** Whether a class is favourable in the outcome of its score: good, bad, or neither. */
export const LEANINGS: Cases = {
  'child-pugh': 'A:good B:neither C:bad',
  hap: 'A:good B:neither C:bad D:bad',
  'mhap-ii': 'A:good B:neither C:bad D:bad',
  'albi-tae': 'A:good B:neither C:bad D:bad',
  albi: '1:good 2:neither 3:bad',
  'art-score': 'low:good high:bad',
  'bclc-2022':
    '0:good A:good B:neither C:bad D:bad D-or-transplant:bad 0-or-C:neither A-or-C:neither B-or-C:neither',
  bolondi: 'B1:good B2:neither B3:neither B4:bad',
  niace: 'low:good middle:neither high:bad',
  'pre-tace-predict': '1:good 2:neither 3:neither 4:bad',
  'post-tace-predict': '1:good 2:neither 3:neither 4:bad',
  'seven-eleven': 'low:good middle:neither high:bad',
  'six-and-twelve': 'low:good middle:neither high:bad',
  'up-to-seven': 'in:good out:bad',
  'state-score': 'low:bad high:good',
  'tumour-burden-score': 'low:good middle:neither high:bad',
}

const FIRST = 'earlierProcedures 0:no 1:yes 2:yes'
const INVADED = 'vascularInvasion present:yes absent:no'
const SPREAD = 'extrahepaticSpread present:yes absent:no'
const CLASS_B = 'childPughClass A:no B:yes C:no'
const CLASS_C = 'childPughClass A:no B:no C:yes'
const SOON = 'daysSinceEarlierProcedure 27:yes 28:no 29:no'

/** For whom a score was not made: its class of rule, and the values for which the rule holds. */
export const RULES: Readonly<Record<string, Cases>> = {
  'albi-tae': {
    'earlier-tace caution': FIRST,
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
  albi: { 'soon-after-tace caution': SOON },
  'art-score': {
    'first-tace exclude': 'earlierProcedures 0:yes 1:no 2:no',
    'too-soon exclude': 'daysSinceEarlierProcedure 14:yes 15:no 16:no',
    'too-late exclude': 'daysSinceEarlierProcedure 89:no 90:no 91:yes',
    'later-tace caution': 'earlierProcedures 1:no 2:yes 3:yes',
  },
  'bclc-2022': { 'child-pugh-b caution': CLASS_B, 'earlier-tace caution': FIRST },
  bolondi: {
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
  'child-pugh': { 'soon-after-tace caution': SOON },
  'ez-albi': {
    'soon-after-tace caution': SOON,
    'bilirubin-high caution': 'bilirubin 2.9:no 3:yes 3.1:yes',
  },
  hap: {
    'earlier-tace caution': FIRST,
    'child-pugh-c exclude': CLASS_C,
    'bilirubin-at-border caution': 'bilirubin 16.9:no 17:yes 17.1:no | mg/dL 0.9:no 1:yes 1.1:no',
  },
  'mhap-ii': {
    'earlier-tace caution': FIRST,
    'child-pugh-c exclude': CLASS_C,
    'bilirubin-between caution':
      'bilirubin 15.3:no 15.4:no 15.5:yes 16.9:yes 17:yes 17.1:no' +
      ' | mg/dL 0.89:no 0.9:no 0.91:yes 0.99:yes 1:yes 1.1:no',
  },
  niace: { 'earlier-tace caution': FIRST, 'child-pugh-c exclude': CLASS_C },
  'post-tace-predict': {
    'first-tace exclude': 'earlierProcedures 0:yes 1:no 2:no',
    'later-tace exclude': 'earlierProcedures 1:no 2:yes 3:yes',
    'too-soon exclude': 'daysSinceEarlierProcedure 41:yes 42:no 43:no',
    'too-late caution': 'daysSinceEarlierProcedure 62:no 63:no 64:yes',
    'response-not-graded exclude':
      'response response:yes no-response:yes complete:no partial:no stable:no progressive:no',
    'child-pugh-c exclude': CLASS_C,
  },
  'pre-tace-predict': {
    'earlier-tace exclude': FIRST,
    'extrahepatic-spread caution': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
  'seven-eleven': {
    'earlier-tace exclude': FIRST,
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
  'six-and-twelve': {
    'earlier-tace exclude': FIRST,
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
    'child-pugh-b caution': CLASS_B,
    'ecog caution': 'performanceStatus 0:no 1:yes 2:yes',
  },
  'state-score': { 'earlier-tace exclude': FIRST, 'child-pugh-c exclude': CLASS_C },
  'tumour-burden-score': {
    'earlier-tace caution': FIRST,
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
  'up-to-seven': {
    'vascular-invasion exclude': INVADED,
    'extrahepatic-spread exclude': SPREAD,
    'child-pugh-c exclude': CLASS_C,
  },
}

type Given = Readonly<Record<string, number | string>>

const is = (condition: boolean) => Number(condition)
const num = (given: Given, name: string) => Number(given[name])

/** The formulas, as their papers print them. */
export const FORMULAS: Readonly<Record<string, (given: Given) => number>> = {
  albi: (of) => 0.66 * Math.log10(num(of, 'bilirubin')) - 0.085 * num(of, 'albumin'),
  'ez-albi': (of) => num(of, 'bilirubin') - 9 * num(of, 'albumin'),
  'up-to-seven': (of) => num(of, 'tumourSize') + num(of, 'tumourNumber'),
  'six-and-twelve': (of) => num(of, 'tumourSize') + num(of, 'tumourNumber'),
  'seven-eleven': (of) => num(of, 'tumourSize') + num(of, 'tumourNumber'),
  'tumour-burden-score': (of) => Math.hypot(num(of, 'tumourSize'), num(of, 'tumourNumber')),
  'state-score': (of) =>
    num(of, 'albumin') - 12 * is(of['upToSeven'] === 'out') - 12 * is(num(of, 'crp') >= 10),
  'pre-tace-predict': (of) =>
    0.313 * is(num(of, 'tumourNumber') >= 2) +
    1.252 * Math.log10(num(of, 'tumourSize')) +
    0.23 * Math.log10(num(of, 'afp')) -
    0.0176 * num(of, 'albumin') +
    0.458 * Math.log10(num(of, 'bilirubin')) +
    0.437 * is(of['vascularInvasion'] === 'present') +
    ({ 'hepatitis-b': 0.149, alcohol: 0.333, other: 0.211 }[String(of['cause'])] ?? 0),
  'post-tace-predict': (of) =>
    0.207 * is(num(of, 'tumourNumber') >= 2) +
    1.129 * Math.log10(num(of, 'tumourSize')) +
    0.147 * Math.log10(num(of, 'afp')) +
    0.75 * Math.log10(num(of, 'bilirubin')) +
    0.447 * is(of['vascularInvasion'] === 'present') +
    ({ partial: 0.469, stable: 1.143, progressive: 1.354 }[String(of['response'])] ?? 0),
}

/** Values on both sides of each border that a table or a formula has, and at it. */
export const VALUES: Readonly<Record<string, readonly (number | string)[]>> = {
  performanceStatus: [0, 1, 2, 3, 4],
  childPugh: [5, 6, 7, 8, 9, 10],
  childPughClass: ['A', 'B', 'C'],
  upToSeven: ['in', 'out'],
  extrahepaticSpread: ['present', 'absent'],
  vascularInvasion: ['present', 'absent'],
  tumourNumber: [1, 2, 3, 4, 5],
  tumourSize: [1.9, 2, 2.1, 2.9, 3, 3.1, 4.9, 5, 5.1],
  cause: ['hepatitis-b', 'hepatitis-c', 'alcohol', 'other'],
  response: ['complete', 'partial', 'stable', 'progressive'],
  albumin: [20, 40],
  bilirubin: [10, 100],
  afp: [1, 1000],
  crp: [9.9, 10, 10.1],
}

/** CNLC 2024: IV, IIIb and IIIa first, else by number and size (cm). */
function cnlc(of: Given): string {
  const [number, size] = [num(of, 'tumourNumber'), num(of, 'tumourSize')]
  if (num(of, 'performanceStatus') > 2 || of['childPughClass'] === 'C') return 'IV'
  if (of['extrahepaticSpread'] === 'present') return 'IIIb'
  if (of['vascularInvasion'] === 'present') return 'IIIa'
  if (number > 3) return 'IIb'
  if (number > 1) return size > 3 ? 'IIa' : 'Ib'
  return size > 5 ? 'Ib' : 'Ia'
}

/** BCLC 2022 of what is in the liver alone. */
function bclcInLiver(number: number, size: number): string {
  if (number === 1) return size <= 2 ? '0' : 'A'
  return number <= 3 && size <= 3 ? 'A' : 'B'
}

/** BCLC 2022: a status of 1 or 2 may be the tumour's (C) or not. */
function bclc(of: Given): string {
  if (num(of, 'performanceStatus') > 2) return 'D'
  if (of['childPughClass'] === 'C') return 'D-or-transplant'
  if ([of['extrahepaticSpread'], of['vascularInvasion']].includes('present')) return 'C'
  const stage = bclcInLiver(num(of, 'tumourNumber'), num(of, 'tumourSize'))
  return num(of, 'performanceStatus') > 0 ? `${stage}-or-C` : stage
}

/** Bolondi 2012, Table 2, of status 0; by points, within and beyond up-to-seven. */
const BOLONDI: Readonly<Record<number, readonly [within: string, beyond: string]>> = {
  5: ['B1', 'B2'],
  6: ['B1', 'B2'],
  7: ['B1', 'B3'],
  8: ['B4', 'B4'],
  9: ['B4', 'B4'],
}

/** Of status 1 there is B4 alone; what is in none of the rows has no class. */
function bolondi(of: Given): string | undefined {
  const status = num(of, 'performanceStatus')
  const [within, beyond] = BOLONDI[num(of, 'childPugh')] ?? []
  const found = of['upToSeven'] === 'in' ? within : beyond
  return status === 0 || (status === 1 && found === 'B4') ? found : undefined
}

/** The tables, as their sources print them. */
export const TABLES: Readonly<Record<string, (given: Given) => string | undefined>> = {
  cnlc,
  'bclc-2022': bclc,
  bolondi,
}
