import { type MatrixCard, SITES } from './card-matrix.ts'

/** Where the cards of a service in a language are kept. */
const keptCardsPath = ({ service, language }: Pick<MatrixCard, 'service' | 'language'>) =>
  `fixtures/cards/${service}.${language}.txt`

/** What a reader sees of a card: everything that is not the same in all of them. */
const shownOf = ({
  card: { summary, indicator, detail = '', suggestions = [], links = [] },
}: MatrixCard) =>
  [
    `**${indicator}: ${summary}**`,
    detail,
    ...suggestions.map(({ label }) => `[${label}]`),
    ...links.map(({ label }) => `[${label}]`),
  ].join('\n\n')

const grouped = <T>(list: readonly T[], keyOf: (one: T) => string) => [
  ...Map.groupBy(list, keyOf).entries(),
]

const namesOf = (cards: readonly MatrixCard[], member: 'site' | 'hook') => [
  ...new Set(cards.map((card) => card[member])),
]

/** Of whom, at which sites and at which hooks the same is shown. */
function cellsOf(cards: readonly MatrixCard[]): readonly string[] {
  const rows = grouped(cards, ({ situation, patient }) => `${situation}, ${patient}`)
  return rows.map(([of, same]) => {
    const sites = namesOf(same, 'site')
    const at = sites.length === Object.keys(SITES).length ? 'every site' : sites.join(', ')
    return `${of}, at ${at}: ${namesOf(same, 'hook').join(', ')}`
  })
}

/** Of some cards, each text once below the cells of the matrix in which it is shown. */
function pageOf(cards: readonly MatrixCard[]): string {
  const sections = grouped(cards, shownOf).map(
    ([shown, same]) => `${cellsOf(same).join('\n')}\n\n${shown}`,
  )
  return `${sections.join(`\n\n${'='.repeat(80)}\n\n`)}\n`
}

/** The pages of the cards of the matrix, by path: written by `npm run fixtures`. */
export const keptCards = (
  matrix: readonly MatrixCard[],
): readonly (readonly [path: string, page: string])[] =>
  grouped(matrix, keptCardsPath).map(([path, cards]) => [path, pageOf(cards)])
