import { printable } from '../../base/printable.ts'
import mustache from 'mustache'

/** The values of a template's placeholders: texts, conditions, and lists or parts of the same. */
export interface TemplateValues {
  readonly [name: string]: string | boolean | TemplateValues | readonly TemplateValues[] | undefined
}

/** Where a template names a value: to show it, or for what stands inside a section. */
export interface Use {
  readonly name: string
  readonly as: 'text' | 'section' | 'inverted-section'
  readonly inside: readonly Use[]
}

/** A text with placeholders, parsed. */
export interface Template {
  readonly uses: readonly Use[]
  /** Every name that is used, once. */
  readonly names: readonly string[]
  readonly render: (values: TemplateValues) => string
  /** What `render` gives before it tidies blank lines and ends. */
  readonly raw: (values: TemplateValues) => string
}

type Token = ReturnType<typeof mustache.parse>[number]

/** The values around a placeholder, the innermost first: an inner name hides an outer one. */
type Scopes = readonly [TemplateValues, ...TemplateValues[]]

type Part = (scopes: Scopes) => string

const isNested = (part: unknown): part is Token[] => Array.isArray(part)

function usesIn(tokens: readonly Token[]): readonly Use[] {
  return tokens.flatMap(([kind, name, , , nested]): readonly Use[] => {
    const inside = usesIn(isNested(nested) ? nested : [])
    switch (kind) {
      case 'name':
        return [{ name, as: 'text', inside }]
      case '#':
        return [{ name, as: 'section', inside }]
      case '^':
        return [{ name, as: 'inverted-section', inside }]
      case '&':
      case '>':
        throw new TypeError(`{{${kind}${name}}}: only escaped placeholders are allowed`)
      case 'text':
      case '!':
      case '=':
        return []
    }
  })
}

const namesIn = (uses: readonly Use[]): readonly string[] =>
  uses.flatMap(({ name, inside }) => [name, ...namesIn(inside)])

function lookUp(scopes: Scopes, name: string): TemplateValues[string] {
  for (const values of scopes) if (name in values) return values[name]
  return undefined
}

const isList = (value: TemplateValues[string]): value is readonly TemplateValues[] =>
  Array.isArray(value)

function toSection(name: string, body: Part): Part {
  return (scopes) => {
    const value = lookUp(scopes, name)
    if (isList(value)) return value.map((row) => body([row, ...scopes])).join('')
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

/**
 * Plain text of one line; what is no printed character, or turns the line around, is shown. A space
 * that holds a number to its sign stays.
 */
export function plain(text: string): string {
  const line = /^\s|\s$|\s\s|[^\S \u00a0]/.test(text)
    ? text.replace(/[^\S\u00a0]+/g, ' ').trim()
    : text
  return printable(line)
}

// https://github.github.com/gfm/#backslash-escapes; only what has a meaning inside a line or a table cell.
const MARKDOWN = /[\\`*_[\]|&~#]|<(?=[a-z/!?])/gi

// Nearly every value is a word or a number, which holds nothing of what is changed below.
const NEEDS_CARE = /[\\`*_[\]|&~#<:@\p{Cc}\p{Cf}]|[wW]{3}\.|^\s|\s$|\s\s|[^\S \u00a0]/u

/**
 * Text of the record made safe inside Markdown: it can be no markup, no HTML, no link, no table
 * border.
 */
export function escapeMarkdown(text: string): string {
  if (!NEEDS_CARE.test(text)) return text
  return (
    plain(text)
      .replace(MARKDOWN, '\\$&')
      .replace(/:\/\//g, ': //')
      .replace(/www\./gi, 'www .')
      // An escape does not keep an address from being a link: those are found in the text that is left.
      .replace(/(?<=\S)@/g, ' @')
  )
}

const tidyMarkdown = (text: string) => text.replace(/\n{3,}/g, '\n\n').trim()

const toRendered = (
  uses: Template['uses'],
  raw: Template['raw'],
  tidy: (text: string) => string,
): Template => ({
  uses,
  names: [...new Set(namesIn(uses))],
  raw,
  render: (values) => tidy(raw(values)),
})

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
  const uses = usesIn(tokens)
  const escape = isTrusted === true ? (text: string) => text : escapeMarkdown
  const fill = compile(tokens, isPlain ? plain : escape)
  const raw = (values: TemplateValues) => fill([values])
  return toRendered(uses, raw, isPlain ? plain : tidyMarkdown)
}

/** Markdown templates below each other as one. */
export const joinTemplates = (templates: readonly Template[]): Template =>
  toRendered(
    templates.flatMap(({ uses }) => uses),
    (values) => templates.map(({ raw }) => raw(values)).join('\n'),
    tidyMarkdown,
  )
