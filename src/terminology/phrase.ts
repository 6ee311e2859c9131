/**
 * Text as it is compared: Unicode compatibility forms folded (`Ⅲ` is `III`, full width is half
 * width), lower case, hyphens and white space one space.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Dash_Punctuation}_/]+/gu, ' ')
    .trim()
}

/** A list of phrases, tested against folded text. */
export interface PhraseList {
  /** The first phrase, folded, that the text holds as a whole word or words. */
  readonly find: (text: string) => string | undefined
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * A phrase list. A phrase is matched as whole words where it begins or ends with a Latin letter or
 * digit (`tace` is not in `tacestatin`); Chinese has no word border and is matched anywhere.
 */
export function toPhraseList(phrases: readonly string[]): PhraseList {
  if (phrases.length === 0) return Object.freeze({ find: () => undefined })
  const alternatives = phrases.map((phrase) => {
    const folded = foldText(phrase)
    const before = /^[a-z0-9]/.test(folded) ? '(?<![a-z0-9])' : ''
    const after = /[a-z0-9]$/.test(folded) ? '(?![a-z0-9])' : ''
    return `${before}${escapeRegExp(folded)}${after}`
  })
  // One pattern for the list: an order is tested against dozens of phrases.
  const pattern = new RegExp(alternatives.join('|'), 'u')
  return Object.freeze({ find: (text: string) => pattern.exec(foldText(text))?.[0] })
}
