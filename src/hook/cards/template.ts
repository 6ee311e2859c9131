import mustache from 'mustache'

/** What a template may show: texts, conditions, and lists of the same. */
export interface CardValues {
  readonly [name: string]: string | boolean | CardValues | readonly CardValues[] | undefined
}

/** A text with placeholders, parsed and checked. */
export interface Template {
  readonly names: readonly string[]
  readonly render: (view: CardValues) => string
  /** What `render` gives before it tidies blank lines and ends. */
  readonly raw: (view: CardValues) => string
}

type Token = ReturnType<typeof mustache.parse>[number]

/** The views around a placeholder, the innermost first: an inner name hides an outer one. */
type Scopes = readonly [CardValues, ...CardValues[]]

type Part = (scopes: Scopes) => string

const isNested = (part: unknown): part is Token[] => Array.isArray(part)

function namesIn(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap(([kind, name, , , nested]) => {
    if (kind === 'text' || kind === '!') return []
    if (kind === '&' || kind === '>')
      throw new TypeError(`{{${kind}${name}}}: only escaped placeholders are allowed`)
    return [name, ...(isNested(nested) ? namesIn(nested) : [])]
  })
}

function lookUp(scopes: Scopes, name: string): CardValues[string] {
  for (const view of scopes) if (name in view) return view[name]
  return undefined
}

const isList = (value: CardValues[string]): value is readonly CardValues[] => Array.isArray(value)

function toSection(name: string, body: Part): Part {
  return (scopes) => {
    const value = lookUp(scopes, name)
    if (isList(value)) return value.map((view) => body([view, ...scopes])).join('')
    if (value === undefined || value === false || value === '') return ''
    return body(typeof value === 'object' ? [value, ...scopes] : scopes)
  }
}

function toInverted(name: string, body: Part): Part {
  return (scopes) => {
    const value = lookUp(scopes, name)
    const isEmpty = isList(value) ? value.length === 0 : value === undefined || !value
    return isEmpty ? body(scopes) : ''
  }
}

function toPart(
  [kind, name, , , nested]: Token,
  escape: (text: string) => string,
): Part | undefined {
  const body = compile(isNested(nested) ? nested : [], escape)
  if (kind === 'text') return () => name
  if (kind === '#') return toSection(name, body)
  if (kind === '^') return toInverted(name, body)
  if (kind !== 'name') return undefined
  return (scopes) => {
    const value = lookUp(scopes, name)
    return typeof value === 'string' ? escape(value) : ''
  }
}

/**
 * A template's tokens as one function: the library's own renderer walks them anew for every card,
 * at five times the cost.
 */
function compile(tokens: readonly Token[], escape: (text: string) => string): Part {
  const parts = tokens.map((token) => toPart(token, escape)).filter((part) => part !== undefined)
  return (scopes) => {
    let text = ''
    for (const part of parts) text += part(scopes)
    return text
  }
}

/** Plain text of one line. */
export function plain(text: string): string {
  return /^\s|\s$|\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text
}

// https://github.github.com/gfm/#backslash-escapes; only what has a meaning inside a line or a table cell.
const MARKDOWN = /[\\`*_[\]|&~#]|<(?=[a-z/!?])/gi

// Nearly every value is a word or a number, which holds nothing of what is changed below.
const NEEDS_CARE = /[\\`*_[\]|&~#<:]|[wW]{3}\.|^\s|\s$|\s\s|[^\S ]/

/**
 * Text of the record made safe inside Markdown: it can be no markup, no HTML, no link, no table
 * border.
 */
export function escapeMarkdown(text: string): string {
  if (!NEEDS_CARE.test(text)) return text
  return plain(text).replace(MARKDOWN, '\\$&').replace(/:\/\//g, ': //').replace(/www\./gi, 'www .')
}

const tidyMarkdown = (text: string) => text.replace(/\n{3,}/g, '\n\n').trim()

/** How a template's placeholders are filled. */
export interface TemplateOptions {
  /** One line of plain text; else Markdown. */
  readonly isPlain: boolean
  /** The values are Markdown of the project itself, never of a record, and are not escaped. */
  readonly isTrusted?: boolean
}

/**
 * A template in Mustache, whose placeholders are escaped for Markdown or, when `isPlain`, made one
 * line of text.
 *
 * @throws {TypeError} When it holds an unescaped placeholder or a partial.
 * @throws {Error} When it is no valid template.
 */
export function toTemplate(source: string, { isPlain, isTrusted }: TemplateOptions): Template {
  const tokens = mustache.parse(source)
  const names = [...new Set(namesIn(tokens))]
  const escape = isTrusted === true ? (text: string) => text : escapeMarkdown
  const fill = compile(tokens, isPlain ? plain : escape)
  const raw = (view: CardValues) => fill([view])
  return { names, raw, render: (view) => (isPlain ? plain : tidyMarkdown)(raw(view)) }
}

/** Markdown templates below each other as one. */
export function joinTemplates(templates: readonly Template[]): Template {
  const names = [...new Set(templates.flatMap((template) => template.names))]
  const raw = (view: CardValues) => templates.map((template) => template.raw(view)).join('\n')
  return { names, raw, render: (view) => tidyMarkdown(raw(view)) }
}
