import { beforeAll, describe, expect, test } from '@jest/globals'
import { cardMatrix, type MatrixCard, PATIENTS } from '../../support/card-matrix.ts'
import { countHan, countWords, htmlOf, proseOf, textOf } from '../../support/rendered-card.ts'

/** The most that a card reads beside its tables. */
const MOST_WORDS = 90
const MOST_HAN = 110

let cards: readonly MatrixCard[]
beforeAll(async () => {
  cards = await cardMatrix()
})

const where = ({ site, patient, language, situation }: MatrixCard) =>
  [site, patient, language, situation].join(' / ')

const inLanguage = (wanted: string) => cards.filter(({ language }) => language === wanted)

/** Where something is found that no card may have. */
const found = (among: readonly MatrixCard[], what: RegExp) =>
  among.flatMap((matrixCard) => {
    const text = `${matrixCard.card.summary}\n${textOf(matrixCard.card)}`
    const [hit] = what.exec(text) ?? []
    return hit === undefined ? [] : [`${where(matrixCard)}: ${hit}`]
  })

/** The longest card of each situation, and its length. */
function longest(among: readonly MatrixCard[], count: (text: string) => number) {
  const by = new Map<string, number>()
  for (const { situation, card } of among)
    by.set(situation, Math.max(by.get(situation) ?? 0, count(proseOf(card))))
  return [...by]
}

test('a card reads at most 90 words beside its tables', () => {
  for (const [situation, words] of longest(inLanguage('en'), countWords))
    expect([situation, words <= MOST_WORDS ? 'short enough' : words]).toEqual([
      situation,
      'short enough',
    ])
})

test('a card reads at most 110 Chinese characters beside its tables', () => {
  for (const [situation, characters] of longest(inLanguage('zh-CN'), countHan))
    expect([situation, characters <= MOST_HAN ? 'short enough' : characters]).toEqual([
      situation,
      'short enough',
    ])
})

describe('no card shows', () => {
  test('an asterisk that should have made something bold', () => {
    expect(found(cards, /\*\*|(?<![D0])\*/)).toEqual([])
  })

  test('a headline that was cut', () => {
    expect(
      cards.filter(({ card }) => card.summary.endsWith('…')).map(({ situation }) => situation),
    ).toEqual([])
  })

  test('a placeholder, or what is left of one', () => {
    expect(found(cards, /[{}]|\bundefined\b|\bNaN\b|\(\s*\)|（\s*）/)).toEqual([])
  })

  test('log odds or a partial interval', () => {
    expect(found(cards, /log odds|partial|对数|优势/)).toEqual([])
  })

  test('half-width punctuation between Chinese characters', () => {
    const han = String.raw`\p{Script=Han}`
    const between = new RegExp(`${han}[,;:!?()]|[,;!?()]${han}`, 'u')
    expect(found(inLanguage('zh-CN'), between)).toEqual([])
  })

  test('a blank before the sign of per cent in Chinese, and none in English', () => {
    expect(found(inLanguage('zh-CN'), /\d\s+%/)).toEqual([])
    expect(found(inLanguage('en'), /\d%/)).toEqual([])
  })

  test('a number and its sign of per cent that a line may part', () => {
    expect(found(inLanguage('en'), /\d %/)).toEqual([])
  })

  test('a table of more than three columns', () => {
    for (const { card } of cards)
      for (const [row] of htmlOf(card).matchAll(/<tr>[^]*?<\/tr>/g))
        expect(row.match(/<t[hd]\b/g)?.length ?? 0).toBeLessThanOrEqual(3)
  })

  test('a sentence of another category', () => {
    for (const { situation, card } of cards) {
      const text = `${card.summary} ${card.detail ?? ''}`
      if (situation !== 'category-high')
        expect(text).not.toMatch(/withhold|放弃 TACE|For the MDT|供 MDT/)
      if (situation !== 'category-low')
        expect(text).not.toMatch(/reason to proceed|进行 TACE 的理由|行 TACE 的理由/)
    }
  })
})

test('what was not read is never said to be missing from the record', () => {
  const nothing = cards.filter(({ patient }) => patient === 'nothing obtained')
  expect(nothing.length).toBeGreaterThan(0)
  expect(found(nothing, /not in the record|病历中没有/)).toEqual([])
})

test('every situation was looked at', () => {
  expect(new Set(cards.map(({ patient }) => patient)).size).toBe(
    new Set(
      cards
        .map(({ patient }) => patient)
        .filter((name) => PATIENTS.some((one) => one.name === name)),
    ).size,
  )
  expect(new Set(cards.map(({ situation }) => situation)).size).toBeGreaterThanOrEqual(9)
})

test('reasons to override come with advice alone', () => {
  for (const { card, situation } of cards) {
    const isAdvice = situation === 'category-high' || (card.suggestions ?? []).length > 0
    if (!isAdvice) expect(card.overrideReasons).toBeUndefined()
  }
  const high = cards.filter(({ card }) => card.indicator === 'warning')
  expect(high.length).toBeGreaterThan(0)
  for (const { card } of high) expect(card.overrideReasons?.length).toBeGreaterThan(0)
})
