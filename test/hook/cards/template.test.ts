import { describe, expect, test } from '@jest/globals'
import { Marked } from 'marked'
import { escapeMarkdown } from '../../../src/hook/cards/template.ts'
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
