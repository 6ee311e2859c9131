import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { readName } from '../../../src/clinical/recognition/read-name.ts'
import { RULES } from './words.ts'

const read = (name: string) => readName(name, RULES.names)

describe('the head of a name says what is ordered', () => {
  test.each([
    ['FROB', 'named', 'the procedure itself'],
    ['bation', 'generic', 'a generic name'],
    ['bation (FROB)', 'named', 'a generic name and then the procedure'],
    ['lunch', 'silent', 'something else'],
    ['', 'silent', 'nothing'],
    ['BLOB', 'other-procedure', 'another procedure'],
    ['FROB with BLOB', 'combined', 'two procedures'],
    ['BLOB, FROB', 'combined', 'two procedures in two clauses'],
    ['BLOB after FROB', 'other-procedure', 'another procedure, and this one at another time'],
    ['knee FROB', 'elsewhere', 'the procedure of another organ'],
    ['FROB of the left knee', 'elsewhere', 'another organ behind it'],
    ['FROB for kneeitis', 'elsewhere', 'another disease'],
    ['FROB for elbowitis with kneeitis', 'named', 'the diagnosis and another disease'],
    ['knee photo', 'other-act', 'another organ without such a procedure'],
    ['FROB, knee film', 'named', 'imaging of another organ that is a step of it'],
    ['cold bation', 'generic', 'the procedure without its site'],
    ['cold bation, elbow', 'named', 'the procedure, and its site in another clause'],
    ['plain bation', 'lesser', 'the act without what makes it the procedure'],
    ['FROB, plain bation', 'named', 'both: the procedure itself'],
    ['冰冻术', 'named', 'a name that has the name of another inside it'],
    ['FROB visit', 'other-act', 'a visit'],
    ['visit for FROB', 'other-act', 'a visit and its reason'],
    ['FROB, visit', 'other-act', 'a visit in a later clause'],
    ['FROB with visit', 'named', 'a visit that goes along'],
    ['photo FROB', 'other-act', 'imaging at the head'],
    ['photo: FROB', 'other-act', 'imaging in an earlier clause'],
    ['FROB (photo)', 'named', 'imaging in a later clause'],
    ['bation (photo)', 'generic', 'imaging behind a generic name'],
    ['photo-guided FROB', 'named', 'imaging that guides'],
    ['film photo FROB', 'named', 'imaging that is a step of it'],
    ['FROB after BLOB', 'named', 'another procedure at another time'],
    ['photo after FROB', 'other-act', 'the procedure at another time'],
    ['post-BLOB FROB', 'named', 'another procedure that is mentioned'],
    ['post-FROB', 'silent', 'the procedure mentioned'],
    ['FROB-resistant', 'silent', 'the procedure mentioned by a word behind it'],
    ['FROB后FROB', 'named', 'the procedure mentioned and then ordered'],
    ['no FROB', 'silent', 'the procedure denied'],
  ])('%s is %s: %s', (name, verdict) => {
    expect(read(name)).toBe(verdict)
  })
})

const filler = fc
  .stringMatching(/^[m-z]{1,8}$/)
  .filter((word) => !/post|resis|visit|with/.test(word))
const aside = fc.constantFrom('FROB', 'BLOB', 'photo', 'visit', 'knee FROB', 'cold bation')

describe('whatever the words', () => {
  test('what is behind a word of time changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('FROB', 'bation', 'photo', 'lunch'),
        aside.filter((other) => !other.includes('knee')),
        (name, other) => {
          expect(read(`${name} after ${other}`)).toBe(read(name))
        },
      ),
    )
  })

  test('another organ before or after a name that is such a procedure makes it another', () => {
    const name = fc.constantFrom('FROB', 'bation', 'FROB (photo)', 'FROB after BLOB', 'FROB, elbow')
    fc.assert(
      fc.property(name, fc.constantFrom(' ', ', ', ' with ', ' after '), (words, between) => {
        expect(read(`knee${between}${words}`)).toBe('elsewhere')
        expect(read(`${words}${between}knee`)).toBe('elsewhere')
      }),
    )
  })

  test('a clause about nothing changes nothing, before or behind', () => {
    fc.assert(
      fc.property(aside, filler, (name, words) => {
        expect(read(`${name}, ${words}`)).toBe(read(name))
        expect(read(`${words}: ${name}`)).toBe(read(name))
      }),
    )
  })

  test('case and width of letters change nothing', () => {
    const wide = (text: string) =>
      text.replace(/[a-z]/gi, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))
    fc.assert(
      fc.property(aside, (name) => {
        expect(read(name.toLowerCase())).toBe(read(name))
        expect(read(wide(name))).toBe(read(name))
      }),
    )
  })

  test('any text has a verdict', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const verdicts = [
          ...['named', 'generic', 'silent', 'combined', 'elsewhere', 'other-procedure'],
          ...['lesser', 'other-act'],
        ]
        expect(verdicts).toContain(read(name))
      }),
    )
  })
})
