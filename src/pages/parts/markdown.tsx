import { marked, type Token, type Tokens } from 'marked'
import { createElement, Fragment, type ReactNode } from 'react'
import { WideTable } from './table.tsx'
import { toLookup } from '../../base/lookup.ts'

const isHttp = (href: string) => /^https?:$/.test(URL.parse(href)?.protocol ?? '')

function Link({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (!isHttp(href)) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

const inline = (tokens: readonly Token[] | undefined): readonly ReactNode[] =>
  (tokens ?? []).map((token, i) => <Fragment key={i}>{toNode(token)}</Fragment>)

const table = ({ header, rows }: Tokens.Table) => (
  <WideTable
    label={header.map(({ text }) => text).join(', ')}
    head={header.map(({ tokens }) => inline(tokens))}
    rows={rows.map((row) => row.map(({ tokens }) => inline(tokens)))}
    hasRowNames={false}
  />
)

const list = ({ items, ordered }: Tokens.List) =>
  createElement(
    ordered ? 'ol' : 'ul',
    {},
    items.map((item, i) => <li key={i}>{inline(item.tokens)}</li>),
  )

const DATE = /(\d{4}-\d{2}-\d{2})/

/** A date is not broken at its hyphens. */
const withWholeDates = (text: string): ReactNode =>
  text.split(DATE).map((part, i) =>
    DATE.test(part) ? (
      <span key={i} className="short">
        {part}
      </span>
    ) : (
      part
    ),
  )

/** What each kind of Markdown becomes. A kind that is not here is shown as its text. */
const NODES = toLookup<(token: Token) => ReactNode>({
  space: () => null,
  hr: () => <hr />,
  br: () => <br />,
  paragraph: ({ ...token }) => <p>{inline((token as Tokens.Paragraph).tokens)}</p>,
  heading: (token) => <p className="heading">{inline((token as Tokens.Heading).tokens)}</p>,
  blockquote: (token) => <blockquote>{inline((token as Tokens.Blockquote).tokens)}</blockquote>,
  list: (token) => list(token as Tokens.List),
  table: (token) => table(token as Tokens.Table),
  strong: (token) => <strong>{inline((token as Tokens.Strong).tokens)}</strong>,
  em: (token) => <em>{inline((token as Tokens.Em).tokens)}</em>,
  del: (token) => <del>{inline((token as Tokens.Del).tokens)}</del>,
  codespan: (token) => <code>{(token as Tokens.Codespan).text}</code>,
  code: (token) => <pre>{(token as Tokens.Code).text}</pre>,
  link: (token) => {
    const { href, tokens } = token as Tokens.Link
    return <Link href={href}>{inline(tokens)}</Link>
  },
  escape: (token) => (token as Tokens.Escape).text,
  text: (token) => {
    const { tokens, text } = token as Tokens.Text
    return tokens === undefined ? withWholeDates(text) : inline(tokens)
  },
})

function toNode(token: Token): ReactNode {
  return NODES[token.type]?.(token) ?? token.raw
}

/**
 * GitHub-flavoured Markdown from a CDS Service. Nothing of it becomes HTML by itself: each known
 * kind of token becomes an element here, raw HTML and images are shown as the text they are, and a
 * link leads to http(s) only.
 */
export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown">{inline(marked.lexer(text, { gfm: true }))}</div>
}
