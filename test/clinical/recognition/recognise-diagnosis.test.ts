import { describe, expect, test } from '@jest/globals'
import { isDiagnosis } from '../../../src/clinical/recognition/recognise-diagnosis.ts'
import { toPhraseList } from '../../../src/clinical/terminology/phrase.ts'
import { coding, DIAGNOSIS, valueSet } from './words.ts'

const BY = {
  ...DIAGNOSIS,
  codes: valueSet('wibble'),
  phrases: toPhraseList(['wibble']),
  excludingPhrases: toPhraseList(['maybe', '?']),
}
const said = (...texts: readonly string[]) => ({
  codings: texts.slice(1).map((display) => ({ display })),
  text: texts[0],
})

describe('a diagnosis', () => {
  test('by code holds whatever its text says', () => {
    expect(isDiagnosis({ codings: [coding('wibble')], text: 'maybe' }, BY)).toBe(true)
  })

  test('by a code without its system does not hold', () => {
    expect(isDiagnosis({ codings: [{ code: 'wibble' }] }, BY)).toBe(false)
  })

  test.each([
    ['Wibble', true, 'its name'],
    ['maybe wibble', false, 'a doubt in its clause'],
    ['wibble (maybe)', false, 'a doubt alone in another clause'],
    ['maybe: wibble', false, 'a doubt alone before it'],
    ['wibble?', false, 'a question mark'],
    ['wibble, maybe with wobble', true, 'a doubt about something else'],
    ['wibble, maybe wibble', false, 'said and doubted'],
    ['wobble', false, 'another one'],
  ])('%s: %s, %s', (text, expected) => {
    expect(isDiagnosis(said(text), BY)).toBe(expected)
  })

  test('one of several texts is enough', () => {
    expect(isDiagnosis(said('wobble', 'wibble'), BY)).toBe(true)
  })
})
