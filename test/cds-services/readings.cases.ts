import {
  CODES,
  type CodeName,
  coded,
  count,
  diffusion,
  display,
  from,
  observation,
  of,
  on,
  type Resource,
  ucum,
} from '../support/readings.ts'

/** A record in, readings out. */
export interface ReadingCase {
  readonly law: string
  readonly record: readonly Resource[]
  /** By predictor: its number, or in a word why it has none. */
  readonly expected: Readonly<Record<string, number | string>>
}

const one = (
  law: string,
  predictor: string,
  expected: number | string,
  ...record: readonly Resource[]
): ReadingCase => ({ law, record, expected: { [predictor]: expected } })

/** Of one ADC with these members. */
const adc = (law: string, expected: number | string, ...more: readonly Resource[]) =>
  one(law, 'adc', expected, observation('adc', ...more))

/** Of one pair of counts, the second with these members. */
const nlr = (law: string, expected: number | string, ...record: readonly Resource[]) =>
  one(law, 'nlr', expected, ...record)

const neutrophils = (...more: readonly Resource[]) => observation('neutrophils', ...more)
const lymphocytes = (...more: readonly Resource[]) => observation('lymphocytes', ...more)
const pair = () => [neutrophils(count(4.2)), lymphocytes(count(1.5))]

const units: readonly ReadingCase[] = [
  adc('a value in the unit of the model is read as it is', 1.2, diffusion(1.2)),
  adc('um2/s is a thousandth', 1.2, ucum(1200, 'um2/s')),
  adc('um2/ms is the unit of the model by another name', 1.2, ucum(1.2, 'um2/ms')),
  adc('mm2/s is a thousandfold', 1.2, ucum(0.0012, 'mm2/s')),
  adc('a display that is UCUM is read without a code', 1.2, display(1200, 'um2/s')),
  adc('the string that DICOM prints is read', 1.2, display(1200, '10-6.mm2/s')),
  adc('superscripts are read', 1.2, display(1.2, '×10⁻³ mm²/s')),
  adc('the Greek mu is read', 1.2, display(1200, 'μm²/s')),
  adc('the micro sign is read', 1.2, display(1200, 'µm²/s')),
  adc('a value without a unit is not guessed by its size', 'no-unit', {
    valueQuantity: { value: 1.2 },
  }),
  adc('a unit of another dimension is no unit of it', 'unknown-unit', ucum(1.2, 'mm2')),
  adc('a unit that nobody knows is no unit', 'unknown-unit', display(1.2, 'units')),
  adc(
    'a code that says one dimension is not overruled by a display that says another',
    'unknown-unit',
    ucum(1.2, 'kg', { unit: 'um2/ms' }),
  ),
  adc('a unit code of another system is not read as UCUM, its display is', 1.2, {
    valueQuantity: { value: 1200, code: 'x', system: 'http://example.org/units', unit: 'um2/s' },
  }),
  adc('1200 in the unit of the model is a factor of 1000 wrong', 'implausible', diffusion(1200)),
  adc(
    '0.0012 in the unit of the model is a factor of 1000 wrong',
    'implausible',
    diffusion(0.0012),
  ),
  adc('1.2 in mm2/s is a factor of 1000 wrong', 'implausible', ucum(1.2, 'mm2/s')),
  adc('a negative value is none', 'implausible', diffusion(-1.2)),
  adc('zero is none', 'implausible', diffusion(0)),
  adc('the least that is believed is believed', 0.3, diffusion(0.3)),
  adc('the most that is believed is believed', 3.5, diffusion(3.5)),
  adc('what is just above it is not', 'implausible', diffusion(3.5001)),
  nlr(
    'giga per litre is read where cells are counted',
    2.8,
    neutrophils(display(4.2, 'G/L')),
    lymphocytes(count(1.5)),
  ),
  nlr(
    'K/uL is read where cells are counted',
    2.8,
    neutrophils(display(4.2, 'K/uL')),
    lymphocytes(count(1.5)),
  ),
  nlr(
    'counts per cubic millimetre are read',
    2.8,
    neutrophils(display(4200, '/mm3')),
    lymphocytes(display(1500, '/mm3')),
  ),
  adc('giga per litre is no unit of diffusion', 'unknown-unit', display(1.2, 'G/L')),
  nlr(
    'a count that carries a percentage is refused, and named',
    'unknown-unit',
    neutrophils(ucum(62, '%')),
    lymphocytes(count(1.5)),
  ),
  nlr(
    '3000 in 10*3/uL, as an official example has it, is refused, and named',
    'implausible',
    neutrophils(ucum(3000, '10*3/uL')),
    lymphocytes(count(1.5)),
  ),
]

