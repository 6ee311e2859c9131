import { onceOf } from '../../base/once-of.ts'
import { LONGEST_TEXT } from '../terminology/phrase.ts'

/**
 * How the names of problems are marked for risk adjustment. The mark of a Hierarchical Condition
 * Category has the letters of an abbreviation that is also a disease: `Type 2 diabetes (CMS/HCC)`.
 */
export interface RiskMarks {
  /** The letters of a mark. */
  readonly abbreviations: readonly string[]
  /** What stands beside them in a mark: whose categories, which version. */
  readonly qualifiers: readonly string[]
  /** Names behind which the letters in brackets are the abbreviation of the name. */
  readonly ownNames: readonly string[]
}

const escaped = (words: readonly string[]) =>
  words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')

const DASH = '[\\p{Dash_Punctuation}\\u2212]'

/** So long one part of a mark is: what may go on for ever takes the square of a text's length. */
const FEW = '{0,6}'

/** So many marks stand one before the other. */
const MOST_MARKS = 6

/** A mark in brackets; behind a dash, or with its number, at the end; with its number, at the front. */
const patternsOf = onceOf(({ abbreviations, qualifiers, ownNames }: RiskMarks) => {
  const between = `(?:[\\s/,;:#.+]|${DASH})${FEW}`
  const beside = `(?:(?:${escaped(qualifiers)}|v?\\d+(?!\\d))${between})${FEW}`
  const letters = `(?:${escaped(abbreviations)})`
  const mark = `${beside}${letters}(?![\\p{L}])${between}(?:${letters}${between})?${beside}`
  const numbered = `${beside}${letters}${between}v?\\d{1,3}(?!\\d)${between}${beside}`
  const own = ownNames.length === 0 ? '' : `(?<!(?:${escaped(ownNames)}) ?)`
  return [
    `${own}[([{<"'*] ?${mark}[)\\]}>"'*]`,
    `(?:^|\\s|(?<=[^\\p{L}\\d]))${DASH}{1,6} ?${mark}$`,
    `[:|/_] ?${mark}$`,
    `\\s${numbered}$`,
    `^${numbered}(?:${DASH}|[:|]){1,6}`,
    `^${numbered}$`,
  ].map((source) => new RegExp(source, 'gu'))
})

/** A text without its marks of risk adjustment. */
export function withoutRiskMarks(text: string, marks: RiskMarks): string {
  const plain = text.slice(0, LONGEST_TEXT).normalize('NFKC')
  const lower = plain.toLowerCase()
  if (!marks.abbreviations.some((letters) => lower.includes(letters))) return text
  const patterns = patternsOf(marks)
  let rest = lower.replace(/\s+/gu, ' ').trim()
  // One mark may stand before another: `Atrial fibrillation (CMS/HCC) (HCC)`.
  for (let [i, before] = [0, '']; i < MOST_MARKS && before !== rest; i += 1) {
    before = rest
    for (const pattern of patterns) rest = rest.replace(pattern, ' ').trim()
  }
  return rest
}
