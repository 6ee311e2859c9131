import { Marked, type Token, type Tokens } from 'marked'
import type { Card } from '../../src/hook/protocol/card.ts'

const gfm = new Marked({ gfm: true, async: false })

/** The texts of tokens as a client shows them, without the cells of tables. */
function shown(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'table') return '\n'
      if (token.type === 'list')
        return (token as Tokens.List).items.map(({ tokens: inner }) => shown(inner)).join('\n')
      if ('tokens' in token && Array.isArray(token.tokens))
        return `${shown(token.tokens)}${token.type === 'paragraph' ? '\n' : ''}`
      return 'text' in token ? String(token.text) : ''
    })
    .join('')
}

/** What a card's detail reads beside its tables. */
export const proseOf = ({ detail = '' }: Pick<Card, 'detail'>): string => shown(gfm.lexer(detail))

/** Every text of a card's detail, cells too, as a client shows it. */
export const textOf = ({ detail = '' }: Pick<Card, 'detail'>): string =>
  htmlOf({ detail })
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")

export const htmlOf = ({ detail = '' }: Pick<Card, 'detail'>): string =>
  gfm.parse(detail, { async: false })