const values: readonly ReadingCase[] = [
  adc('below a limit is no number', 'only-a-limit', ucum(1.2, '10*-3.mm2/s', { comparator: '<' })),
  adc('above a limit is no number', 'only-a-limit', ucum(1.2, '10*-3.mm2/s', { comparator: '>=' })),
  adc(
    'a limit in a wrong unit is wrong first',
    'unknown-unit',
    ucum(1.2, 'kg', { comparator: '<' }),
  ),
  adc('a range is no number', 'only-a-range', {
    valueRange: { low: diffusion(1).valueQuantity, high: diffusion(1.4).valueQuantity },
  }),
  adc('a range upside down is a mistake', 'implausible', {
    valueRange: { low: diffusion(1.4).valueQuantity, high: diffusion(1).valueQuantity },
  }),
  adc('a range whose end is implausible is a mistake', 'implausible', {
    valueRange: { low: diffusion(1.4).valueQuantity, high: diffusion(1400).valueQuantity },
  }),
  adc('a range open above is a range', 'only-a-range', {
    valueRange: { low: diffusion(1).valueQuantity },
  }),
  adc('a text that is a number has no unit', 'no-unit', { valueString: '1.2' }),
  adc('a text that is more than a number is none', 'not-a-number', { valueString: '1.2 low' }),
  adc('a text with a limit has no unit', 'no-unit', { valueString: '<1.2' }),
  adc('a word is no number', 'not-a-number', { valueString: 'low' }),
  adc('a whole number has no unit', 'no-unit', { valueInteger: 1 }),
  adc('a yes is no number', 'not-a-number', { valueBoolean: true }),
  adc('a concept is no number', 'not-a-number', { valueCodeableConcept: { text: 'restricted' } }),
  adc('a value that is no number is no value', 'no-value', { valueQuantity: { value: '1.2' } }),
  adc('without a value there is none', 'no-value'),
  adc('the reason for an absent value is an absent value', 'no-value', {
    dataAbsentReason: { text: 'artefact' },
  }),
  adc('a value beside the reason for its absence is not believed', 'no-value', diffusion(1.2), {
    dataAbsentReason: { text: 'artefact' },
  }),
  nlr(
    'a reported ratio is taken when there are no counts',
    3.1,
    observation('ratio', ucum(3.1, '1')),
  ),
  nlr(
    'a reported ratio needs no unit',
    3.1,
    observation('ratio', { valueQuantity: { value: 3.1 } }),
  ),
  nlr('a reported ratio may be a whole number', 3, observation('ratio', { valueInteger: 3 })),
  nlr(
    'a reported ratio may be a text that is exactly a number',
    3.1,
    observation('ratio', { valueString: '3.1' }),
  ),
  nlr(
    'a reported ratio may be a FHIR Ratio',
    2.8,
    observation('ratio', {
      valueRatio: { numerator: { value: 4.2 }, denominator: { value: 1.5 } },
    }),
  ),
  nlr(
    'a Ratio of two units is none',
    'unknown-unit',
    observation('ratio', {
      valueRatio: { numerator: count(4.2).valueQuantity, denominator: { value: 1.5 } },
    }),
  ),
  nlr(
    'a Ratio with a limit is a limit',
    'only-a-limit',
    observation('ratio', {
      valueRatio: { numerator: { value: 4.2, comparator: '<' }, denominator: { value: 1.5 } },
    }),
  ),
  nlr(
    'a Ratio over zero is no number',
    'implausible',
    observation('ratio', {
      valueRatio: { numerator: { value: 4.2 }, denominator: { value: 0 } },
    }),
  ),
  nlr('a ratio of 80 is not believed', 'implausible', observation('ratio', ucum(80, '1'))),
  nlr(
    'counts win over a reported ratio that agrees',
    2.8,
    ...pair(),
    observation('ratio', ucum(3, '1')),
  ),
  nlr(
    'a reported ratio that contradicts the counts of its time is told',
    'contradicting-values',
    ...pair(),
    observation('ratio', ucum(9, '1')),
  ),
]

const status = (law: string, expected: number | string, value: string) =>
  adc(law, expected, diffusion(1.2), { status: value })

const statuses: readonly ReadingCase[] = [
  status('a final result is used', 1.2, 'final'),
  status('an amended result is used', 1.2, 'amended'),
  status('a corrected result is used', 1.2, 'corrected'),
  status('a preliminary result is not', 'not-final', 'preliminary'),
  status('a registered result is not', 'not-final', 'registered'),
  status('a result entered in error is not there', 'missing', 'entered-in-error'),
  status('a cancelled result is not', 'not-final', 'cancelled'),
  status('a result of unknown status is not', 'not-final', 'unknown'),
  adc('a result without a status is not', 'not-final', diffusion(1.2), { status: undefined }),
  adc(
    'an extension that may change the meaning is not understood',
    'unknown-modifier',
    diffusion(1.2),
    {
      modifierExtension: [{ url: 'http://example.org/negated', valueBoolean: true }],
    },
  ),
  one(
    'a correction replaces the final result of its time',
    'adc',
    1.4,
    observation('adc', diffusion(1.2)),
    observation('adc', diffusion(1.4), { status: 'corrected' }),
  ),
  nlr(
    'a corrected count replaces the final count of its sample',
    2,
    neutrophils(count(4.2), from('a')),
    neutrophils(count(3), from('a'), { status: 'corrected' }),
    lymphocytes(count(1.5), from('a')),
  ),
  one(
    'a newer preliminary result does not hide an older final one',
    'adc',
    1.2,
    observation('adc', diffusion(1.2)),
    observation('adc', diffusion(1.9), { status: 'preliminary' }, on('2026-11-18T08:00:00Z')),
  ),
]

const at = (law: string, expected: number | string, when: Resource) =>
  adc(law, expected, diffusion(1.2), { effectiveDateTime: undefined }, when)

