import type { Html } from '../drawing/html.ts'
import { unescapeMarkup } from '../drawing/markup.ts'

/** A part of a report as a file of its own. */
export interface ReportFile {
  readonly name: string
  readonly content: string
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)

const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found = '']) => found)

/** A spreadsheet takes a text that begins like this for a formula. */
const FORMULA = /^[=@+]|^-(?![\d.])/

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function tableFile(markup: string): ReportFile {
  const [caption = 'table'] = matches(markup, /<caption>(.*?)<\/caption>/g)
  const rows = matches(markup, /<tr>(.*?)<\/tr>/g).map((row) =>
    matches(row, /<t[hd][^>]*>(.*?)<\/t[hd]>/g).map((cell) => csvCell(unescapeMarkup(cell))),
  )
  const lines = rows.map((cells) => cells.join(','))
  return { name: `${slug(unescapeMarkup(caption))}.csv`, content: `\uFEFF${lines.join('\n')}\n` }
}

function figureFile(markup: string): ReportFile {
  const [label = 'figure'] = matches(markup, /aria-label="(.*?)"/g)
  const svg = /<svg[\s\S]*<\/svg>/.exec(markup)?.[0] ?? ''
  return { name: `${slug(label)}.svg`, content: `<?xml version="1.0"?>\n${svg}\n` }
}

/** Names that come twice are numbered. */
function numbered(files: readonly ReportFile[]): readonly ReportFile[] {
  const times = new Map<string, number>()
  return files.map(({ name, content }) => {
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return { name: time === 1 ? name : name.replace(/(?=\.\w+$)/, `-${String(time)}`), content }
  })
}

/** Every table of a page as CSV and every figure as SVG: the page and its files are one. */
export function filesOf({ html }: Html): readonly ReportFile[] {
  const tables = matches(html, /(<table>.*?<\/table>)/g).map(tableFile)
  const figures = matches(html, /(<figure>[\s\S]*?<\/figure>)/g).map(figureFile)
  return numbered([...tables, ...figures])
}
