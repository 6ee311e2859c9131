import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'

/** `[text](url)`. Neither part holds what opens it, or the search would be quadratic. */
const LINK = /\[([^[\]]*)\]\(([^()\s]*)\)/g

const cellsOf = (row: string) =>
  row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .join('; ')

function plainLine(line: string): string {
  const isRow = line.startsWith('|')
  return (isRow ? cellsOf(line) : line)
    .replace(/^#{1,6}\s+/, '')
    .replace(LINK, (_, text: string, url: string) => `${text} (${url})`)
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .trim()
}

const isRuler = (line: string) => /^\|[\s|:-]+\|$/.test(line)

/** Markdown as lines of plain text; a row of a table is one line. */
export function toPlainLines(markdown: string): readonly string[] {
  return markdown
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isRuler(line))
    .map(plainLine)
}

/**
 * A card as lines of text: its summary, its detail, where it comes from, and its links. Links that
 * launch an app need a FHIR server, and are left out. Spaces that hold a line together become plain
 * ones: a character set of HL7 v2 may have no others.
 */
export function toCardLines(card: JsonObject): readonly string[] {
  const { summary, detail, source, links } = card
  const [label, url] = isJsonObject(source)
    ? [nonBlank(source['label']), nonBlank(source['url'])]
    : [undefined, undefined]
  const absolute = objects(links).filter(({ type }) => type === 'absolute')
  return [
    nonBlank(summary) ?? '',
    ...toPlainLines(nonBlank(detail) ?? ''),
    [label, url].filter((part) => part !== undefined).join(': '),
    ...absolute.map((link) => [nonBlank(link['label']), nonBlank(link['url'])].join(': ')),
  ]
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('\u00a0', ' '))
}
