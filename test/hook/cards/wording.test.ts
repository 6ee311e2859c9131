import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  toInputReading,
  whyNoNumber,
  type WhyNoNumber,
} from '../../../src/clinical/assessment/input-reading.ts'
import { KEY_REASONS, type KeyReason } from '../../../src/clinical/assessment/slots.ts'
import { keysOf } from '../../../src/clinical/assessment/unread-keys.ts'
import type { Provenance } from '../../../src/clinical/readings/reading.ts'
import { toWording } from '../../../src/hook/cards/wording.ts'
import { serviceSpeaking } from '../../../src/hook/service.ts'
import { definitions, LANGUAGES } from '../../support/card-matrix.ts'
import { repositoryPath } from '../../support/paths.ts'
import { fc } from '../../support/property.ts'

const filesBelow = (folder: string) =>
  readdirSync(repositoryPath(folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.\w+$/.test(file))

const [definition] = definitions
const wording = toWording(definition!)

/**
 * Every reason why an input has no number, for the type names them all. Of an excluding one a card
 * names the rule instead.
 */
const REASONS = Object.keys({
  missing: true,
  'not-final': true,
  'no-value': true,
  'not-a-number': true,
  'only-a-limit': true,
  'only-a-range': true,
  'no-unit': true,
  'unknown-unit': true,
  implausible: true,
  'not-the-mean': true,
  'other-organ': true,
  'background-liver': true,
  'unknown-site': true,
  'statistic-not-understood': true,
  'another-method': true,
  'another-scheme': true,
  'no-date': true,
  'in-the-future': true,
  'too-old': true,
  'in-wash-out': true,
  'after-procedure': true,
  'unknown-modifier': true,
  'value-not-understood': true,
  'not-the-models-variable': true,
  'no-partner': true,
  'methods-differ': true,
  'several-lesions': true,
  'several-studies': true,
  'contradicting-values': true,
  'contradicts-derived': true,
  'too-many-values': true,
  ...KEY_REASONS,
} satisfies Record<Exclude<WhyNoNumber, 'excluding'>, unknown>)

test.each(LANGUAGES)(
  'in %s there are words for every reason why an input has no number',
  (language) => {
    const { reason } = toWording(serviceSpeaking(definition!, language))
    expect(REASONS.filter((why) => reason(why) === why)).toEqual([])
  },
)

describe('why an input has no number', () => {
  const from: Provenance = {
    reference: 'Observation/a',
    asSent: '1',
    written: undefined,
    ageDays: 1,
  }
  test('is nothing where it has one', () => {
    expect(whyNoNumber({ kind: 'found' })).toBeUndefined()
  })

  test('is what is wrong with a reading whose part of the record was read', () => {
    const reading = { kind: 'unusable', why: 'too-old', from } as const
    expect(whyNoNumber(toInputReading(reading, []))).toBe('too-old')
    expect(whyNoNumber(toInputReading({ kind: 'missing' }, []))).toBe('missing')
  })

  test.each(Object.keys(KEY_REASONS) as KeyReason[])(
    'is %s, whatever was read, where its part of the record was not read for that',
    (reason) => {
      const bars = [{ key: 'labs', reasons: [reason] as const }]
      const unusable = { kind: 'unusable', why: 'too-old', from } as const
      for (const reading of [{ kind: 'missing' } as const, unusable])
        expect(whyNoNumber(toInputReading(reading, bars))).toBe(reason)
    },
  )
})

test.each(LANGUAGES)('in %s there are words for whatever becomes of a key', (language) => {
  const service = serviceSpeaking(definition!, language)
  const { texts } = service.cards
  const rows = Object.values(KEY_REASONS)
  expect(rows.filter(({ state }) => texts.keyStates[state] === undefined)).toEqual([])
  expect(rows.filter(({ remedy }) => texts.remedies[remedy] === undefined)).toEqual([])
  expect(keysOf(service).filter((key) => texts.keys[key] === undefined)).toEqual([])
})

describe('a figure', () => {
  test('of risk is rounded once, and says no more than is known at the ends', () => {
    const risks = [0.01, 0.05, 0.145, 0.42, 0.95, 0.99]
    expect(risks.map(wording.risk)).toEqual([
      '<5\u00a0%',
      '5\u00a0%',
      '14\u00a0%',
      '42\u00a0%',
      '95\u00a0%',
      '>95\u00a0%',
    ])
  })

  test('of a range is one where both ends read the same', () => {
    expect(wording.range({ low: 0.101, high: 0.104 })).toBe('10\u00a0%')
    expect(wording.range({ low: 0.1, high: 0.2 })).toBe('10\u00a0% to 20\u00a0%')
  })

  test('beside a figure is said where it reads otherwise, in both languages', () => {
    const chinese = toWording(serviceSpeaking(definition!, 'zh-CN'))
    const certain = { low: 0.97, high: 0.99 }
    const wide = { low: 0.4, high: 0.44 }
    const told = ({ risk, rangeBeside, withRange }: typeof wording) => [
      rangeBeside(risk(0.98), certain),
      withRange(risk(0.98), certain),
      rangeBeside(risk(0.42), wide),
      withRange(risk(0.42), wide),
    ]
    expect(told(wording)).toEqual([
      '',
      '>95\u00a0%',
      '40\u00a0% to 44\u00a0%',
      '42\u00a0% (40\u00a0% to 44\u00a0%)',
    ])
    expect(told(chinese)).toEqual(['', '＞95%', '40%～44%', '42%（40%～44%）'])
  })

  test('of odds beyond a hundredfold says no more than that', () => {
    expect([0.001, 0.5, 12.34, 101].map(wording.odds)).toEqual([
      'less than 0.01',
      '0.5',
      '12',
      'more than 100',
    ])
  })

  test('is given to five points where nothing is known of the site, else to one', () => {
    const figure = (state: Parameters<typeof wording.figure>[0]['state']) =>
      wording.figure({ predictedRisk: 0.234, state })
    expect([figure('provisional'), figure('platform-centred')]).toEqual(['25\u00a0%', '25\u00a0%'])
    expect([figure('site-anchored'), figure('outcome-calibrated')]).toEqual([
      '23\u00a0%',
      '23\u00a0%',
    ])
  })

  test('of firm borders is one, both or none', () => {
    const statement = (below: number | undefined, atLeast: number | undefined) =>
      wording.statement({ category: undefined, below, atLeast })
    expect(statement(0.5, undefined)).toBe('below 50\u00a0%')
    expect(statement(undefined, 0.2)).toBe('at least 20\u00a0%')
    expect(statement(0.5, 0.2)).toBe('at least 20\u00a0% and below 50\u00a0%')
    expect(statement(undefined, undefined)).toBe('')
  })
})

describe('a range, one figure or two,', () => {
  const LAST = 1 - Number.EPSILON
  const probability = fc.double({ min: 0, max: LAST, noNaN: true })
  const range = fc
    .oneof(
      fc.tuple(probability, probability),
      ...[0.9501, 0.0001, 0.42].map((from) =>
        fc.tuple(fc.constant(from), fc.double({ min: 0, max: 0.049, noNaN: true })),
      ),
    )
    .map(([from, more]) => ({ low: Math.min(from, more), high: Math.max(from, more) }))

  /** Words that need two ends, before or behind what is filled in. */
  const BETWEEN =
    /\b(between|from|either end)\W*\{+(range|bounds)|(介于|从)\W*\{+(range|bounds)|\{(range|bounds)\}+[*\s]*(之间|两端)|两端之间|the ends of this range/i
  const FILLED = /\{+(range|bounds)\}/

  test('stands in no text, of any language, that needs two', () => {
    const texts = [
      ...filesBelow('cds-services').filter((file) => /\/text\/.*\.(md|json)$/.test(file)),
      ...filesBelow('src/pages/language'),
    ].map((file) => [file, readFileSync(repositoryPath(file), 'utf8')] as const)
    expect(texts.filter(([, text]) => FILLED.test(text)).length).toBeGreaterThan(10)
    const found = texts.filter(([, text]) => BETWEEN.test(text)).map(([file]) => file)
    expect(found).toEqual([])
  })

  test.each(LANGUAGES)('is one phrase of the rationale of what is saved, in %s', (language) => {
    const { riskAssessment, words } = serviceSpeaking(definition!, language).cards.texts
    const { range: told } = toWording(serviceSpeaking(definition!, language))
    const FIGURE = `(${[
      words.percentBelow.replace('{n}', '5'),
      words.percent.replace('{n}', '\\d{1,2}'),
      words.percentAbove.replace('{n}', '95'),
    ].join('|')})`
    fc.assert(
      fc.property(range, (ends) => {
        const phrase = told(ends)
        expect(phrase).toMatch(new RegExp(`^${FIGURE}(${words.to}${FIGURE})?$`))
        const [least, most] = phrase.split(words.to)
        expect(least).not.toBe(most)
        const rationale = riskAssessment.rationale.replace('{range}', phrase)
        expect(rationale).toMatch(/(give|给出) [<>＜＞\d]/)
      }),
    )
  })

  test('contains the figure beside it where both are beyond what is told exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.9501, max: LAST, noNaN: true }), (risk) => {
        for (const state of ['provisional', 'outcome-calibrated'] as const) {
          expect(wording.figure({ predictedRisk: risk, state })).toBe('>95\u00a0%')
          expect(wording.figure({ predictedRisk: 1 - risk, state })).toBe('<5\u00a0%')
        }
      }),
    )
  })
})

describe('a value', () => {
  test('is its finding, else its number with its unit', () => {
    expect(wording.value('capsuleIncomplete', { number: 1, finding: 'incomplete' })).toBe(
      'incomplete',
    )
    expect(wording.value('adc', { number: 1.2345 })).toBe('1.23 ×10⁻³ mm²/s')
  })

  test('that is a number alone is called by the findings that mean it', () => {
    expect(wording.number('capsuleIncomplete', 1)).toBe('incomplete')
    expect(wording.number('adc', 1.2)).toBe('1.2 ×10⁻³ mm²/s')
    expect(wording.bareNumber('adc', 1.2)).toBe('1.2')
  })
})

test('nobody else reads how things are called from the texts of a service', () => {
  const reads =
    /\btexts\.(predictors|auxiliaries|findings|reasons|applicability|categories|calibration)\b/
  const files = readdirSync(repositoryPath('src'), { recursive: true, encoding: 'utf8' })
  const readers = files
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('catalog/'))
    .filter((file) => reads.test(readFileSync(repositoryPath(`src/${file}`), 'utf8')))
  expect(readers).toEqual(['hook/cards/wording.ts'])
})
