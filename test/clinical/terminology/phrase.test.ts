import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import {
  foldText,
  joinPhraseLists,
  toPhraseList,
  toPhrasePairs,
} from '../../../src/clinical/terminology/phrase.ts'

const anyText = fc.string({ unit: 'binary' })
const word = fc.stringMatching(/^[a-z]{1,8}$/)
const words = fc.array(word, { minLength: 1, maxLength: 4 })

describe('folding', () => {
  test('folding what is folded changes nothing', () => {
    fc.assert(fc.property(anyText, (text) => expect(foldText(foldText(text))).toBe(foldText(text))))
  })

  test('compatibility forms of one text fold to the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
          expect(foldText(text.normalize(form))).toBe(foldText(text))
      }),
    )
  })

  test('the fast way for ASCII and the way for Unicode agree', () => {
    const ascii = fc.string({ unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(ascii, (text) => {
        // A Chinese character beside it takes the other way.
        expect(foldText(`${text} 肝`)).toBe(`${foldText(text)} 肝`.trim())
      }),
    )
  })

  test('nothing is left at the ends, and no two spaces meet', () => {
    fc.assert(fc.property(anyText, (text) => expect(foldText(text)).not.toMatch(/^\s|\s$|\s\s/)))
  })

  test.each([
    ['ＴＡＣＥ', 'tace', 'full width'],
    ['Ⅲa', 'iiia', 'Roman numerals'],
    ['c‑TACE', 'c tace', 'a non-breaking hyphen'],
    ['c—TACE', 'c tace', 'a long dash'],
    ['c−TACE', 'c tace', 'a minus sign'],
    ['c_TACE/x', 'c tace x', 'underscore and slash'],
    ['TA\u00adCE', 'tace', 'a soft hyphen'],
    ['TA\u200bCE', 'tace', 'a zero-width space'],
    ['\ufeffTACE', 'tace', 'a byte order mark'],
    ['肝 动脉', '肝 动脉', 'spaces between Chinese characters stay'],
    ['\tTACE\n2', 'tace 2', 'any white space'],
    ['', '', 'nothing'],
  ])('%j is compared as %j: %s', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })
})

describe('a phrase list', () => {
  test('finds each of its phrases, alone and among others', () => {
    fc.assert(
      fc.property(words, words, (phrase, around) => {
        const list = toPhraseList([phrase.join(' ')])
        expect(list.isIn(foldText(phrase.join(' ')))).toBe(true)
        expect(list.isIn(foldText([...around, ...phrase, ...around].join(' ')))).toBe(true)
      }),
    )
  })

  test('finds a phrase however its words are joined', () => {
    const join = fc.constantFrom(' ', '-', '_', '/', '\u2011', '  ')
    fc.assert(
      fc.property(words, join, (phrase, by) => {
        expect(toPhraseList([phrase.join('-')]).isIn(foldText(phrase.join(by)))).toBe(true)
      }),
    )
  })

  test('finds no word inside a longer one', () => {
    fc.assert(
      fc.property(word, word, (phrase, more) => {
        const list = toPhraseList([phrase])
        expect(list.isIn(foldText(`${phrase}${more}`))).toBe(
          foldText(`${phrase}${more}`) === foldText(phrase),
        )
        expect(list.isIn(foldText(`${phrase}1`))).toBe(false)
        expect(list.isIn(foldText(`1${phrase}`))).toBe(false)
      }),
    )
  })

  test('finds Chinese anywhere, and Latin letters between Chinese', () => {
    expect(toPhraseList(['化疗栓塞']).isIn(foldText('肝动脉化疗栓塞术'))).toBe(true)
    expect(toPhraseList(['TACE']).isIn(foldText('拟行TACE术'))).toBe(true)
  })

  test('is as good as each phrase tried alone, in any order', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), words, (phrases, text) => {
        const folded = foldText(text.join(' '))
        const alone = phrases.some((phrase) => toPhraseList([phrase]).isIn(folded))
        expect(toPhraseList(phrases).isIn(folded)).toBe(alone)
        expect(toPhraseList(phrases.toReversed()).isIn(folded)).toBe(alone)
      }),
    )
  })

  test('takes every character literally: no phrase is a pattern', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (phrase) => {
        fc.pre(foldText(phrase) !== '')
        expect(toPhraseList([phrase]).isIn(foldText(phrase))).toBe(true)
      }),
    )
    expect(toPhraseList(['a.c']).isIn(foldText('abc'))).toBe(false)
    expect(toPhraseList(['(x']).isIn(foldText('y (x) z'))).toBe(true)
  })

  test('that is empty, or of which folding leaves nothing, finds nothing', () => {
    const empty = [toPhraseList([]), toPhraseList(['', ' - '])]
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldText(text)
        for (const list of empty) {
          expect(list.isIn(folded)).toBe(false)
          expect(list.without(folded)).toBe(folded)
          expect(list.before(folded)).toBe(folded)
        }
      }),
    )
  })

  test('answers the same when it is asked again', () => {
    const list = toPhraseList(['tace'])
    const answers = [1, 2, 3].map(() => [
      list.isIn(foldText('tace tace')),
      list.without(foldText('a tace b')),
    ])
    expect(new Set(answers.map(String)).size).toBe(1)
  })
})

describe('what is left of a text', () => {
  test('without the phrases, none of them is found', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), words, (phrases, text) => {
        const list = toPhraseList(phrases)
        expect(list.isIn(list.without(foldText(text.join(' '))))).toBe(false)
      }),
    )
  })

  test('before the first phrase, none of them is found, and the text begins so', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), words, (phrases, text) => {
        const list = toPhraseList(phrases)
        const folded = foldText(text.join(' '))
        expect(list.isIn(list.before(folded))).toBe(false)
        expect(folded.startsWith(list.before(folded))).toBe(true)
      }),
    )
  })
})

describe('pairs', () => {
  const pairs = toPhrasePairs(['post', '再次'], ['tace', '化疗栓塞'])

  test.each([
    ['post TACE', true],
    ['post-TACE', true],
    ['再次化疗栓塞', true],
    ['再次TACE', true],
    ['postTACE', false],
    ['post a TACE', false],
    ['TACE post', false],
    ['TACE', false],
  ])('%s: %s', (text, expected) => {
    expect(pairs.isIn(foldText(text))).toBe(expected)
  })

  test('with an empty side find nothing', () => {
    expect(toPhrasePairs([], ['tace']).isIn(foldText('tace'))).toBe(false)
    expect(toPhrasePairs(['post'], []).isIn(foldText('post'))).toBe(false)
  })
})

describe('joined lists', () => {
  test('find what any of them finds', () => {
    fc.assert(
      fc.property(words, words, words, (first, other, text) => {
        const lists = [toPhraseList(first), toPhraseList(other)]
        const joined = joinPhraseLists(lists)
        const folded = foldText(text.join(' '))
        expect(joined.isIn(folded)).toBe(toPhraseList([...first, ...other]).isIn(folded))
        expect(joined.before(folded)).toBe(toPhraseList([...first, ...other]).before(folded))
        expect(joined.isIn(joined.without(folded))).toBe(false)
      }),
    )
  })
})
