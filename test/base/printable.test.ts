import { describe, expect, test } from '@jest/globals'
import { printable } from '../../src/base/printable.ts'
import { fc } from '../support/property.ts'

const [ESC, CSI, BEL, RLO] = ['\u001b', '\u009b', '\u0007', '\u202e']

describe('what a terminal gets', () => {
  test.each([
    ['clears the screen', `${ESC}[2J`, '\\u001b[2J'],
    ['moves up a line', `a${ESC}[1Ab`, 'a\\u001b[1Ab'],
    ['in one character', `${CSI}31m`, '\\u009b31m'],
    ['sets the title', `${ESC}]0;owned${BEL}`, '\\u001b]0;owned\\u0007'],
    ['a link', `${ESC}]8;;http://x${ESC}\\y`, '\\u001b]8;;http://x\\u001b\\y'],
    ['writes over the line', 'risk 80 %\rrisk 10 %', 'risk 80 %\\u000drisk 10 %'],
    ['takes a character back', 'IIIa\b\b', 'IIIa\\u0008\\u0008'],
    ['ends a text', 'a\u0000b', 'a\\u0000b'],
    ['turns the direction around', `${RLO}8.0`, '\\u202e8.0'],
    ['isolates', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['the other set of characters', '\u000eqqq\u000f', '\\u000eqqq\\u000f'],
    ['deletes', '\u007f', '\\u007f'],
  ])('shows, and does not obey, what %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  test.each(['', 'Zhōu 周 é 🧬', 'a\tb\nc', 'a\r\nb', 'x – y … ≤ 3 µm²'])(
    '%j is shown as it is',
    (text) => {
      expect(printable(text)).toBe(text.replaceAll('\r\n', '\n'))
    },
  )

  test('holds no control but tab and line feed, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/(?![\t\n])\p{Cc}/u)
      }),
    )
  })

  test('a JSON is the same JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = JSON.stringify([value, text, `${CSI}${RLO}\u2028`], null, 2)
        expect(JSON.parse(printable(json))).toEqual(JSON.parse(json))
      }),
    )
  })
})
