import { readdirSync, readFileSync } from 'node:fs'
import { repositoryPath } from './paths.ts'

const markdownBelow = (folder: string) =>
  readdirSync(repositoryPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .toSorted()

/** Every document, but for those that describe a service or a synthetic patient. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'SECURITY.md',
  'fixtures/README.md',
  'fixtures/cases/README.md',
  'fixtures/broken-services/README.md',
  ...markdownBelow('docs'),
]

/** A fenced block of a document: the words behind the fence, and what it holds. */
export interface Fence {
  readonly words: readonly string[]
  readonly text: string
}

/** The fenced blocks of a Markdown file of the repository. */
export function fencesOf(path: string): readonly Fence[] {
  const text = readFileSync(repositoryPath(path), 'utf8')
  return [...text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map(([, info = '', body = '']) => ({
    words: info.trim().split(/\s+/),
    text: body,
  }))
}

/** Parts of a JSONPath as `check-services` writes it. */
function partsOf(path: string): readonly string[] {
  return [...path.matchAll(/\.([A-Za-z_]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? index!)
}

/** A JSON text with `$.path = value` lines filled in; each must replace what is there. */
export function fillJson(json: string, lines: string): string {
  const root = JSON.parse(json) as Record<string, unknown>
  for (const line of lines.trim().split('\n')) {
    const [, path, value] = /^(\$\S+) = (.*)$/.exec(line) ?? []
    if (path === undefined) throw new Error(`not a line to fill in: ${line}`)
    const parts = partsOf(path)
    const parent = parts
      .slice(0, -1)
      .reduce((inner, part) => inner[part] as Record<string, unknown>, root)
    const last = parts.at(-1)!
    if (!(last in parent)) throw new Error(`${path} is not there to be filled in`)
    parent[last] = JSON.parse(value!)
  }
  return JSON.stringify(root, null, 2)
}

/** A Markdown text in which each line takes the place of one TODO and the rest of its line. */
export function fillMarkdown(markdown: string, lines: string): string {
  const waiting = lines.trim().split('\n')
  const filled = markdown.replace(/TODO.*$/gm, () => waiting.shift() ?? 'TODO')
  if (waiting.length > 0) throw new Error(`there is no TODO for: ${waiting.join(' / ')}`)
  return filled
}
