import mustache from 'mustache'

/** What a template may show: texts, conditions, and lists of the same. */
export interface View {
  readonly [name: string]: string | boolean | View | readonly View[] | undefined
}

/** A text with placeholders, parsed and checked. */
export interface Template {
  readonly names: readonly string[]
  readonly render: (view: View) => string
}

type Token = ReturnType<typeof mustache.parse>[number]

const isNested = (part: unknown): part is Token[] => Array.isArray(part)

function namesIn(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap(([kind, name, , , nested]) => {
    if (kind === 'text' || kind === '!') return []
    if (kind === '&' || kind === '>')
      throw new TypeError(`{{${kind}${name}}}: only escaped placeholders are allowed`)
    return [name, ...(isNested(nested) ? namesIn(nested) : [])]
  })
}

/** Plain text of one line. */
export function plain(text: string): string {
  return /^\s|\s$|\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text
}

// Nearly every value is a word or a number; it passes untouched.
const MAY_NEED_ESCAPE = /[^\p{L}\p{N} .,()+×⁻-]|\s\s|^\s|\s$|www\./iu

// https://github.github.com/gfm/#backslash-escapes; only what has a meaning inside a line or a table cell.
const MARKDOWN = /[\\`*_[\]|&~#]|<(?=[a-z/!?])/gi

/**
 * Text of the record made safe inside Markdown: it can be no markup, no HTML, no link, no table
 * border.
 */
export function escapeMarkdown(text: string): string {
  if (!MAY_NEED_ESCAPE.test(text)) return text
  return plain(text).replace(MARKDOWN, '\\$&').replace(/:\/\//g, ': //').replace(/www\./gi, 'www .')
}

/**
 * A template in Mustache, whose placeholders are escaped for Markdown or, when `isPlain`, made one
 * line of text.
 *
 * @throws {TypeError} When it holds an unescaped placeholder or a partial.
 * @throws {Error} When it is no valid template.
 */
export function toTemplate(source: string, { isPlain }: { readonly isPlain: boolean }): Template {
  const names = [...new Set(namesIn(mustache.parse(source)))]
  const escape = isPlain ? plain : escapeMarkdown
  const config = { escape: (value: unknown) => (typeof value === 'string' ? escape(value) : '') }
  return {
    names,
    render: (view) => {
      const text = mustache.render(source, view, {}, config)
      return isPlain ? plain(text) : text.replace(/\n{3,}/g, '\n\n').trim()
    },
  }
}
