import type { Brand } from '../../base/brand.ts'
import { plainLetters } from './plain-letters.ts'

/** Text in the form in which it is compared; made by `foldText`. */
export type FoldedText = Brand<string, 'FoldedText'>

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

/** Soft hyphens, zero-width spaces and joiners, byte order marks. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu

/** Lower case may undo the normal form, so it is made between two passes. */
const foldUnicode = (text: string) =>
  plainLetters(text.normalize('NFKC').replace(UNSEEN, '').toLowerCase()).normalize('NFKC')

/** Far longer than what anybody calls a thing: a text of megabytes would hold up all others. */
export const LONGEST_TEXT = 10_000

/**
 * Text as it is compared, up to {@link LONGEST_TEXT} characters: Unicode compatibility forms folded
 * (`Ⅲ` is `III`, full width is half width), lower case, accents gone, traditional Chinese
 * characters simplified, unseen characters gone, hyphens (a minus sign too) and white space one
 * space.
 */
export function foldText(written: string): FoldedText {
  const text = written.slice(0, LONGEST_TEXT)
  const lower = isAscii(text) ? text.toLowerCase() : foldUnicode(text)
  const borders = isAscii(lower) ? /[ _/-]+/g : /[\s\p{Dash_Punctuation}\u2212_/]+/gu
  return lower.replace(borders, ' ').trim() as FoldedText
}

/** Folded text without blanks: `CNLC IIIa` and `cnlc-iii a` are the same. */
export function compactText(text: string): FoldedText {
  return foldText(text).replaceAll(' ', '') as FoldedText
}

/** A list of phrases that is looked for in folded text. */
export interface PhraseList {
  /** Its patterns, one after the other: {@link phraseListOf} makes the list again from them. */
  readonly patterns: readonly string[]
  /** Whether the text holds one of the phrases as a whole word or words. */
  readonly isIn: (text: FoldedText) => boolean
  /** The text with a space in place of every phrase. */
  readonly without: (text: FoldedText) => FoldedText
  /** The text up to the first phrase; all of it when it holds none. */
  readonly before: (text: FoldedText) => FoldedText
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const BEFORE = '(?<![a-z0-9\\u0400-\\u04ff])'
const AFTER = '(?![a-z0-9\\u0400-\\u04ff])'
const NOTHING = '(?!)'

/** The end of a phrase that is the stem of words: `emboliz*`. */
const STEM = '*'

const ANY_NUMBER = String.raw`\d{1,3}(?:\.\d+)?`

const numbered = (phrase: string) => escapeRegExp(phrase).replaceAll('#', ANY_NUMBER)

/** @param pattern - The phrase as it is searched for: a number in it is as a word. */
function bordersOf(phrase: string, pattern: string): string {
  const isWordAtStart = /^[a-z0-9\u0400-\u04ff]/.test(phrase) || pattern.startsWith(ANY_NUMBER)
  const isWordAtEnd = /[a-z0-9\u0400-\u04ff]$/.test(phrase) || pattern.endsWith(ANY_NUMBER)
  return `${isWordAtStart ? BEFORE : ''}|${isWordAtEnd ? AFTER : ''}`
}

const patternOfPhrase = (phrase: string, escape: (text: string) => string) =>
  phrase.endsWith(STEM) ? `${escape(phrase.slice(0, -1))}\\p{L}*` : escape(phrase)

/** One pattern for a list, with the borders said once: an order is tested against dozens of phrases. */
function patternOf(phrases: readonly string[], escape = escapeRegExp): string {
  const byBorders = new Map<string, string[]>()
  for (const phrase of phrases.map(foldText).filter((folded) => folded !== '' && folded !== STEM)) {
    const pattern = patternOfPhrase(phrase, escape)
    const borders = bordersOf(phrase, pattern)
    byBorders.set(borders, [...(byBorders.get(borders) ?? []), pattern])
  }
  const alternatives = [...byBorders].map(([borders, group]) => {
    const [before = '', after = ''] = borders.split('|')
    return `${before}(?:${group.join('|')})${after}`
  })
  return alternatives.length === 0 ? NOTHING : alternatives.join('|')
}

function listOfPattern(pattern: string): PhraseList {
  const first = new RegExp(pattern, 'u')
  const all = new RegExp(pattern, 'gu')
  return Object.freeze({
    patterns: [pattern],
    isIn: (text: FoldedText) => first.test(text),
    without: (text: FoldedText) => text.replace(all, ' ') as FoldedText,
    before: (text: FoldedText) => {
      const at = text.search(first)
      return (at < 0 ? text : text.slice(0, at)) as FoldedText
    },
  })
}

/**
 * A phrase is matched as whole words where it begins or ends with a Latin or Cyrillic letter or
 * digit (`tace` is not in `tacestatin`), but where it ends with `*` it is the stem of words
 * (`emboliz*`); Chinese has no word border and is matched anywhere. A phrase of which folding
 * leaves nothing matches nothing.
 */
export function toPhraseList(phrases: readonly string[]): PhraseList {
  return listOfPattern(patternOf(phrases))
}

/**
 * A list in whose phrases `#` is any number of up to three digits: `P#` finds P10 and P90. All
 * other characters are taken literally.
 */
export function toNumberedPhraseList(phrases: readonly string[]): PhraseList {
  return listOfPattern(patternOf(phrases, numbered))
}

/** A list whose phrases are one of `first` followed by one of `then`. */
export function toPhrasePairs(first: readonly string[], then: readonly string[]): PhraseList {
  return listOfPattern(`(?:${patternOf(first)}) ?(?:${patternOf(then)})`)
}

/** A list that finds what any of the lists finds. `without` and `before` apply them in turn. */
export function joinPhraseLists(lists: readonly PhraseList[]): PhraseList {
  return Object.freeze({
    patterns: lists.flatMap(({ patterns }) => patterns),
    isIn: (text: FoldedText) => lists.some((list) => list.isIn(text)),
    without: (text: FoldedText) => lists.reduce((rest, list) => list.without(rest), text),
    before: (text: FoldedText) => lists.reduce((rest, list) => list.before(rest), text),
  })
}

export function phraseListOf(patterns: readonly string[]): PhraseList {
  const [first, ...rest] = patterns.map(listOfPattern)
  return first === undefined || rest.length > 0
    ? joinPhraseLists(first === undefined ? [] : [first, ...rest])
    : first
}