const times: readonly ReadingCase[] = [
  at('a moment is a time', 1.2, on('2026-11-15T08:30:00Z')),
  at('an instant is a time', 1.2, { effectiveInstant: '2026-11-15T08:30:00.123Z' }),
  at('a day is a time', 1.2, on('2026-11-15')),
  at('a period counts by its end', 1.2, {
    effectivePeriod: { start: '2026-01-01', end: '2026-11-15' },
  }),
  at('a period without an end counts by its start', 'too-old', {
    effectivePeriod: { start: '2026-01-01' },
  }),
  at('a timing counts by its last event', 1.2, {
    effectiveTiming: { event: ['2026-01-01', '2026-11-15'] },
  }),
  at('a timing without events counts by the end of its bounds', 1.2, {
    effectiveTiming: { repeat: { boundsPeriod: { end: '2026-11-15' } } },
  }),
  at('a month is as old as its first day', 'too-old', on('2026-10')),
  at('this month is young enough by its first day', 1.2, on('2026-11')),
  at('a year is too vague to be young', 'too-old', on('2026')),
  at('without a time nothing is used', 'no-date', {}),
  at('what is no time is none', 'no-date', on('last week')),
  at('tomorrow is allowed to clocks and zones', 1.2, on('2026-11-21T08:00:00Z')),
  at('next week is the future', 'in-the-future', on('2026-11-27')),
  at('44 days are young enough for an image', 1.2, on('2026-10-07T10:00:00Z')),
  at('46 days are too old for an image', 'too-old', on('2026-10-05T08:00:00Z')),
  nlr(
    '14 days are young enough for a blood count',
    2.8,
    neutrophils(count(4.2), on('2026-11-06T10:00:00Z')),
    lymphocytes(count(1.5), on('2026-11-06T10:00:00Z')),
  ),
  nlr(
    '15 days are too old for a blood count',
    'too-old',
    neutrophils(count(4.2), on('2026-11-05T08:00:00Z')),
    lymphocytes(count(1.5), on('2026-11-05T08:00:00Z')),
  ),
  one(
    'the newest usable value is taken',
    'adc',
    1.4,
    observation('adc', diffusion(1.2)),
    observation('adc', diffusion(1.4), on('2026-11-18T08:00:00Z')),
  ),
  one(
    'two zones of one moment are one moment',
    'nlr',
    2.8,
    neutrophils(count(4.2), on('2026-11-15T08:30:00+08:00')),
    lymphocytes(count(1.5), on('2026-11-15T00:30:00Z')),
  ),
]

const group = (...members: readonly Resource[]): Resource => ({
  resourceType: 'Observation',
  id: 'panel',
  status: 'final',
  code: { text: 'CBC' },
  hasMember: members.map(({ id }) => ({ reference: `Observation/${String(id)}` })),
})
const report = (...members: readonly Resource[]): Resource => ({
  resourceType: 'DiagnosticReport',
  id: 'report',
  status: 'final',
  code: { text: 'CBC' },
  result: members.map(({ id }) => ({ reference: `Observation/${String(id)}` })),
})
const component = (code: CodeName, value: Resource) => ({
  code: { coding: [CODES[code]] },
  ...value,
})
const panelOf = (...component: readonly Resource[]): Resource => ({
  resourceType: 'Observation',
  id: 'whole',
  status: 'final',
  code: { text: 'panel' },
  effectiveDateTime: '2026-11-15T08:30:00+08:00',
  component,
})
const later = on('2026-11-15T14:00:00+08:00')
const grouped = (by: typeof group): readonly Resource[] => {
  const [a, b] = [neutrophils(count(4.2)), lymphocytes(count(1.5), later)]
  return [a, b, by(a, b)]
}

