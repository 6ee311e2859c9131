/** The language ranges of an `Accept-Language` header, the most wanted first. */
function rangesOf(header: string): readonly string[] {
  return header
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((text) => text.trim())
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      return { range: range.toLowerCase(), quality: q === undefined ? 1 : Number(q) }
    })
    .filter(({ range, quality }) => range !== '' && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ range }) => range)
}

const primaryOf = (tag: string) => tag.toLowerCase().split('-')[0]

/**
 * The first language range that one of the languages has, as it is or by its primary subtag (`zh`
 * and `zh-Hans-CN` get `zh-CN`); nothing when there is none.
 * https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
export function chooseLanguage(
  header: string | undefined,
  available: readonly string[],
): string | undefined {
  for (const range of rangesOf(header ?? '')) {
    const exact = available.find((language) => language.toLowerCase() === range)
    const found = exact ?? available.find((language) => primaryOf(language) === primaryOf(range))
    if (found !== undefined) return found
  }
  return undefined
}
