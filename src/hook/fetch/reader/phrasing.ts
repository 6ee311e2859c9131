import { type CodeParameter, inPieces, type Search, urlOf, withoutParameters } from './search.ts'

/**
 * How a search is put to a server, from what asks most of it to what every server knows:
 *
 * - `components`: as it is written, and by the codes of components too;
 * - `written`: as it is written;
 * - `plain`: without `_sort` and `_count`;
 * - `single-codes`: plain, code by code instead of by a list.
 */
export type Phrasing = 'components' | 'written' | 'plain' | 'single-codes'

/** The ones after the first are tried where a server refuses those before. */
export const PHRASINGS: readonly Phrasing[] = ['components', 'written', 'plain', 'single-codes']

/** What a server may do without. */
const OPTIONAL = ['_sort', '_count']

/**
 * The longest URL, with its base: the least that servers in use take by default is 2 048 characters
 * (query of Internet Information Services).
 */
export const MOST_CHARACTERS = 2_000

/** The searches, as relative URLs, that put a search so; together they find what it finds. */
export function phrase(search: Search, phrasing: Phrasing, baseUrl: string): readonly string[] {
  const isPlain = phrasing === 'plain' || phrasing === 'single-codes'
  const asked = isPlain ? withoutParameters(search, OPTIONAL) : search
  const parameter: CodeParameter = phrasing === 'components' ? 'combo-code' : 'code'
  const fits = (piece: Search) =>
    phrasing !== 'single-codes' && baseUrl.length + 1 + urlOf(piece).length <= MOST_CHARACTERS
  return inPieces(asked, parameter, fits).map(urlOf)
}
