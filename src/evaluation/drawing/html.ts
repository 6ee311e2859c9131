import type { ReportLanguage } from '../drawing/report-language.ts'
import { inEnglish, type Tell } from '../language/tell.ts'
import { escapeMarkup, unescapeMarkup } from './markup.ts'

/** Markup, escaped already; a plain string beside it is text and gets escaped. */
export interface Html {
  readonly html: string
}

/** Text or markup as markup: names of columns and files come from outside. */
const toMarkup = (part: Html | string) =>
  typeof part === 'string' ? escapeMarkup(part) : part.html

export const element = (name: string, ...parts: readonly (Html | string)[]): Html => ({
  html: `<${name}>${parts.map(toMarkup).join('')}</${name}>`,
})

/** A section under a heading; nothing when it would be empty. */
export const section = (heading: string, ...parts: readonly (Html | undefined)[]): Html => {
  const present = parts.filter((part) => part !== undefined)
  return present.length === 0
    ? { html: '' }
    : element('section', element('h2', heading), ...present)
}

/** A list of sentences; nothing when there are none. */
export const list = (sentences: readonly string[]): Html | undefined =>
  sentences.length === 0
    ? undefined
    : element('ul', ...sentences.map((sentence) => element('li', sentence)))

export const aside = (
  kind: 'verdict' | 'warning',
  ...parts: readonly (Html | undefined)[]
): Html => ({
  html: `<aside class="${kind}">${parts.map((part) => part?.html ?? '').join('')}</aside>`,
})

/** A table with a caption; the first column names the rows. Nothing without a row. */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Html | undefined {
  if (rows.length === 0) return undefined
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('')
  const body = rows.map(([name = '', ...cells]) =>
    [
      `<tr><th scope="row">${escapeMarkup(name)}</th>`,
      ...cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`),
      '</tr>',
    ].join(''),
  )
  return {
    html: `<div class="table"><table><caption>${escapeMarkup(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`,
  }
}

export const figure = (svg: string, caption: string): Html => ({
  html: `<figure>${svg}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`,
})

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1a1a1a, #e8e8ea); background: light-dark(#fff, #1b1b1e); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
.table { overflow-x: auto; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; white-space: nowrap; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid light-dark(#ccc, #55555a); vertical-align: top; }
th[scope=row] { font-weight: 400; } th[scope=col] { word-break: keep-all; }
aside { border-left: .3rem solid #8a5a00; background: light-dark(#fff7e6, #33291a); padding: .5rem 1rem; margin: 1rem 0; border-radius: .2rem; }
aside.verdict { border-color: #1f5f8b; background: light-dark(#eef6fc, #1b2a38); }
figure { display: inline-block; margin: 1rem 1.5rem 1rem 0; vertical-align: top; }
figcaption { font-size: .85rem; max-width: 26rem; }
figure svg { max-width: 100%; height: auto; color: #1a1a1a; background: #fff; }
@media (max-width: 40rem) { caption { white-space: normal; } figure { display: block; margin: 1rem 0; } }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; font-size: 11pt; } section, figure, table { break-inside: avoid; } h2 { break-after: avoid; } }
`

const TEXT = />([^<>]+)</g
const LABEL = /(?<= aria-label=")[^"]*(?=")/g

/** Markup whose texts, in figures too, are told in another language. */
function toldMarkup(markup: string, tell: Tell): string {
  const told = (markup: string) => {
    const text = unescapeMarkup(markup)
    return tell(text) === text ? markup : escapeMarkup(tell(text))
  }
  return markup.replace(TEXT, (_, text: string) => `>${told(text)}<`).replace(LABEL, told)
}

/**
 * A page under its title that needs nothing beside it: no script, no font, no image from elsewhere.
 *
 * @param language - What its words are in.
 * @param tell - Tells texts in it that are in English until then.
 */
export function page(
  title: string,
  parts: readonly Html[],
  language: ReportLanguage = 'en',
  tell: Tell = inEnglish,
): string {
  return [
    `<!doctype html><html lang="${escapeMarkup(language)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(tell(title))}</title><style>${STYLE}</style></head><body><main>`,
    ...[element('h1', title), ...parts].map((part) => toldMarkup(toMarkup(part), tell)),
    '</main></body></html>\n',
  ].join('\n')
}
