import type { Brand } from '../kernel/index.ts'

/** Text in the form in which it is compared; made by `foldText`. */
export type FoldedText = Brand<string, 'FoldedText'>

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

/**
 * Text as it is compared: Unicode compatibility forms folded (`Ⅲ` is `III`, full width is half
 * width), lower case, hyphens and white space one space.
 */
export function foldText(text: string): FoldedText {
  const lower = (isAscii(text) ? text : text.normalize('NFKC')).toLowerCase()
  const borders = isAscii(lower) ? /[ _/-]+/g : /[\s\p{Dash_Punctuation}_/]+/gu
  return lower.replace(borders, ' ').trim() as FoldedText
}

/** A list of phrases, tested against folded text. */
export interface PhraseList {
  /** The phrases it was made of, so that it can be made again elsewhere. */
  readonly phrases: readonly string[]
  /** Whether the text holds one of the phrases as a whole word or words. */
  readonly isIn: (text: FoldedText) => boolean
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const BEFORE = '(?<![a-z0-9])'
const AFTER = '(?![a-z0-9])'

/**
 * A phrase list. A phrase is matched as whole words where it begins or ends with a Latin letter or
 * digit (`tace` is not in `tacestatin`); Chinese has no word border and is matched anywhere.
 */
export function toPhraseList(phrases: readonly string[]): PhraseList {
  if (phrases.length === 0) return Object.freeze({ phrases, isIn: () => false })
  // One pattern for the list, with the borders said once: an order is tested against dozens of phrases.
  const byBorders = new Map<string, string[]>()
  for (const phrase of phrases.map(foldText)) {
    const before = /^[a-z0-9]/.test(phrase) ? BEFORE : ''
    const after = /[a-z0-9]$/.test(phrase) ? AFTER : ''
    const borders = `${before}|${after}`
    byBorders.set(borders, [...(byBorders.get(borders) ?? []), escapeRegExp(phrase)])
  }
  const alternatives = [...byBorders].map(([borders, group]) => {
    const before = borders.startsWith(BEFORE) ? BEFORE : ''
    const after = borders.endsWith(AFTER) ? AFTER : ''
    return `${before}(?:${group.join('|')})${after}`
  })
  const pattern = new RegExp(alternatives.join('|'), 'u')
  return Object.freeze({ phrases, isIn: (text: FoldedText) => pattern.test(text) })
}