const samples: readonly ReadingCase[] = [
  nlr('both counts of one moment make the ratio', 2.8, ...pair()),
  nlr('a count alone makes none', 'no-partner', neutrophils(count(4.2))),
  nlr(
    'counts of two days make none',
    'no-partner',
    neutrophils(count(4.2)),
    lymphocytes(count(1.5), on('2026-11-14T08:30:00+08:00')),
  ),
  nlr(
    'counts of two specimens of one moment make none',
    'no-partner',
    neutrophils(count(4.2), from('a')),
    lymphocytes(count(1.5), from('b')),
  ),
  nlr(
    'counts of one specimen make one whatever their times',
    2.8,
    neutrophils(count(4.2), from('a')),
    lymphocytes(count(1.5), from('a'), later),
  ),
  nlr(
    'counts within half an hour are of one sample',
    2.8,
    neutrophils(count(4.2)),
    lymphocytes(count(1.5), on('2026-11-15T08:55:00+08:00')),
  ),
  nlr(
    'counts hours apart are not',
    'no-partner',
    neutrophils(count(4.2)),
    lymphocytes(count(1.5), later),
  ),
  nlr(
    'counts of one date without a time of day are of one sample',
    2.8,
    neutrophils(count(4.2), on('2026-11-15')),
    lymphocytes(count(1.5), on('2026-11-15')),
  ),
  nlr(
    'a date and a moment of it are not known to be of one sample',
    'no-partner',
    neutrophils(count(4.2), on('2026-11-15')),
    lymphocytes(count(1.5), on('2026-11-15T08:30:00Z')),
  ),
  nlr('a panel makes its members one sample', 2.8, ...grouped(group)),
  nlr('a report makes its results one sample', 2.8, ...grouped(report)),
  nlr(
    'two specimens in one report stay two',
    'no-partner',
    ...(() => {
      const [a, b] = [neutrophils(count(4.2), from('a')), lymphocytes(count(1.5), from('b'))]
      return [a, b, report(a, b)]
    })(),
  ),
  nlr(
    'components of one Observation are of one sample',
    2.8,
    panelOf(component('neutrophils', count(4.2)), component('lymphocytes', count(1.5))),
  ),
  nlr(
    'a component with the reason for its absence has no value',
    'no-value',
    panelOf(
      component('neutrophils', count(4.2)),
      component('lymphocytes', { dataAbsentReason: { text: 'clot' } }),
    ),
  ),
  nlr(
    'a component with a modifier is not understood',
    'unknown-modifier',
    panelOf(
      component('neutrophils', count(4.2)),
      component('lymphocytes', { ...count(1.5), modifierExtension: [{ url: 'http://x' }] }),
    ),
  ),
  nlr('Observations contained in a report are read with its status and time', 2.8, {
    resourceType: 'DiagnosticReport',
    id: 'r',
    status: 'final',
    code: { text: 'CBC' },
    effectiveDateTime: '2026-11-15T08:30:00+08:00',
    contained: [
      {
        resourceType: 'Observation',
        id: 'a',
        code: { coding: [CODES.neutrophils] },
        ...count(4.2),
      },
      {
        resourceType: 'Observation',
        id: 'b',
        code: { coding: [CODES.lymphocytes] },
        ...count(1.5),
      },
    ],
  }),
  nlr('Observations contained in a preliminary report are not used', 'not-final', {
    resourceType: 'DiagnosticReport',
    id: 'r',
    status: 'preliminary',
    code: { text: 'CBC' },
    effectiveDateTime: '2026-11-15T08:30:00+08:00',
    contained: [
      {
        resourceType: 'Observation',
        id: 'a',
        code: { coding: [CODES.neutrophils] },
        ...count(4.2),
      },
    ],
  }),
  nlr(
    'STU3 names the members of a panel by another word',
    2.8,
    ...(() => {
      const [a, b] = [neutrophils(count(4.2)), lymphocytes(count(1.5), later)]
      const related = [a, b].map(({ id }) => ({
        type: 'has-member',
        target: { reference: `Observation/${String(id)}` },
      }))
      return [a, b, { ...group(), hasMember: undefined, related }]
    })(),
  ),
  nlr(
    'shares of one differential make the ratio',
    2,
    observation('neutrophilShare', ucum(60, '%')),
    observation('lymphocyteShare', ucum(30, '%')),
  ),
  nlr(
    'a share and a count make none',
    'no-partner',
    observation('neutrophilShare', ucum(60, '%')),
    lymphocytes(count(1.5)),
  ),
  nlr(
    'shares that add up to more than the whole are a mistake',
    'implausible',
    observation('neutrophilShare', ucum(80, '%')),
    observation('lymphocyteShare', ucum(40, '%')),
  ),
  nlr(
    'counts win over shares of the same time that agree',
    2.8,
    ...pair(),
    observation('neutrophilShare', ucum(70, '%')),
    observation('lymphocyteShare', ucum(25, '%')),
  ),
  nlr(
    'newer shares win over older counts',
    2,
    ...pair(),
    observation('neutrophilShare', ucum(60, '%'), on('2026-11-18')),
    observation('lymphocyteShare', ucum(30, '%'), on('2026-11-18')),
  ),
  nlr(
    'an older complete pair wins over a newer count without its partner',
    2.8,
    ...pair(),
    neutrophils(count(9), on('2026-11-19')),
  ),
  nlr(
    'lymphocytes of zero make no ratio',
    'implausible',
    neutrophils(count(4.2)),
    lymphocytes(count(0)),
  ),
  nlr(
    'a ratio of believed counts may still not be believed',
    'implausible',
    neutrophils(count(90)),
    lymphocytes(count(0.1)),
  ),
  nlr(
    'leukocytes are no neutrophils',
    'no-partner',
    observation('leukocytes', count(6)),
    lymphocytes(count(1.5)),
  ),
]

const tace = (performedDateTime?: string, more: Resource = {}): Resource => ({
  resourceType: 'Procedure',
  id: 'p',
  status: 'completed',
  code: { text: 'TACE' },
  ...(performedDateTime === undefined ? {} : { performedDateTime }),
  ...more,
})

const washOut: readonly ReadingCase[] = [
  nlr('a count three days after TACE is not used', 'in-wash-out', ...pair(), tace('2026-11-12')),
  nlr('a count 27 days after TACE is not used', 'in-wash-out', ...pair(), tace('2026-10-19')),
  nlr('a count 29 days after TACE is used', 2.8, ...pair(), tace('2026-10-16')),
  nlr('a count before TACE is used', 2.8, ...pair(), tace('2026-11-18')),
  nlr(
    'a count of the day of TACE may be of after it',
    'in-wash-out',
    ...pair(),
    tace('2026-11-15'),
  ),
  nlr(
    'after a TACE without a date no count is known to be clean',
    'in-wash-out',
    ...pair(),
    tace(),
  ),
  nlr(
    'a TACE that lasted counts from its end',
    'in-wash-out',
    ...pair(),
    tace(undefined, { performedPeriod: { start: '2026-10-01', end: '2026-11-10' } }),
  ),
  one(
    'an image after TACE is never used',
    'adc',
    'after-procedure',
    observation('adc', diffusion(1.2)),
    tace('2026-01-10'),
  ),
  one(
    'an image before TACE is used',
    'adc',
    1.2,
    observation('adc', diffusion(1.2)),
    tace('2026-11-18'),
  ),
  one(
    'a capsule after TACE is never used',
    'capsuleIncomplete',
    'after-procedure',
    observation('capsule', coded('tumour-capsule', 'incomplete')),
    tace('2026-01-10'),
  ),
  one(
    'a stage after TACE is the stage',
    'cnlcStageIIIa',
    1,
    observation('stage', coded('cnlc-stage', 'IIIa')),
    tace('2026-01-10'),
  ),
  one(
    'R5 times a procedure by another word',
    'adc',
    'after-procedure',
    observation('adc', diffusion(1.2)),
    tace(undefined, { occurrenceDateTime: '2026-01-10' }),
  ),
]

