import { beforeAll, describe, expect, test } from '@jest/globals'
import { cardMatrix, type MatrixCard, PATIENTS } from '../../support/card-matrix.ts'
import { CARD_CHECKS, type LaidOut } from '../../support/card-checks.ts'
import { htmlOf, proseOf, textOf } from '../../support/rendered-card.ts'

let cards: readonly MatrixCard[]
beforeAll(async () => {
  cards = await cardMatrix()
})

const where = ({ site, patient, language, situation }: MatrixCard) =>
  [site, patient, language, situation].join(' / ')

/** A card without a layout, for the checks of what it says; `cards.browser.ts` makes all of them. */
const unlaid = ({ card }: MatrixCard): LaidOut => ({
  text: `${card.summary}\n${textOf(card)}`,
  prose: proseOf(card),
  columns: Math.max(
    0,
    ...[...htmlOf(card).matchAll(/<tr>[^]*?<\/tr>/g)].map(
      ([row]) => row.match(/<t[hd]\b/g)?.length ?? 0,
    ),
  ),
  names: [],
  height: 0,
  overflow: 0,
  parted: [],
})

/** Where something is found that no card may have. */
const found = (among: readonly MatrixCard[], what: RegExp) =>
  among.flatMap((matrixCard) => {
    const [hit] = what.exec(unlaid(matrixCard).text) ?? []
    return hit === undefined ? [] : [`${where(matrixCard)}: ${hit}`]
  })

describe('no card shows', () => {
  test.each(Object.entries(CARD_CHECKS))('%s', (_name, check) => {
    const faults = cards.flatMap((matrixCard) => {
      const fault = check(unlaid(matrixCard), matrixCard.language)
      return fault === undefined || fault === false
        ? []
        : [`${where(matrixCard)}: ${String(fault)}`]
    })
    expect(faults).toEqual([])
  })

  test('log odds or a partial interval', () => {
    expect(found(cards, /log odds|partial|对数|优势/)).toEqual([])
  })

  test('a figure and a range that read the same', () => {
    expect(found(cards, /([<>＜＞]?\d+\s?%)(, |，| \(|（)\1(?! to|～)/)).toEqual([])
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

describe('reasons to override', () => {
  const codesOf = ({ card }: MatrixCard) => card.overrideReasons?.map(({ code }) => code)

  test('come with advice alone: a record of the risk is none', () => {
    for (const matrixCard of cards) {
      const { card, situation } = matrixCard
      const isAdvised =
        situation === 'category-high' ||
        (situation === 'insufficient-data' && card.suggestions !== undefined)
      expect([where(matrixCard), codesOf(matrixCard) !== undefined]).toEqual([
        where(matrixCard),
        isAdvised,
      ])
    }
  })

  test('fit what is advised: whoever is asked for a missing value was not told to see the MDT', () => {
    const gaps = cards.filter(({ situation }) => situation === 'insufficient-data')
    expect(new Set(gaps.flatMap((card) => codesOf(card) ?? []))).toEqual(
      new Set(['clinical-judgement', 'inputs-not-current', 'not-applicable']),
    )
  })
})
