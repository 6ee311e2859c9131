import type { Card } from '../../src/hook/protocol/card.ts'
import { htmlOf } from './rendered-card.ts'

/** The most that a card reads beside its tables, and how high it is on a narrow panel. */
const MOST_WORDS = 90
const MOST_HAN = 110
export const MOST_HIGH = 600
export const WIDTH = 420

/** As a client shows it: system sans at 14 px/1.45, with 16 px around it. */
const STYLE = `
  body { margin: 0 }
  article { width: ${String(WIDTH)}px; padding: 16px; box-sizing: border-box; font: 14px/1.45 system-ui, sans-serif }
  h3 { font-size: 14px; margin: 0 0 8px }
  p, ul, table { margin: 0 0 8px } ul { padding-left: 18px }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 2px 6px 2px 0; vertical-align: top }
  footer { display: flex; flex-wrap: wrap; gap: 8px } button { font: inherit; padding: 4px 10px }
`

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A card as an EHR shows it: headline, detail, and a button for whatever can be done. */
export function toArticle(
  card: Pick<Card, 'summary' | 'detail' | 'suggestions' | 'links'>,
): string {
  const labels = [...(card.suggestions ?? []), ...(card.links ?? [])].map(({ label }) => label)
  const buttons = labels.map((label) => `<button>${escaped(label)}</button>`).join('')
  return `<article><h3>${escaped(card.summary)}</h3>${htmlOf(card)}<footer>${buttons}</footer></article>`
}

export const toPage = (language: string, articles: readonly string[]): string =>
  `<html lang="${language}"><style>${STYLE}</style>${articles.join('')}</html>`

/** What a browser makes of one card. */
export interface LaidOut {
  /** All that is read, and what of it stands in the detail beside its tables. */
  readonly text: string
  readonly prose: string
  /** Of the widest table. */
  readonly columns: number
  /** Texts of heads and of the first cells of rows. */
  readonly names: readonly string[]
  /** In px. */
  readonly height: number
  /** By how many px the widest part is cut off. */
  readonly overflow: number
  /** Numbers that stand on another line than their sign of per cent. */
  readonly parted: readonly string[]
}

/** Runs in the page: every `article` of it, as it was laid out. */
export const LAY_OUT = `[...document.querySelectorAll('article')].map((card) => {
  const prose = card.cloneNode(true)
  for (const other of prose.querySelectorAll('h3, table, footer')) other.remove()
  for (const block of prose.querySelectorAll('p, li')) block.append('\\n')
  const parted = []
  const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    for (const pair of texts.currentNode.data.matchAll(/\\d\\s?%/g)) {
      const tops = [pair.index, pair.index + pair[0].length - 1].map((at) => {
        const range = document.createRange()
        range.setStart(texts.currentNode, at)
        range.setEnd(texts.currentNode, at + 1)
        return range.getBoundingClientRect().top
      })
      if (tops[0] !== tops[1]) parted.push(pair[0])
    }
  }
  const rows = [...card.querySelectorAll('tr')]
  return {
    text: card.innerText,
    prose: prose.textContent,
    columns: Math.max(0, ...rows.map(({ cells }) => cells.length)),
    names: rows.flatMap(({ cells, parentElement }) =>
      [...cells].slice(0, parentElement.tagName === 'THEAD' ? cells.length : 1).map((cell) => cell.textContent.trim())),
    height: Math.ceil(card.getBoundingClientRect().height),
    overflow: Math.max(0, ...[card, ...card.querySelectorAll('*')].map((part) =>
      part.getBoundingClientRect().right - card.getBoundingClientRect().right, card.scrollWidth - card.clientWidth)),
    parted,
  }
})`

/** What stands between blanks and has a letter or digit; of Chinese, the characters. */
export const lengthOf = (prose: string, language: string): number =>
  language === 'en'
    ? prose.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
    : (prose.match(/\p{Script=Han}/gu)?.length ?? 0)

const HAN = String.raw`\p{Script=Han}`
const HALF_WIDTH = new RegExp(String.raw`${HAN}\s?[,;:!?()]|[,;!?()]\s?${HAN}`, 'u')
const NO_NAME =
  /\{\{|\}\}|\bundefined\b|\bNaN\b|\[object|\(\s*\)|（\s*）|[:：]\s*[.。]|,\s*[.,)]|，\s*[。，）]/

const hit = (what: RegExp, text: string) => what.exec(text)?.[0]

type Check = (card: LaidOut, language: string) => string | number | undefined | false

/** What no card may have, each by its name: what was found, where it was. */
export const CARD_CHECKS: Readonly<Record<string, Check>> = {
  'raw asterisks': ({ text }) => hit(/\*\*|(?<![D0])\*/, text),
  'more words than can be read at once': ({ prose }, language) => {
    const length = lengthOf(prose, language)
    return length > (language === 'en' ? MOST_WORDS : MOST_HAN) && length
  },
  'a number parted from its sign of per cent': ({ parted }) => parted[0],
  'a blank before the sign of per cent that is not the language’s': ({ text }, language) =>
    hit(language === 'en' ? /\d%|\d %/ : /\d\s%/, text),
  'half-width punctuation beside Chinese': ({ text }) => hit(HALF_WIDTH, text),
  'English words in Chinese, beside names': ({ text }, language) =>
    language !== 'en' && hit(/\b(?:[a-z]{2,} ){2}[a-z]{2,}\b/, text),
  'Chinese in English': ({ text }, language) => language === 'en' && hit(/\p{Script=Han}/u, text),
  'a placeholder, or what an empty one leaves': ({ text, names }) =>
    hit(NO_NAME, text) ?? (names.includes('') && 'an empty name'),
  'a headline that was cut': ({ text }) => hit(/^[^\n]*…$/m, text),
  'more than three columns': ({ columns }) => columns > 3 && columns,
  'a column that is cut off': ({ overflow }) => overflow >= 1 && overflow,
  'more height than a panel has': ({ height }) => height > MOST_HIGH && height,
}

/** What is wrong with a card: the name of each check with what it found. */
export const faultsOf = (card: LaidOut, language: string): readonly string[] =>
  Object.entries(CARD_CHECKS).flatMap(([name, check]) => {
    const found = check(card, language)
    return found === undefined || found === false ? [] : [`${name}: ${String(found)}`]
  })