const method = (text: string) => ({ method: { text } })
const named = (text: string) => ({ code: { coding: [CODES.adc], text } })
const statistics: readonly ReadingCase[] = [
  adc('a minimum of the region is not its mean', 'not-the-mean', diffusion(0.9), method('minimum')),
  adc('a minimum is told by the name too', 'not-the-mean', diffusion(0.9), named('ADC min')),
  adc('a minimum is told in one word', 'not-the-mean', diffusion(0.9), named('ADCmin')),
  adc('a percentile is not the mean', 'not-the-mean', diffusion(0.9), named('ADC 10th percentile')),
  adc('a median is told by its code', 'not-the-mean', diffusion(1.1), {
    method: { coding: [{ system: 'http://snomed.info/sct', code: '373099004' }] },
  }),
  adc('a maximum is told in Chinese', 'not-the-mean', diffusion(1.9), named('ADC 最大值')),
  adc('a mean is told by its code', 1.2, diffusion(1.2), {
    method: { coding: [{ system: 'http://snomed.info/sct', code: '373098007' }] },
  }),
  adc('a mean is told by its name', 1.2, diffusion(1.2), named('mean ADC')),
  one(
    'what says that it is the mean wins over what says nothing',
    'adc',
    1.2,
    observation('adc', diffusion(1.2), method('mean')),
    observation('adc', diffusion(1.4)),
  ),
  one(
    'of mean, minimum and maximum of one region the mean is read',
    'adc',
    1.2,
    observation('adc', diffusion(0.8), method('min')),
    observation('adc', diffusion(1.2), method('mean')),
    observation('adc', diffusion(1.6), method('max')),
  ),
  one('D is not ADC', 'adc', 'missing', observation('slow', diffusion(1))),
  one('D is not D*', 'dStar', 'missing', observation('slow', diffusion(1))),
  {
    law: 'a D* that is not above ADC takes both out',
    record: [observation('adc', diffusion(3.4)), observation('dStar', diffusion(3.2))],
    expected: { adc: 'implausible', dStar: 'implausible' },
  },
  {
    law: 'ADC and D* as components of one measurement are both read',
    record: [panelOf(component('adc', diffusion(1.2)), component('dStar', diffusion(44)))],
    expected: { adc: 1.2, dStar: 44 },
  },
  one('a code without its system is no code', 'adc', 'missing', {
    ...observation('adc', diffusion(1.2)),
    code: { coding: [{ code: '113041' }] },
  }),
  one('a code of another system is another code', 'adc', 'missing', {
    ...observation('adc', diffusion(1.2)),
    code: { coding: [{ system: 'http://hospital.example/codes', code: '113041' }] },
  }),
  one('a text alone is no code', 'adc', 'missing', {
    ...observation('adc', diffusion(1.2)),
    code: { text: 'ADC' },
  }),
]

const site = (code: string) => ({
  bodySite: { coding: [{ system: 'http://snomed.info/sct', code }] },
})
const study = (id: string) => ({ derivedFrom: [{ reference: `ImagingStudy/${id}` }] })
const size = (mm: number, ...more: readonly Resource[]) =>
  observation('size', ucum(mm, 'mm'), ...more)
const capsule = (code: string, ...more: readonly Resource[]) =>
  observation('capsule', coded('tumour-capsule', code), ...more)

