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

/** A mark in brackets; behind a dash, or with its number, at the end; with its number, at the front. */
function patternsOf({ abbreviations, qualifiers, ownNames }: RiskMarks): readonly RegExp[] {
  const between = `(?:[\\s/,;:#.+]|${DASH})*`
  const beside = `(?:(?:${escaped(qualifiers)}|v?\\d+(?!\\d))${between})*`
  const letters = `(?:${escaped(abbreviations)})`
  const mark = `${beside}${letters}(?![\\p{L}])${between}(?:${letters}${between})?${beside}`
  const numbered = `${beside}${letters}${between}v?\\d{1,3}(?!\\d)${between}${beside}`
  const own = ownNames.length === 0 ? '' : `(?<!(?:${escaped(ownNames)})\\s*)`
  return [
    `${own}[([{<"'*]\\s*${mark}[)\\]}>"'*]`,
    `(?:^|\\s|(?<=[^\\p{L}\\d]))${DASH}+\\s*${mark}$`,
    `[:|/_]\\s*${mark}$`,
    `\\s${numbered}$`,
    `^${numbered}(?:${DASH}|[:|])+`,
    `^${numbered}$`,
  ].map((source) => new RegExp(source, 'gu'))
}

const known = new WeakMap<RiskMarks, readonly RegExp[]>()

/** A text without its marks of risk adjustment. */
export function withoutRiskMarks(text: string, marks: RiskMarks): string {
  const plain = text.normalize('NFKC')
  const lower = plain.toLowerCase()
  if (!marks.abbreviations.some((letters) => lower.includes(letters))) return text
  const patterns = known.get(marks) ?? patternsOf(marks)
  known.set(marks, patterns)
  let rest = lower.trim()
  // One mark may stand before another: `Atrial fibrillation (CMS/HCC) (HCC)`.
  for (let before = ''; before !== rest;) {
    before = rest
    for (const pattern of patterns) rest = rest.replace(pattern, ' ').trim()
  }
  return rest
}
