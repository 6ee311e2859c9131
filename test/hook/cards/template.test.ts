import { describe, expect, test } from '@jest/globals'
import { Marked } from 'marked'
import { escapeMarkdown, plain } from '../../../src/hook/cards/template.ts'
import { fc } from '../../support/property.ts'

/** As a client shows a card: GitHub's Markdown, which makes links of what looks like one. */
const shown = (text: string) =>
  new Marked({ gfm: true, async: false }).parse(`A ${escapeMarkdown(text)} B`, { async: false })

describe('a text of the record is no link on a card', () => {
  test.each([
    'pay@evil.example',
    'mailto:pay@evil.example',
    'a.b-c_d+e@evil.example.org',
    'see pay@evil.example.',
    '<pay@evil.example>',
    '(pay@evil.example)',
    'a@b.co@c.de',
    'xmpp:pay@evil.example/chat',
    'http://evil.example',
    'HTTPS://evil.example/a@b.c',
    'ftp://evil.example',
    'www.evil.example',
    'WwW.evil.example',
    '[x](http://evil.example)',
    '![x](//evil.example/i.png)',
    '<a href=x>y</a>',
    '＠evil.example www.evil.example pay@evil.example',
  ])('%s', (text) => {
    expect(shown(text)).not.toMatch(/<a|<img/)
  })

  test.each(['ADC 1.1 @ 1.5 T', 'b = 800 s/mm²', '@home', '5 cm'])(
    '%s is left readable',
    (text) => {
      expect(escapeMarkdown(text)).toBe(text)
    },
  )

  test('a control character, or one that turns the line around, is shown and not sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const made of [escapeMarkdown(text), plain(text)])
          expect(made).not.toMatch(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u)
      }),
    )
    expect(plain('4 \u202Em/gm')).toBe('4 \\u202em/gm')
    expect(escapeMarkdown('\u001b[2J')).toBe('\\\\u001b\\[2J')
  })

  test('whatever somebody writes', () => {
    const parts = [
      '@',
      '.',
      'a',
      'evil.example',
      'mailto:',
      'www.',
      '://',
      'http',
      '<',
      '>',
      '\\',
      '*',
      ' ',
      '_',
    ]
    const texts = fc
      .array(fc.constantFrom(...parts), { maxLength: 12 })
      .map((list) => list.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        expect(shown(text)).not.toMatch(/<a|<img/)
      }),
      { numRuns: 500 },
    )
  })
})