const lesions: readonly ReadingCase[] = [
  {
    law: 'values of one lesion are read together',
    record: [
      observation('adc', diffusion(1.2), of('a')),
      observation('dStar', diffusion(44), of('a')),
      capsule('incomplete', of('a')),
    ],
    expected: { adc: 1.2, dStar: 44, capsuleIncomplete: 1 },
  },
  one(
    'of several lesions without sizes none is picked',
    'adc',
    'several-lesions',
    observation('adc', diffusion(1.2), of('a')),
    observation('adc', diffusion(1), of('b')),
  ),
  {
    law: 'of several lesions the largest is read, all of it',
    record: [
      observation('adc', diffusion(1.2), of('a')),
      observation('adc', diffusion(1), of('b')),
      capsule('complete', of('a')),
      capsule('incomplete', of('b')),
      size(52, of('b')),
      size(21, of('a')),
    ],
    expected: { adc: 1, capsuleIncomplete: 1 },
  },
  {
    law: 'what the largest lesion lacks is not taken from another',
    record: [
      observation('adc', diffusion(1.2), of('a')),
      observation('dStar', diffusion(44), of('b')),
      size(52, of('a')),
      size(21, of('b')),
    ],
    expected: { adc: 1.2, dStar: 'missing' },
  },
  one(
    'a lesion without a size may be the largest',
    'adc',
    'several-lesions',
    observation('adc', diffusion(1.2), of('a')),
    observation('adc', diffusion(1), of('b')),
    size(52, of('b')),
  ),
  one(
    'two lesions of one size are none the largest',
    'adc',
    'several-lesions',
    observation('adc', diffusion(1.2), of('a')),
    observation('adc', diffusion(1), of('b')),
    size(30, of('a')),
    size(30, of('b')),
  ),
  one(
    'what is the same in all lesions needs no choice',
    'capsuleIncomplete',
    1,
    capsule('incomplete', of('a')),
    capsule('incomplete', of('b')),
  ),
  one(
    'an organ is no lesion',
    'adc',
    1.2,
    observation('adc', diffusion(1.2), site('10200004')),
    observation('dStar', diffusion(44), of('a')),
  ),
  one(
    'two segments are two lesions',
    'adc',
    'several-lesions',
    observation('adc', diffusion(1.2), { bodySite: { text: 'segment 4' } }),
    observation('adc', diffusion(1), { bodySite: { text: 'segment 8' } }),
  ),
  one(
    'R5 names the lesion by another word',
    'adc',
    'several-lesions',
    observation('adc', diffusion(1.2), { bodyStructure: { reference: 'BodyStructure/a' } }),
    observation('adc', diffusion(1), { bodyStructure: { reference: 'BodyStructure/b' } }),
  ),
  one(
    'two values of one day that name no lesion contradict each other',
    'adc',
    'contradicting-values',
    observation('adc', diffusion(1.2)),
    observation('adc', diffusion(1.3)),
  ),
  one(
    'two values of one day that agree are one',
    'adc',
    1.2,
    observation('adc', diffusion(1.2)),
    observation('adc', ucum(1200, 'um2/s')),
  ),
  {
    law: 'values of two named studies are not mixed',
    record: [
      observation('adc', diffusion(1.2), study('new')),
      observation('dStar', diffusion(44), study('old'), on('2026-11-02')),
    ],
    expected: { adc: 1.2, dStar: 'several-studies' },
  },
  {
    law: 'a value that names no study may stand beside one that does',
    record: [observation('adc', diffusion(1.2), study('new')), capsule('complete')],
    expected: { adc: 1.2, capsuleIncomplete: 0 },
  },
]

const staged = (law: string, expected: number | string, value: Resource) =>
  one(law, 'cnlcStageIIIa', expected, observation('stage', value))
const said = (text: string, expected: number | string) =>
  staged(`"${text}" is ${expected === 'value-not-understood' ? 'no stage' : 'read'}`, expected, {
    valueString: text,
  })
const condition = (stage: Resource, more: Resource = {}): Resource => ({
  resourceType: 'Condition',
  id: 'hcc',
  code: { text: 'HCC' },
  recordedDate: '2026-11-10',
  stage: [stage],
  ...more,
})
const summary = (code: string) => ({
  summary: {
    coding: [{ system: 'http://tace-resistance-cds.example/CodeSystem/cnlc-stage', code }],
  },
})

const stages: readonly ReadingCase[] = [
  ...(['Ia', 'Ib', 'IIa', 'IIb'] as const).map((stage) =>
    staged(`stage ${stage} is not IIIa`, 0, coded('cnlc-stage', stage)),
  ),
  staged('stage IIIa is', 1, coded('cnlc-stage', 'IIIa')),
  staged('stage IIIb is outside the model', 'cnlc-iiib', coded('cnlc-stage', 'IIIb')),
  staged('stage IV is outside the model', 'cnlc-iv', coded('cnlc-stage', 'IV')),
  staged('a stage code without its system is none', 'value-not-understood', {
    valueCodeableConcept: { coding: [{ code: 'IIIa' }] },
  }),
  staged('the text of a concept is read', 1, { valueCodeableConcept: { text: 'CNLC IIIa' } }),
  staged(
    'a code and a text that contradict each other are not understood',
    'value-not-understood',
    { valueCodeableConcept: { ...coded('cnlc-stage', 'IIb').valueCodeableConcept, text: 'IIIa' } },
  ),
  ...[
    'IIIa',
    'IIIA',
    'Ⅲa',
    'CNLC IIIa',
    'CNLC-IIIa期',
    'CNLC Ⅲa期',
    '3a',
    '3A',
    'stage CNLC IIIa',
    'CNLC分期 IIIa',
    '中国肝癌分期IIIa期',
    'III a',
    'IIIa stage',
  ].map((text) => said(text, 1)),
  ...['IIb', 'CNLC IIb', '2B', 'Ⅱb期'].map((text) => said(text, 0)),
  ...['III', 'IIIc', 'IIIa or IIIb', 'IIIa?', 'not IIIa', 'BCLC B', 'T3a', 'BCLC C IIIa', '0'].map(
    (text) => said(text, 'value-not-understood'),
  ),
  one(
    'two stages of one day contradict each other',
    'cnlcStageIIIa',
    'contradicting-values',
    observation('stage', coded('cnlc-stage', 'IIIa')),
    observation('stage', coded('cnlc-stage', 'IIb')),
  ),
  one(
    'a newer stage replaces an older one',
    'cnlcStageIIIa',
    1,
    observation('stage', coded('cnlc-stage', 'IIb'), on('2026-11-01')),
    observation('stage', coded('cnlc-stage', 'IIIa')),
  ),
  one(
    'the stage of the Condition is read by its code',
    'cnlcStageIIIa',
    1,
    condition(summary('IIIa')),
  ),
  one(
    'the stage of the Condition is read by its type and text',
    'cnlcStageIIIa',
    1,
    condition({ type: { coding: [CODES.stage] }, summary: { text: 'IIIa' } }),
  ),
  one(
    'a stage of the Condition that names its system in words is read',
    'cnlcStageIIIa',
    1,
    condition({ summary: { text: 'CNLC IIIa' } }),
  ),
  one(
    'a stage of the Condition that names no system is of an unknown one',
    'cnlcStageIIIa',
    'missing',
    condition({ summary: { text: 'IIIa' } }),
  ),
  one(
    'a stage of another system is another stage',
    'cnlcStageIIIa',
    'another-scheme',
    condition({ type: { text: 'TNM' }, summary: { text: 'CNLC IIIa' } }),
  ),
  one(
    'a stage of a Condition that was refuted is none',
    'cnlcStageIIIa',
    'missing',
    condition(summary('IIIa'), { verificationStatus: { coding: [{ code: 'refuted' }] } }),
  ),
  one(
    'a stage of a Condition that STU3 calls refuted is none',
    'cnlcStageIIIa',
    'missing',
    condition(summary('IIIa'), { verificationStatus: 'refuted' }),
  ),
  one(
    'a stage of a Condition without a date is not known to be current',
    'cnlcStageIIIa',
    'no-date',
    condition(summary('IIIa'), { recordedDate: undefined }),
  ),
  one(
    'STU3 has one stage, and another word for its date',
    'cnlcStageIIIa',
    1,
    condition({}, { stage: summary('IIIa'), recordedDate: undefined, assertedDate: '2026-11-10' }),
  ),
  one(
    'the newer of Observation and Condition says the stage',
    'cnlcStageIIIa',
    0,
    condition(summary('IIIa')),
    observation('stage', coded('cnlc-stage', 'IIb')),
  ),
]

const finding = (name: CodeName, isPresent: boolean) =>
  observation(name, { valueBoolean: isPresent })
const parts = (more: readonly Resource[]) => [
  observation('ecog', { valueInteger: 1 }),
  observation('childPugh', coded('child-pugh', 'A')),
  ...more,
]
const local = (invasion: boolean, number: number, mm: number) =>
  parts([
    finding('spread', false),
    finding('invasion', invasion),
    observation('number', { valueInteger: number }),
    size(mm),
  ])
const derived = (law: string, expected: number | string, record: readonly Resource[]) =>
  one(law, 'cnlcStageIIIa', expected, ...record)
const liver = (bilirubin: Resource, ascites: string, encephalopathy = 'none') => [
  bilirubin,
  observation('albumin', ucum(38, 'g/L')),
  observation('inr', ucum(1.1, '1')),
  observation('ascites', coded('ascites', ascites)),
  observation('encephalopathy', coded('encephalopathy', encephalopathy)),
]
const withLiver = (...record: readonly Resource[]) => [
  observation('ecog', { valueInteger: 1 }),
  ...record,
  finding('spread', false),
  finding('invasion', true),
]

const derivations: readonly ReadingCase[] = [
  derived('vascular invasion without spread is IIIa', 1, local(true, 1, 60)),
  derived(
    'the size and number do not matter to IIIa',
    1,
    parts([finding('spread', false), finding('invasion', true)]),
  ),
  derived('a single tumour up to 5 cm is Ia', 0, local(false, 1, 50)),
  derived('a single larger tumour is Ib', 0, local(false, 1, 51)),
  derived('two tumours up to 3 cm are Ib', 0, local(false, 2, 30)),
  derived('three tumours, one larger, are IIa', 0, local(false, 3, 31)),
  derived('four tumours are IIb', 0, local(false, 4, 20)),
  derived('extrahepatic spread is IIIb', 'cnlc-iiib', parts([finding('spread', true)])),
  derived('performance status 3 is IV', 'cnlc-iv', [observation('ecog', { valueInteger: 3 })]),
  derived(
    'an invasion that is not recorded is not taken for absent',
    'missing',
    parts([finding('spread', false), observation('number', { valueInteger: 1 }), size(40)]),
  ),
  derived(
    'a spread that is not recorded is not taken for absent',
    'missing',
    parts([finding('invasion', true)]),
  ),
  derived(
    'without the performance status there is no stage',
    'missing',
    local(true, 1, 60).slice(1),
  ),
  derived(
    'without the liver function there is no stage',
    'missing',
    local(true, 1, 60).filter((_, i) => i !== 1),
  ),
  derived('a component that is too old counts as not recorded', 'missing', [
    observation('ecog', { valueInteger: 1 }, on('2026-01-01')),
    ...local(true, 1, 60).slice(1),
  ]),
  derived('a recorded stage that agrees with its components stands', 1, [
    ...local(true, 1, 60),
    observation('stage', coded('cnlc-stage', 'IIIa')),
  ]),
  derived('a recorded stage that contradicts its components is reported', 'contradicts-derived', [
    ...local(true, 1, 60),
    observation('stage', coded('cnlc-stage', 'IIb')),
  ]),
  derived('of several sizes of one day the largest is the size', 0, [
    ...local(false, 2, 25),
    size(28),
  ]),
  derived(
    'the Child-Pugh class follows from its five parts',
    1,
    withLiver(...liver(observation('bilirubin', ucum(20, 'umol/L')), 'none')),
  ),
  derived(
    'bilirubin by mass is converted by its molar mass',
    1,
    withLiver(...liver(observation('bilirubinMass', ucum(1.2, 'mg/dL')), 'none')),
  ),
  derived(
    'the micro sign is read in umol/L',
    1,
    withLiver(...liver(observation('bilirubin', display(20, 'µmol/L')), 'none')),
  ),
  derived(
    'without the ascites there is no Child-Pugh class',
    'missing',
    withLiver(
      ...liver(observation('bilirubin', ucum(20, 'umol/L')), 'none').filter((_, i) => i !== 3),
    ),
  ),
  derived(
    'ten points are Child-Pugh C, which is stage IV',
    'cnlc-iv',
    withLiver(...liver(observation('bilirubin', ucum(60, 'umol/L')), 'severe', 'mild')),
  ),
  derived(
    'a Child-Pugh score of 6 is class A',
    1,
    withLiver(observation('childPugh', { valueInteger: 6 })),
  ),
  derived(
    'a Child-Pugh score of 10 is class C',
    'cnlc-iv',
    withLiver(observation('childPugh', { valueInteger: 10 })),
  ),
  derived(
    'a Child-Pugh score of 4 is none',
    'missing',
    withLiver(observation('childPugh', { valueInteger: 4 })),
  ),
  derived(
    '"Child-Pugh B级" is class B',
    1,
    withLiver(observation('childPugh', { valueString: 'Child-Pugh B级' })),
  ),
  derived(
    'an invasion may be said in words',
    1,
    parts([finding('spread', false), observation('invasion', { valueString: '有' })]),
  ),
  derived('a performance status of 7 is none', 'missing', [
    observation('ecog', { valueInteger: 7 }),
    ...local(true, 1, 60).slice(1),
  ]),
]

const capsules: readonly ReadingCase[] = [
  one('a complete capsule is 0', 'capsuleIncomplete', 0, capsule('complete')),
  one('an incomplete capsule is 1', 'capsuleIncomplete', 1, capsule('incomplete')),
  one(
    'no capsule is not an incomplete one: the model does not apply',
    'capsuleIncomplete',
    'no-capsule',
    capsule('absent'),
  ),
  one(
    'an indeterminate capsule is not understood',
    'capsuleIncomplete',
    'value-not-understood',
    capsule('indeterminate'),
  ),
  one(
    'a capsule in words is read',
    'capsuleIncomplete',
    1,
    observation('capsule', { valueString: 'Incomplete capsule' }),
  ),
  one(
    'a capsule in Chinese words is read',
    'capsuleIncomplete',
    1,
    observation('capsule', { valueString: '包膜不完整' }),
  ),
  one(
    'a complete capsule in Chinese is not an incomplete one',
    'capsuleIncomplete',
    0,
    observation('capsule', { valueString: '包膜完整' }),
  ),
  one(
    'a yes does not say whether it is complete',
    'capsuleIncomplete',
    'value-not-understood',
    observation('capsule', { valueBoolean: true }),
  ),
  one(
    'a number says nothing of a capsule',
    'capsuleIncomplete',
    'value-not-understood',
    observation('capsule', { valueInteger: 1 }),
  ),
  one(
    'a free text is not searched for words',
    'capsuleIncomplete',
    'value-not-understood',
    observation('capsule', { valueString: 'capsule appears incomplete in parts' }),
  ),
]

const edges: readonly ReadingCase[] = [
  adc(
    'a comparator that is no limit leaves all open',
    'only-a-limit',
    ucum(1.2, '10*-3.mm2/s', { comparator: 'ad' }),
  ),
  adc('a range open below is a range', 'only-a-range', {
    valueRange: { high: diffusion(1.4).valueQuantity },
  }),
  adc('a range that begins beyond belief is a mistake', 'implausible', {
    valueRange: { low: diffusion(0.001).valueQuantity, high: diffusion(1.4).valueQuantity },
  }),
  adc('a unit in words that are none is no unit', 'unknown-unit', display(1.2, 'mm2 in s')),
  one(
    'a value without a date does not hide one with a date',
    'adc',
    1.2,
    observation('adc', diffusion(1.9), { effectiveDateTime: undefined }),
    observation('adc', diffusion(1.2)),
  ),
  one(
    'a lesion whose values are too old is none to choose from',
    'adc',
    1.2,
    observation('adc', diffusion(1.2), of('a')),
    observation('adc', diffusion(1), of('b'), on('2026-01-01')),
  ),
  one(
    'lesions of which none has a usable value say why',
    'adc',
    'implausible',
    observation('adc', diffusion(1200), of('a')),
    observation('adc', diffusion(1300), of('b')),
    capsule('complete', of('a')),
    capsule('incomplete', of('b')),
  ),
  one(
    'a stage outside the model takes the patient out whatever else is said',
    'cnlcStageIIIa',
    'cnlc-iv',
    observation('stage', coded('cnlc-stage', 'IV')),
    observation('ecog', { valueInteger: 3 }),
  ),
  one(
    'a range says nothing of a capsule',
    'capsuleIncomplete',
    'value-not-understood',
    observation('capsule', { valueRange: { low: { value: 0 } } }),
  ),
  one(
    'a ratio says nothing of a capsule',
    'capsuleIncomplete',
    'value-not-understood',
    observation('capsule', { valueRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }),
  ),
  derived('no tumour at all has no stage', 'missing', local(false, 0, 20)),
  derived(
    'bilirubin in a unit of neither dimension is none',
    'missing',
    withLiver(...liver(observation('bilirubin', ucum(20, 'kg')), 'none')),
  ),
]

export const cases: readonly ReadingCase[] = [
  ...units,
  ...values,
  ...statuses,
  ...times,
  ...samples,
  ...washOut,
  ...statistics,
  ...lesions,
  ...stages,
  ...derivations,
  ...capsules,
  ...edges,
]
